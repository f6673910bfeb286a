//! Scoring every lead of a shard again, after the model changed.
//!
//! A shard works through its leads in the order of their ids, a bounded turn at a time. What a turn changes and how far it
//! came are written together, so a turn that breaks off has not happened, and none is done twice.

use crate::{id::LeadId, time::Millis};
use alloc::string::String;
use serde::{Deserialize, Serialize};

/// How far a shard is with scoring its leads by one model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rescoring {
    /// [`crate::site::Site::model_version`] of the model.
    pub model: String,
    /// Leads there were when it began.
    pub total: u32,
    /// Leads scored so far; those that came meanwhile are scored by the model as they come.
    pub done: u32,
    /// Leads whose score changed.
    pub changed: u32,
    /// The last lead scored.
    pub cursor: Option<LeadId>,
    /// When it began, by the edge's clock.
    pub started_at: Millis,
    /// When it was through.
    pub finished_at: Option<Millis>,
}

impl Rescoring {
    /// Begins with a shard of so many leads; one without leads is through at once.
    pub fn begin(model: &str, total: u32, now: Millis) -> Self {
        let finished_at = (total == 0).then_some(now);
        Self { model: model.into(), total, done: 0, changed: 0, cursor: None, started_at: now, finished_at }
    }

    /// Goes on by a turn that scored leads up to `last`; `None` if there were none left.
    #[must_use]
    pub fn after(mut self, turn: Turn, now: Millis) -> Self {
        self.done = self.done.saturating_add(turn.scored);
        // Leads that came meanwhile may lie before it, too.
        self.total = self.total.max(self.done);
        self.changed = self.changed.saturating_add(turn.changed);
        match turn.last {
            Some(last) => self.cursor = Some(last),
            None => self.finished_at = Some(now),
        }
        self
    }

    /// Whether there is more to do.
    pub const fn is_under_way(&self) -> bool {
        self.finished_at.is_none()
    }
}

/// What one turn did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Turn {
    /// Leads scored.
    pub scored: u32,
    /// Leads whose score changed.
    pub changed: u32,
    /// The last of them.
    pub last: Option<LeadId>,
}

/// How far a whole site is: the sum over its shards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "RescoringProgress"))]
pub struct Progress {
    /// Shards that are through.
    pub shards_done: u8,
    /// Shards there are.
    pub shards: u8,
    /// Leads to score.
    pub total: u32,
    /// Leads scored so far.
    pub done: u32,
    /// Leads whose score changed.
    pub changed: u32,
}

impl Progress {
    /// Adds a shard; one that never scored anything again has nothing to do, and one whose leads were scored by another
    /// model than this has yet to begin.
    #[must_use]
    pub fn with(mut self, shard: Option<&Rescoring>, model: &str) -> Self {
        self.shards = self.shards.saturating_add(1);
        if shard.is_none_or(|rescoring| rescoring.model == model && !rescoring.is_under_way()) {
            self.shards_done = self.shards_done.saturating_add(1);
        }
        if let Some(rescoring) = shard {
            self.total = self.total.saturating_add(rescoring.total);
            self.done = self.done.saturating_add(rescoring.done);
            self.changed = self.changed.saturating_add(rescoring.changed);
        }
        self
    }

    /// Whether every shard is through.
    pub const fn is_done(&self) -> bool {
        self.shards_done == self.shards
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_goes_on_until_a_turn_finds_nothing() {
        let lead = LeadId::new(0, &[1; 16]);
        let begun = Rescoring::begin("m1", 2, Millis(5));
        let half = begun.after(Turn { scored: 2, changed: 1, last: Some(lead.clone()) }, Millis(6));
        assert!(half.is_under_way() && half.cursor == Some(lead));
        let through = half.clone().after(Turn::default(), Millis(7));
        assert_eq!((through.done, through.changed, through.finished_at), (2, 1, Some(Millis(7))));
        let site = Progress::default().with(Some(&half), "m1").with(Some(&through), "m1").with(None, "m1");
        assert_eq!((site.shards_done, site.shards, site.done, site.is_done()), (2, 3, 4, false));
        assert!(!Progress::default().with(Some(&through), "m2").is_done(), "another model is in force");
        assert!(!Rescoring::begin("m1", 0, Millis(5)).is_under_way());
    }
}
