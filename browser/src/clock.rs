//! The one clock of the client.

use crate::dom;
use alloc::string::String;

/// Now, by the visitor's clock: milliseconds since 1970, as digits. Nobody in the client calculates with it.
pub fn now() -> String {
    dom::now()
}
