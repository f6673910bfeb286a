//! No request waits for ever: an object that trapped never answers.

use futures_util::future::{Either, select};
use std::{future::Future, pin::pin, time::Duration};
use worker::{Delay, Error, Result};

/// The time was up.
pub(crate) struct TimedOut;

/// Waits for `work`, but no longer than `limit`.
pub(crate) async fn within<T>(limit: Duration, work: impl Future<Output = T>) -> std::result::Result<T, TimedOut> {
    match select(pin!(work), pin!(Delay::from(limit))).await {
        Either::Left((done, _)) => Ok(done),
        Either::Right(_) => Err(TimedOut),
    }
}

/// How long KV and the queue may take; they answer in milliseconds, or something is wrong.
const STORE: Duration = Duration::from_secs(3);

/// Waits for KV or the queue, but not for ever.
pub(crate) async fn store<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    within(STORE, work).await.unwrap_or_else(|TimedOut| Err(Error::RustError("no answer in time".to_owned())))
}
