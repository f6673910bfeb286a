//! The one source of chance in the client.

use crate::dom;
use leadline_domain::id::Entropy;

/// Sixteen bytes of the browser's cryptographic randomness: enough for an id that nobody else draws.
pub fn draw() -> Entropy {
    let mut bytes = Entropy::default();
    dom::draw(&mut bytes);
    bytes
}
