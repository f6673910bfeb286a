//! The page: what it is, and when the visitor leaves it or comes back.

use crate::dom;
use alloc::string::String;

/// The page's address without the fragment, unredacted: see `leadline_domain::page` for what of it may go further.
pub fn url() -> String {
    dom::fact(0)
}

/// Where the visitor came from, unredacted; empty if not known.
pub fn referrer() -> String {
    dom::fact(1)
}

/// The page's title, unredacted.
pub fn title() -> String {
    dom::fact(2)
}

/// What happens to a page as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// The visitor leaves it; it may be kept in the browser's memory, and may never run again.
    Left,
    /// It is back from the browser's memory, just as it was left.
    Restored,
}

/// Calls `turned` at every turn, for as long as the page lives.
pub fn on_turn(turned: impl Fn(Turn) + 'static) {
    let call = dom::told(move |turn, _| turned(if turn == 0 { Turn::Left } else { Turn::Restored }));
    dom::turns(&call);
    call.forget();
}
