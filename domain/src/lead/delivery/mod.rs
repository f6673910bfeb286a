//! What becomes of an outbox row: which sinks have it, which are tried again and when, and which gave up.
//!
//! A row keeps a [`Ledger`]: for each sink that wants any of its events what it has not taken yet, and how that stands. So a
//! sink that took an event is never sent it again, and one in trouble delays no other. How a sink is doing over all rows of a
//! shard is its [`Endpoint`]: after a few failures in a row it rests, and what waits only for it waits without being tried.

mod endpoint;
mod failure;
mod health;
mod ledger;
mod letter;
mod retry;

pub use endpoint::{Endpoint, Endpoints, Permit};
pub use failure::{Failure, Why};
pub use health::{Health, HealthState};
pub use ledger::{Attempt, Attempted, Delivery, Ledger, Standing, Try, Turn};
pub use letter::{DeadLetter, DeadLetterId, DeadSink};
pub use retry::{LONGEST_WAIT, asked_wait, retry_after};

/// A sink, as far as deliveries ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SinkName {
    /// Its id.
    pub id: alloc::string::String,
    /// Changes with whatever decides where and how it is reached.
    pub fingerprint: alloc::string::String,
}
