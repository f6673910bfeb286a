//! What submitting made happen.

use crate::{bond::Bond, id::LeadId, site::SignalKey, time::Day, visit::SignalCounts};
use alloc::collections::BTreeMap;
use serde::{Deserialize, Serialize};

/// How many forms were sent under one lead id, and what that made happen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Submissions taken, each once.
    pub submissions: u32,
    /// What they made happen.
    pub signals: SignalCounts,
    /// What those made happen that came from a browser verified by then.
    #[serde(default, skip_serializing_if = "SignalCounts::is_empty")]
    pub verified: SignalCounts,
    /// Files fetched that forms handed out, each once a day.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub fetched: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference to the field")]
const fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// Submissions, added up by the lead they were taken for: a sum that may be merged any number of times, because each lead
/// only ever adds to its own share and of two states of a share the greater is the later.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Submitted(BTreeMap<LeadId, Share>);

impl Submitted {
    /// A share as it is told by whoever kept it.
    pub(crate) fn of(lead: LeadId, share: Share) -> Self {
        Self(BTreeMap::from([(lead, share)]))
    }

    /// One more was taken for this lead.
    pub fn add(&mut self, lead: &LeadId, bond: Bond, signals: impl Iterator<Item = SignalKey>, day: Day) {
        let share = self.0.entry(lead.clone()).or_default();
        share.submissions = share.submissions.saturating_add(1);
        for signal in signals {
            share.signals.add(signal, day);
            if bond == Bond::Verified {
                share.verified.add(signal, day);
            }
        }
    }

    /// A file was fetched that a form of this lead had handed out. That it was their browser is no more than a claim: links are
    /// passed on.
    pub fn fetch(&mut self, lead: &LeadId, signals: impl Iterator<Item = SignalKey>, day: Day) {
        let share = self.0.entry(lead.clone()).or_default();
        share.fetched = share.fetched.saturating_add(1);
        signals.for_each(|signal| share.signals.add(signal, day));
    }

    /// How many were taken.
    pub fn submissions(&self) -> u32 {
        self.0.values().fold(0, |sum, share| sum.saturating_add(share.submissions))
    }

    /// Adds up what they made happen.
    pub fn add_signals(&self, counts: &mut SignalCounts) {
        self.0.values().for_each(|share| counts.merge(&share.signals));
    }

    /// Adds up what those made happen that came from verified browsers.
    pub fn add_verified_signals(&self, counts: &mut SignalCounts) {
        self.0.values().for_each(|share| counts.merge(&share.verified));
    }

    /// Takes in what was submitted by somebody who is the same person.
    pub(super) fn merge(&mut self, other: &Self) {
        for (lead, theirs) in &other.0 {
            let mine = self.0.entry(lead.clone()).or_default();
            if weight(theirs) > weight(mine) {
                mine.clone_from(theirs);
            }
        }
    }
}

/// Of two states of one share the one with more submissions and files is the later; they never differ otherwise, and if they did, the
/// content would decide.
fn weight(share: &Share) -> (u32, alloc::vec::Vec<u8>) {
    (
        share.submissions.saturating_add(share.fetched),
        postcard::to_allocvec(&(&share.signals, &share.verified)).unwrap_or_default(),
    )
}
