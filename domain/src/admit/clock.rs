//! When an item happened, where clocks disagree. A wrong clock never costs an item: its time is put right, and that is said.

use super::Arriving;
use crate::{
    outcome::Accepted,
    time::{self, Millis, SKEW_TOLERATED},
};

/// When it happened by the edge's clock, and what was done to find out. Less than 55 minutes are not worth a word.
pub(super) fn at(occurred_at: Millis, arriving: &Arriving<'_>) -> (Millis, Accepted) {
    let at = time::occurred(occurred_at, arriving.sent_at, arriving.received_at);
    let skew = arriving.received_at.0.saturating_sub(arriving.sent_at.0);
    let skewed = skew.saturating_abs() > SKEW_TOLERATED;
    let corrected = if skewed { occurred_at.plus(skew) } else { occurred_at };
    let is_near = |time: Millis| at.0.saturating_sub(time.0).saturating_abs() <= SKEW_TOLERATED;
    let accepted = match (is_near(corrected), skewed) {
        (false, _) => Accepted::ClockClamped,
        (true, true) => Accepted::ClockCorrected,
        (true, false) => Accepted::Whole,
    };
    (at, accepted)
}
