//! What a person's browsers did: of each the latest snapshot.

use crate::{
    bond::Bond,
    id::VisitorId,
    time::{Day, Millis},
    visit::{SignalCounts, Snapshot, Touch, Touches, Visits},
};
use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};
use core::cmp::{Ordering, Reverse};
use serde::{Deserialize, Serialize};

/// Browsers of which everything is kept; of the others, seen longer ago, only what they add up to and where they came from.
const KEPT_WHOLE: usize = 32;

/// Most browsers known of one person. At some 800 bytes for one that is kept in brief the row stays far below the 2 MB that
/// the platform takes; beyond them the one seen longest ago is forgotten, which takes more than ten years of a browser that
/// wipes its storage every week.
const MAX_BROWSERS: usize = 544;

/// Most browsers known to be verified: as many again as can be known, because a browser that was forgotten may come back.
/// Beyond them the greatest ids fall back to being claimed: which these are must follow from the ids alone, or merges would
/// not agree, and an id says nothing about its browser.
const MAX_VERIFIED: usize = 2 * MAX_BROWSERS;

/// The browsers of one person.
///
/// Which are kept whole, in brief or not at all is decided by what is known of them alone, so that snapshots, visitors and
/// leads merged in any order, however often, end in the same state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Browsers {
    seen: BTreeMap<VisitorId, Snapshot>,
    /// Those that turned out to be somebody else's: they stay known, and count for nothing.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    detached: BTreeSet<VisitorId>,
    /// Those that were proven to be the person's; the others are claimed to be.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    verified: BTreeSet<VisitorId>,
}

impl Browsers {
    /// Takes a snapshot in, if it is later than what is known of the visitor, and how sure it is whose browser it is of:
    /// what was verified once stays so. Says whether anything changed.
    pub fn see(&mut self, snapshot: Snapshot, bond: Bond) -> bool {
        let verified = bond == Bond::Verified && self.verify(&snapshot.visitor);
        self.take(snapshot) || verified
    }

    fn verify(&mut self, visitor: &VisitorId) -> bool {
        let news = self.verified.insert(visitor.clone());
        self.bound_verified();
        news && self.verified.contains(visitor)
    }

    fn bound_verified(&mut self) {
        while self.verified.len() > MAX_VERIFIED {
            self.verified.pop_last();
        }
    }

    fn take(&mut self, snapshot: Snapshot) -> bool {
        let visitor = snapshot.visitor.clone();
        let before = self.seen.get(&visitor).cloned();
        if before.as_ref().is_some_and(|known| by_time(known, &snapshot).is_ge()) {
            return false;
        }
        self.seen.insert(visitor.clone(), snapshot);
        self.settle();
        self.seen.get(&visitor) != before.as_ref()
    }

    /// A browser turned out to be somebody else's: what it did counts no more, whatever more it says. Says whether that
    /// is news.
    pub fn detach(&mut self, visitor: &VisitorId) -> bool {
        self.detached.insert(visitor.clone())
    }

    /// Whether a browser turned out to be somebody else's.
    pub fn is_detached(&self, visitor: &VisitorId) -> bool {
        self.detached.contains(visitor)
    }

    /// How sure it is that a browser is the person's. Of one that is detached nothing is.
    pub fn bond(&self, visitor: &VisitorId) -> Bond {
        let verified = self.verified.contains(visitor) && !self.is_detached(visitor);
        if verified { Bond::Verified } else { Bond::Claimed }
    }

    /// Whether a browser is known.
    pub fn knows(&self, visitor: &VisitorId) -> bool {
        self.seen.contains_key(visitor)
    }

    /// Whether any browser that counts is known.
    pub fn is_empty(&self) -> bool {
        self.counting().next().is_none()
    }

    /// All that are known, and whether they turned out to be somebody else's.
    pub fn iter(&self) -> impl Iterator<Item = (&Snapshot, bool)> {
        self.seen.values().map(|seen| (seen, self.detached.contains(&seen.visitor)))
    }

    /// What the browsers that count did.
    pub fn counting(&self) -> impl Iterator<Item = &Snapshot> {
        self.seen.values().filter(|seen| !self.detached.contains(&seen.visitor))
    }

    /// Adds up what happened in them.
    pub fn add_signals(&self, counts: &mut SignalCounts) {
        self.counting().for_each(|seen| counts.merge(&seen.signals));
    }

    /// Adds up what happened in those that are surely the person's.
    pub fn add_verified_signals(&self, counts: &mut SignalCounts) {
        let verified = self.counting().filter(|seen| self.verified.contains(&seen.visitor));
        verified.for_each(|seen| counts.merge(&seen.signals));
    }

    /// How often the person came, and for how long.
    pub fn visits(&self) -> Visits {
        self.counting().map(|seen| seen.visits).fold(Visits::default(), Visits::plus)
    }

    /// Where the person came from over time.
    pub fn touches(&self) -> Touches {
        let mut touches = Touches::default();
        self.counting().for_each(|seen| touches.merge(&seen.touches()));
        touches
    }

    /// Where the person first came from; see [`Touches::first`].
    pub fn first_touch(&self) -> Option<&Touch> {
        self.counting().filter_map(|seen| seen.first.as_ref()).min_by_key(|touch| (touch.is_direct(), *touch))
    }

    /// Where the person last came from; see [`Touches::last`].
    pub fn last_touch(&self) -> Option<&Touch> {
        self.counting().filter_map(|seen| seen.last.as_ref()).max_by_key(|touch| (!touch.is_direct(), *touch))
    }

    /// Takes in the browsers of somebody who is the same person.
    pub(super) fn merge(&mut self, other: &Self) {
        self.detached.extend(other.detached.iter().cloned());
        self.verified.extend(other.verified.iter().cloned());
        self.bound_verified();
        for (visitor, theirs) in &other.seen {
            if self.seen.get(visitor).is_none_or(|mine| by_time(mine, theirs).is_lt()) {
                self.seen.insert(visitor.clone(), theirs.clone());
            }
        }
        self.settle();
    }

    /// Keeps those seen last whole, the next in brief, and no more.
    fn settle(&mut self) {
        if self.seen.len() <= KEPT_WHOLE {
            return;
        }
        let mut ranks: Vec<_> = self.seen.values().map(|seen| (moment(seen), seen.visitor.clone())).collect();
        ranks.sort_unstable_by_key(|rank| Reverse(rank.clone()));
        for (rank, (.., visitor)) in ranks.iter().enumerate().skip(KEPT_WHOLE) {
            if rank >= MAX_BROWSERS {
                self.seen.remove(visitor);
            } else if let Some(seen) = self.seen.get_mut(visitor) {
                seen.abridge();
            }
        }
    }
}

/// Which of two snapshots of one visitor is the later, and, of equal moments, which is kept: the greater by content. What is
/// kept in brief compares as what it was made of does, so that it makes no difference whether it was abridged before.
fn by_time(one: &Snapshot, other: &Snapshot) -> Ordering {
    moment(one).cmp(&moment(other)).then_with(|| content(one).cmp(&content(other)))
}

/// How late a snapshot is: by the day the browser was seen last, by how many items were folded, then by the moment.
///
/// The items go before the moment, because a network may bring a request again when its answer is long used: folded into the
/// passport it was sent with, it lacks what came since, and its items are dated by when it arrived. Whatever it says is in
/// the passport that the browser holds, which counts more items. The day goes before the items, so that among browsers, of which
/// few are kept whole, those of long ago make way whatever was done in them.
fn moment(snapshot: &Snapshot) -> (Option<Day>, u32, Option<Millis>) {
    let seen = snapshot.visits.last_seen;
    (seen.map(Millis::day), snapshot.folded, seen)
}

fn content(snapshot: &Snapshot) -> [Vec<u8>; 2] {
    let mut brief = snapshot.clone();
    brief.abridge();
    [&brief, snapshot].map(|snapshot| postcard::to_allocvec(snapshot).unwrap_or_default())
}

#[cfg(test)]
mod tests;
