//! No request waits for ever: an object that trapped never answers.

use futures_util::future::{Either, select};
use std::{future::Future, pin::pin, time::Duration};
use worker::Delay;

/// The time was up.
pub(crate) struct TimedOut;

/// Waits for `work`, but no longer than `limit`.
pub(crate) async fn within<T>(limit: Duration, work: impl Future<Output = T>) -> Result<T, TimedOut> {
    match select(pin!(work), pin!(Delay::from(limit))).await {
        Either::Left((done, _)) => Ok(done),
        Either::Right(_) => Err(TimedOut),
    }
}
