//! The visitor's state and how it grows.

mod answered;
mod backup;
mod count;
mod fold;
mod passport;
mod sealed;
mod touch;
mod touches;
mod visits;

pub use answered::Answered;
pub use backup::Backup;
pub use count::{DayCount, MAX_DATED, SignalCounts};
pub use fold::{Arrival, Folding, Followed, Person, Turn};
pub use passport::{Passport, Pointer, Snapshot};
pub use sealed::{LIFETIME, PassportRefused};
pub use touch::{MiddleTouch, Touch};
pub use touches::{MAX_BETWEEN, Touches};
pub use visits::{Session, Visits};
