//! Whether text shows somebody's address.

/// Whether there is an at sign, as it is or percent-encoded any number of times over: undone here one time after the
/// other, unlike in the code this is held against.
pub(crate) fn shows_address(text: &str) -> bool {
    let mut text = text.to_owned();
    loop {
        if text.contains('@') || text.contains("%40") {
            return true;
        }
        let once = text.replace("%25", "%");
        if once == text {
            return false;
        }
        text = once;
    }
}
