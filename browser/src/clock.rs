//! The one clock of the client.

use crate::dom;
use leadline_domain::time::Millis;

/// Now, by the visitor's clock.
#[expect(clippy::cast_possible_truncation, reason = "the browser counts whole milliseconds, far below 2^53")]
pub fn now() -> Millis {
    Millis(dom::now() as i64)
}
