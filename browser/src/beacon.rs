//! The last word of a page that is being left.

use crate::dom;

/// Hands a text to the browser, to be posted to `url` when the page may be gone already. Nobody hears whether it
/// arrived.
pub fn send(url: &str, body: &str) {
    dom::beacon(url, body);
}
