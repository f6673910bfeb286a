//! The way of a lead through the stages.
//!
//! It is a set of entries, and everything else follows from the set alone. So merging two leads is uniting their entries:
//! commutative, associative and idempotent, like everything that is told of a person.

use super::Stage;
use crate::time::Millis;
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// Most entries kept. The first into each stage and the newest stay; nobody is moved about as often.
const MOST_ENTRIES: usize = 64;

/// Who brought a lead into a stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Mover {
    /// The site's rules: a score, or a signal that enters a stage directly.
    #[default]
    Rules,
    /// Somebody, or a system of theirs.
    People,
}

impl Mover {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
    fn is_rules(&self) -> bool {
        *self == Self::Rules
    }
}

/// When a stage was entered, how, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StageEntry {
    /// When, by the edge's clock.
    pub at: Millis,
    /// Which.
    pub stage: Stage,
    /// Through whom. Rows of an earlier release don't say: only rules moved leads then.
    #[serde(default, skip_serializing_if = "Mover::is_rules")]
    pub by: Mover,
    /// Why: `score`, `signal:<id>`, or the code of a reason that people gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What people wrote beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What the request was remembered by: asked again it moves nobody again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
}

/// Every entry of a lead, in the order of time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<StageEntry>")]
pub struct Journey(Vec<StageEntry>);

/// What was read need not be in order, whoever wrote it.
impl From<Vec<StageEntry>> for Journey {
    fn from(entries: Vec<StageEntry>) -> Self {
        let mut journey = Self(entries);
        journey.settle();
        journey
    }
}

impl Journey {
    /// Somebody new.
    pub fn begin(at: Millis) -> Self {
        let born = StageEntry { at, stage: Stage::Lead, by: Mover::Rules, reason: None, note: None, request: None };
        Self(alloc::vec![born])
    }

    /// Every entry, the oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &StageEntry> {
        self.0.iter()
    }

    /// One more. It comes after all before it, whatever the clock says; what people said and what came after it share no
    /// moment.
    pub fn enter(&mut self, mut entry: StageEntry) {
        for known in &self.0 {
            let apart = entry.by == Mover::People || known.by == Mover::People;
            entry.at = entry.at.max(if apart { known.at.plus(1) } else { known.at });
        }
        self.0.push(entry);
        self.settle();
    }

    /// Takes in the way of somebody who is the same person.
    pub fn merge(&mut self, other: &Self) {
        self.0.extend(other.0.iter().cloned());
        self.settle();
    }

    /// Where the lead is: where people put it last, or as far as rules brought it since.
    ///
    /// Rules move forward only. Nobody comes back from disqualified by a rule; from recycled whoever qualifies again.
    pub fn present(&self) -> Stage {
        self.present_entry().map_or(Stage::Lead, |entry| entry.stage)
    }

    /// When and how the lead came to where it is.
    pub fn present_entry(&self) -> Option<&StageEntry> {
        let put = self.0.iter().filter(|entry| entry.by == Mover::People).max();
        let put_at = put.map(|entry| entry.at);
        // Being born is no step forward: whoever is merged with somebody new stays where they are.
        let earned = self.0.iter().filter(|entry| {
            entry.by == Mover::Rules && Some(entry.at) > put_at && (put.is_none() || entry.stage > Stage::Lead)
        });
        // Of two entries into one stage the first is the one that brought the lead there.
        let earned = earned.max_by(|one, other| one.stage.cmp(&other.stage).then(Ord::cmp(&other.at, &one.at)));
        match (put, earned) {
            (Some(put), _) if put.stage == Stage::Disqualified => Some(put),
            (Some(put), Some(earned)) => Some(if earned.stage > put.stage { earned } else { put }),
            (put, earned) => put.or(earned),
        }
    }

    /// The furthest the lead has been.
    pub fn furthest(&self) -> Stage {
        self.0.iter().map(|entry| entry.stage).max().unwrap_or(Stage::Lead)
    }

    /// When it was recycled last, if it was: from then on thresholds can be crossed again.
    pub fn recycled_at(&self) -> Option<Millis> {
        self.0.iter().filter(|entry| entry.stage == Stage::Recycled).map(|entry| entry.at).max()
    }

    /// How far rules can't bring the lead any more, because it has been there: since it was recycled, if it was.
    pub fn bar(&self) -> Stage {
        let since = self.recycled_at();
        let entries = self.0.iter().filter(|entry| Some(entry.at) > since && entry.stage > Stage::Lead);
        entries.map(|entry| entry.stage).max().unwrap_or(Stage::Lead)
    }

    /// The entry that a request made, if it was asked before.
    pub fn of_request(&self, request: &str) -> Option<&StageEntry> {
        self.0.iter().find(|entry| entry.request.as_deref() == Some(request))
    }

    /// In order, none twice, no more than are kept.
    fn settle(&mut self) {
        self.0.sort_unstable();
        self.0.dedup();
        while self.0.len() > MOST_ENTRIES {
            let is_first =
                |at: usize, entry: &StageEntry| self.0.iter().take(at).all(|known| known.stage != entry.stage);
            let Some(spare) = self.0.iter().enumerate().position(|(at, entry)| !is_first(at, entry)) else { return };
            self.0.remove(spare);
        }
    }
}

#[cfg(test)]
mod tests;
