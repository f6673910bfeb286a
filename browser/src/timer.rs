//! Later.

use crate::dom::{self, Callback};

/// What a callback is told when its timer rings.
pub const RANG: u32 = 2001;

/// Tells `call` that it [rang](RANG), `ms` milliseconds from now or a little later.
pub fn ring_after(ms: u32, call: &Callback) {
    dom::after(ms, call);
}
