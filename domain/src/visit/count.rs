//! How often each signal happened, by day, within a fixed number of bytes.

use crate::{site::SignalKey, time::Day};
use alloc::{collections::BTreeMap, vec::Vec};
use serde::{Deserialize, Serialize};

mod packed;

pub(super) use packed::PackedCounts;

/// Most dated entries kept. At up to 5 bytes each they take 400 bytes of a passport, so that it stays below 2 KB sealed with
/// 48 signals, ten touches and eight batch ids.
pub const MAX_DATED: usize = 80;

/// A day and how often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayCount {
    /// Which day.
    pub day: Day,
    /// How often; stops at 65535.
    pub count: u16,
}

/// Counts per signal and day.
///
/// The newest days stay dated; when there are too many entries, the oldest days of all signals fall into one undated
/// count per signal. Which days fall is decided by the content alone: `horizon` only grows, and everything on or before
/// it counts as undated whenever it arrives, so that any order of arrival ends in the same state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignalCounts {
    /// Days before this one are undated.
    horizon: Day,
    by_signal: BTreeMap<SignalKey, Counts>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Counts {
    undated: u16,
    /// Ascending, no day twice.
    dated: Vec<DayCount>,
}

impl Counts {
    fn add(&mut self, day: Day, count: u16) {
        match self.dated.binary_search_by_key(&day, |entry| entry.day) {
            Ok(at) => {
                if let Some(entry) = self.dated.get_mut(at) {
                    entry.count = entry.count.saturating_add(count);
                }
            }
            Err(at) => self.dated.insert(at, DayCount { day, count }),
        }
    }

    fn undate(&mut self, horizon: Day) {
        let kept = self.dated.partition_point(|entry| entry.day < horizon);
        for entry in self.dated.drain(..kept) {
            self.undated = self.undated.saturating_add(entry.count);
        }
    }
}

impl SignalCounts {
    /// Counts `signal` once more, on `day`.
    pub fn add(&mut self, signal: SignalKey, day: Day) {
        self.add_many(signal, day, 1);
    }

    pub(super) fn add_many(&mut self, signal: SignalKey, day: Day, count: u16) {
        let horizon = self.horizon;
        let counts = self.by_signal.entry(signal).or_default();
        counts.add(day, count);
        counts.undate(horizon);
        self.shrink();
    }

    /// Adds everything `other` counted, as if it had happened here.
    pub fn merge(&mut self, other: &Self) {
        self.horizon = self.horizon.max(other.horizon);
        for (signal, counts) in &other.by_signal {
            let mine = self.by_signal.entry(*signal).or_default();
            mine.undated = mine.undated.saturating_add(counts.undated);
            for entry in &counts.dated {
                mine.add(entry.day, entry.count);
            }
        }
        self.undate();
        self.shrink();
    }

    /// The same counts as if they had been counted here: days ascending, none twice, no more of them than are kept. What was
    /// read need not be so, whoever wrote it.
    pub(super) fn in_order(self) -> Self {
        let mut counts = Self::default();
        counts.merge(&self);
        counts
    }

    /// What was counted on later days than this one.
    #[must_use]
    pub fn behind(&self, day: Day) -> Self {
        let mut later = Self { horizon: self.horizon, by_signal: BTreeMap::new() };
        for (signal, counts) in &self.by_signal {
            let dated: Vec<DayCount> = counts.dated.iter().filter(|entry| entry.day > day).copied().collect();
            if !dated.is_empty() {
                later.by_signal.insert(*signal, Counts { undated: 0, dated });
            }
        }
        later
    }

    /// Forgets on which days signals happened, and not how often.
    pub fn forget_days(&mut self) {
        self.horizon = Day::default();
        for counts in self.by_signal.values_mut() {
            for entry in counts.dated.drain(..) {
                counts.undated = counts.undated.saturating_add(entry.count);
            }
        }
    }

    /// Forgets the signals that `wanted` does not want.
    pub fn keep(&mut self, wanted: impl Fn(SignalKey) -> bool) {
        self.by_signal.retain(|signal, _| wanted(*signal));
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.by_signal.is_empty()
    }

    /// How often a signal happened in all.
    pub fn total(&self, signal: SignalKey) -> u32 {
        self.by_signal.get(&signal).map_or(0, |counts| {
            counts.dated.iter().map(|entry| u32::from(entry.count)).sum::<u32>() + u32::from(counts.undated)
        })
    }

    /// How often a signal happened on days that are forgotten, and on those that are not, oldest first.
    pub fn of(&self, signal: SignalKey) -> (u16, &[DayCount]) {
        self.by_signal.get(&signal).map_or((0, &[]), |counts| (counts.undated, &counts.dated))
    }

    fn dated(&self) -> usize {
        self.by_signal.values().map(|counts| counts.dated.len()).sum()
    }

    fn shrink(&mut self) {
        while self.dated() > MAX_DATED {
            let oldest = self.by_signal.values().filter_map(|counts| counts.dated.first()).map(|entry| entry.day).min();
            let Some(oldest) = oldest else { return };
            self.horizon = self.horizon.max(Day(oldest.0.saturating_add(1)));
            self.undate();
        }
    }

    fn undate(&mut self) {
        let horizon = self.horizon;
        for counts in self.by_signal.values_mut() {
            counts.undate(horizon);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn counted(events: &[(u32, u16)]) -> SignalCounts {
        let mut counts = SignalCounts::default();
        for (signal, day) in events {
            counts.add(SignalKey(*signal), Day(*day));
        }
        counts
    }

    #[test]
    fn old_days_lose_their_date_and_not_their_count() {
        let events: Vec<(u32, u16)> = (0..300).map(|day| (1, day)).collect();
        let counts = counted(&events);
        assert_eq!(counts.total(SignalKey(1)), 300);
        assert_eq!(counts.dated(), MAX_DATED);
        let (undated, dated) = counts.of(SignalKey(1));
        assert_eq!((undated, dated.last().unwrap().day), (220, Day(299)));
    }

    #[test]
    fn what_was_counted_behind_a_day_is_without_that_day_and_without_what_lost_its_date() {
        let mut counts = counted(&(0..100).map(|day| (1, day)).collect::<Vec<_>>());
        counts.add(SignalKey(2), Day(3));
        let later = counts.behind(Day(97));
        assert_eq!((later.total(SignalKey(1)), later.total(SignalKey(2))), (2, 0));
        assert!(counts.behind(Day(99)).is_empty());
    }

    proptest! {
        #[test]
        fn any_order_ends_in_the_same_state(events in prop::collection::vec((0u32..6, 0u16..400), 0..400), seed: u64) {
            let mut shuffled = events.clone();
            let mut state = seed | 1;
            for i in (1..shuffled.len()).rev() {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                shuffled.swap(i, usize::try_from(state >> 33).unwrap() % (i + 1));
            }
            prop_assert_eq!(counted(&events), counted(&shuffled));
        }

        #[test]
        fn merging_is_commutative_and_the_same_as_counting_together(
            a in prop::collection::vec((0u32..6, 0u16..400), 0..200),
            b in prop::collection::vec((0u32..6, 0u16..400), 0..200),
        ) {
            let (mut ab, mut ba) = (counted(&a), counted(&b));
            ab.merge(&counted(&b));
            ba.merge(&counted(&a));
            prop_assert_eq!(&ab, &ba);
            let all: Vec<_> = a.iter().chain(&b).copied().collect();
            prop_assert_eq!(ab, counted(&all));
        }
    }
}
