//! The visitor's state and how it grows.

mod count;
mod fold;
mod passport;
mod touch;

pub use count::{DayCount, SignalCounts};
pub use fold::{Arrival, Folded, fold};
pub use passport::{Passport, Pointer, Snapshot};
pub use touch::Touch;
