//! How a sink is doing, over all rows of a shard.

use super::{Failure, SinkName, Why, retry};
use crate::{
    id::OutboxId,
    time::{MINUTE, Millis, SECOND},
};
use alloc::{collections::BTreeMap, string::String};
use serde::{Deserialize, Serialize};

/// Failures in a row after which a sink rests.
const TIRES_AFTER: u32 = 3;
/// The first rest, in milliseconds; each further one is twice as long.
const FIRST_REST: i64 = 30 * SECOND;
/// The longest rest, in milliseconds.
const LONGEST_REST: i64 = 10 * MINUTE;
/// How long one row is the only one to try a sink that rested, in milliseconds: longer than an attempt takes from the alarm
/// through the queue to its settlement.
const PROBE: i64 = MINUTE;
/// How often a success is noted of a sink that is well, in milliseconds: each note is a row written.
const NOTED_EVERY: i64 = 5 * MINUTE;

/// The sinks of a shard, by id.
pub type Endpoints = BTreeMap<String, Endpoint>;

/// How a sink is doing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// The configuration this is about; another one starts anew.
    pub fingerprint: String,
    /// Failures in a row.
    pub failures: u32,
    /// Why the last attempt that failed did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Why>,
    /// When that was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed_at: Option<Millis>,
    /// When it last took something, to five minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_at: Option<Millis>,
    /// Until when nothing is tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rests_until: Option<Millis>,
    /// The one row that tries it after a rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probe: Option<OutboxId>,
    /// Since when it is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gone_at: Option<Millis>,
}

/// Whether a row may try a sink now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Permit {
    /// It may.
    Go,
    /// Not before this time.
    Rest(Millis),
    /// Not at all: it is gone.
    Disabled,
}

impl Endpoint {
    /// Whether a row may try the sink. After a rest the first row that asks may, and for a minute no other.
    pub fn permit(&mut self, sink: &SinkName, row: &OutboxId, now: Millis) -> Permit {
        if self.fingerprint != sink.fingerprint {
            *self = Self { fingerprint: sink.fingerprint.clone(), taken_at: self.taken_at, ..Self::default() };
        }
        if self.gone_at.is_some() {
            return Permit::Disabled;
        }
        match self.rests_until {
            None => Permit::Go,
            Some(_) if self.probe.as_ref() == Some(row) => Permit::Go,
            Some(until) if now < until => Permit::Rest(until),
            Some(_) => {
                self.probe = Some(row.clone());
                self.rests_until = Some(now.plus(PROBE));
                Permit::Go
            }
        }
    }

    /// It took something.
    pub fn took(&mut self, now: Millis) {
        let noted = self.taken_at.filter(|noted| noted.plus(NOTED_EVERY) > now);
        self.failures = 0;
        self.taken_at = noted.or(Some(now));
        (self.rests_until, self.probe, self.gone_at) = (None, None, None);
    }

    /// A row's attempt failed. What others began before a rest and end in it tells nothing new: the rest stays as long as it
    /// was.
    pub fn failed(&mut self, row: &OutboxId, failure: &Failure, now: Millis) {
        let rests = self.rests_until.is_some_and(|until| now < until) && self.probe.as_ref() != Some(row);
        self.why = Some(failure.why.clone());
        self.failed_at = Some(now);
        if failure.why == Why::Gone {
            self.gone_at = Some(now);
        }
        let asked = failure.retry_after.map(|asked| now.plus(retry::bounded(Some(asked))));
        if rests {
            self.rests_until = self.rests_until.max(asked);
            return;
        }
        self.failures = self.failures.saturating_add(1);
        self.probe = None;
        self.rests_until = rest(self.failures).map(|rest| now.plus(rest)).max(asked);
    }

    /// Somebody says that it is well again: it may be tried at once.
    pub fn revive(&mut self) {
        (self.failures, self.rests_until, self.probe, self.gone_at) = (0, None, None, None);
    }
}

/// How long to rest after so many failures in a row; none after few.
fn rest(failures: u32) -> Option<i64> {
    let doublings = failures.checked_sub(TIRES_AFTER)?;
    Some(FIRST_REST.saturating_mul(1 << doublings.min(10)).min(LONGEST_REST))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_000_000);

    fn sink() -> SinkName {
        SinkName { id: "crm".into(), fingerprint: "one".into() }
    }

    fn row(n: u8) -> OutboxId {
        OutboxId::from_entropy(&[n; 16])
    }

    fn tired() -> Endpoint {
        let mut endpoint = Endpoint { fingerprint: "one".into(), ..Endpoint::default() };
        for _ in 0..TIRES_AFTER {
            assert_eq!(endpoint.permit(&sink(), &row(1), NOW), Permit::Go);
            endpoint.failed(&row(1), &Why::TimedOut.into(), NOW);
        }
        endpoint
    }

    #[test]
    fn after_three_failures_it_rests_and_then_one_row_tries_it() {
        let mut endpoint = tired();
        let until = NOW.plus(FIRST_REST);
        assert_eq!(endpoint.permit(&sink(), &row(1), NOW), Permit::Rest(until));
        assert_eq!(endpoint.permit(&sink(), &row(2), until), Permit::Go);
        assert_eq!(endpoint.permit(&sink(), &row(2), until), Permit::Go, "the same row may ask again");
        assert_eq!(endpoint.permit(&sink(), &row(3), until), Permit::Rest(until.plus(PROBE)));
    }

    #[test]
    fn a_probe_that_fails_doubles_the_rest_and_one_that_succeeds_ends_it() {
        let mut endpoint = tired();
        let mut now = NOW.plus(FIRST_REST);
        for seconds in [60, 120, 240, 480, 600, 600] {
            assert_eq!(endpoint.permit(&sink(), &row(2), now), Permit::Go);
            endpoint.failed(&row(2), &Why::Unreachable.into(), now);
            let until = now.plus(seconds * SECOND);
            assert_eq!(endpoint.permit(&sink(), &row(2), now), Permit::Rest(until));
            now = until;
        }
        endpoint.took(now);
        assert_eq!((endpoint.permit(&sink(), &row(3), now), endpoint.failures), (Permit::Go, 0));
    }

    #[test]
    fn what_was_under_way_when_the_rest_began_does_not_lengthen_it() {
        let mut endpoint = tired();
        let before = endpoint.rests_until;
        endpoint.failed(&row(7), &Why::TimedOut.into(), NOW.plus(SECOND));
        assert_eq!((endpoint.rests_until, endpoint.failures), (before, TIRES_AFTER));
    }

    #[test]
    fn a_receiver_that_asks_for_time_gets_it_at_once_and_no_more_than_a_day() {
        let mut endpoint = Endpoint { fingerprint: "one".into(), ..Endpoint::default() };
        let busy = |ms| Failure { why: Why::Answered(429), retry_after: Some(ms) };
        endpoint.failed(&row(1), &busy(90 * SECOND), NOW);
        assert_eq!(endpoint.permit(&sink(), &row(2), NOW), Permit::Rest(NOW.plus(90 * SECOND)));
        endpoint.failed(&row(3), &busy(i64::MAX), NOW);
        assert_eq!(endpoint.rests_until, Some(NOW.plus(retry::LONGEST_WAIT)));
    }

    #[test]
    fn one_that_is_gone_stays_disabled_until_its_configuration_changes_or_somebody_replays() {
        let mut endpoint = Endpoint { fingerprint: "one".into(), ..Endpoint::default() };
        endpoint.failed(&row(1), &Why::Gone.into(), NOW);
        assert_eq!(endpoint.permit(&sink(), &row(2), NOW.plus(1 << 40)), Permit::Disabled);
        let mut revived = endpoint.clone();
        revived.revive();
        assert_eq!(revived.permit(&sink(), &row(2), NOW), Permit::Go);
        let moved = SinkName { fingerprint: "two".into(), ..sink() };
        assert_eq!(endpoint.permit(&moved, &row(2), NOW), Permit::Go);
    }

    #[test]
    fn a_sink_that_is_well_is_noted_every_five_minutes() {
        let mut endpoint = Endpoint::default();
        endpoint.took(NOW);
        let noted = endpoint.clone();
        endpoint.took(NOW.plus(NOTED_EVERY - 1));
        assert_eq!(endpoint, noted);
        endpoint.took(NOW.plus(NOTED_EVERY));
        assert_eq!(endpoint.taken_at, Some(NOW.plus(NOTED_EVERY)));
    }
}
