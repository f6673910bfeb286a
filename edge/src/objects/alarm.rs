//! The one alarm of an object. Setting it writes a row, so it is set only where it would ring too late.

use crate::clock;
use leadline_domain::time::Millis;
use worker::{Result, Storage};

/// Has the alarm ring when something is due, unless it rings before; `armed` is when it does. Nothing is awaited before it is
/// set, so it is written together with what was written just now.
pub(super) async fn set(storage: &Storage, armed: Option<i64>, due: Option<Millis>) -> Result<()> {
    let due = due.map(|due| due.max(clock::now()));
    match due {
        Some(due) if armed.is_none_or(|at| at > due.0) => storage.set_alarm(clock::at(due)).await,
        _ => Ok(()),
    }
}

/// Sees that the alarm rings in time, whatever it was set to.
pub(super) async fn arm(storage: &Storage, next_due: impl FnOnce() -> Result<Option<Millis>>) -> Result<()> {
    let armed = storage.get_alarm().await?;
    set(storage, armed, next_due()?).await
}
