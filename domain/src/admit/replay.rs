//! A batch that was folded before: an answer got lost, or a beacon arrived after all.

use super::Arriving;
use crate::outcome::{Filter, Outcome};

/// Admits a batch the first time.
pub(super) fn admits(arriving: &Arriving<'_>) -> Result<(), Outcome> {
    if arriving.replayed { Err(Outcome::Filtered(Filter::Replay)) } else { Ok(()) }
}
