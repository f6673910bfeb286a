//! The last word of a page that is being left.

use crate::dom;

/// Hands a text to the browser, to be posted to `url` when the page may be gone already, and says whether the browser
/// took it. Nobody hears whether it arrived.
pub fn send(url: &str, body: &str) -> bool {
    dom::beacon(url, body)
}
