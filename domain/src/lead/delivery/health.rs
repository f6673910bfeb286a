//! How a sink is doing over all shards of a site.

use super::Endpoint;
use crate::time::Millis;
use alloc::string::{String, ToString};
use serde::{Deserialize, Serialize};

/// How a sink is doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "SinkHealth"))]
pub struct Health {
    /// In a word.
    pub state: HealthState,
    /// Failures in a row, of the shard that has most.
    pub failures: u32,
    /// Why the latest attempt that failed did.
    pub why: Option<String>,
    /// When that was, RFC 3339, UTC.
    pub failed_at: Option<String>,
    /// When it last took something, to five minutes; RFC 3339, UTC.
    pub taken_at: Option<String>,
    /// Until when some shard tries nothing; RFC 3339, UTC.
    pub rests_until: Option<String>,
}

/// How a sink is doing, in a word; the worst of all shards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "SinkState"))]
#[serde(rename_all = "kebab-case")]
pub enum HealthState {
    /// It takes what it is sent, or nothing was sent yet.
    Well,
    /// The latest attempt failed.
    Failing,
    /// Nothing is tried for a while.
    Resting,
    /// It said that it is gone: nothing is tried until its configuration changes or dead letters are replayed.
    Disabled,
}

impl Health {
    /// What the shards know, of the configuration in force.
    pub fn of<'a>(shards: impl Iterator<Item = &'a Endpoint>, fingerprint: &str, now: Millis) -> Self {
        let mut health = Known::default();
        for endpoint in shards.filter(|endpoint| endpoint.fingerprint == fingerprint) {
            health.state = health.state.max(Some(state(endpoint, now)));
            health.failures = health.failures.max(endpoint.failures);
            health.taken_at = health.taken_at.max(endpoint.taken_at);
            health.rests_until = health.rests_until.max(endpoint.rests_until.filter(|until| *until > now));
            if endpoint.failed_at > health.failed_at {
                (health.failed_at, health.why) = (endpoint.failed_at, endpoint.why.as_ref().map(ToString::to_string));
            }
        }
        Self {
            state: health.state.unwrap_or(HealthState::Well),
            failures: health.failures,
            why: health.why,
            failed_at: health.failed_at.map(Millis::rfc3339),
            taken_at: health.taken_at.map(Millis::rfc3339),
            rests_until: health.rests_until.map(Millis::rfc3339),
        }
    }
}

#[derive(Default)]
struct Known {
    state: Option<HealthState>,
    failures: u32,
    why: Option<String>,
    failed_at: Option<Millis>,
    taken_at: Option<Millis>,
    rests_until: Option<Millis>,
}

fn state(endpoint: &Endpoint, now: Millis) -> HealthState {
    match endpoint {
        Endpoint { gone_at: Some(_), .. } => HealthState::Disabled,
        Endpoint { rests_until: Some(until), .. } if *until > now => HealthState::Resting,
        Endpoint { failures: 0, .. } => HealthState::Well,
        _ => HealthState::Failing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lead::delivery::Why;
    use alloc::vec;

    #[test]
    fn the_worst_shard_and_the_latest_failure_count() {
        let well = Endpoint { fingerprint: "one".into(), taken_at: Some(Millis(5_000)), ..Endpoint::default() };
        let mut failing = Endpoint { fingerprint: "one".into(), ..Endpoint::default() };
        failing.failed(&crate::id::OutboxId::from_entropy(&[1; 16]), &Why::TimedOut.into(), Millis(7_000));
        let mut gone = Endpoint { fingerprint: "before".into(), ..Endpoint::default() };
        gone.gone_at = Some(Millis(9_000));
        let health = Health::of(vec![&well, &failing, &gone].into_iter(), "one", Millis(8_000));
        assert_eq!((health.state, health.failures), (HealthState::Failing, 1), "what was configured before is past");
        assert_eq!(health.why.as_deref(), Some("no answer in time"));
        assert_eq!(health.taken_at.as_deref(), Some("1970-01-01T00:00:05Z"));
        assert_eq!(Health::of([].into_iter(), "one", Millis(0)).state, HealthState::Well);
        assert_eq!(Health::of([&gone].into_iter(), "before", Millis(0)).state, HealthState::Disabled);
    }
}
