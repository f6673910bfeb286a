//! Later.

use crate::dom::{self, Callback};

/// Something to do later, as often as asked.
#[derive(Debug)]
pub struct Timer(Callback);

impl Timer {
    /// A timer that does `work`. It must live until it has rung.
    pub fn new(work: impl Fn() + 'static) -> Self {
        Self(dom::told(move |_, _| work()))
    }

    /// Does the work once, `ms` milliseconds from now or a little later.
    pub fn ring_after(&self, ms: u32) {
        dom::after(ms, &self.0);
    }
}
