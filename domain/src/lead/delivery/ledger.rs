//! What each sink has of a row.

use super::{Endpoint, Endpoints, Failure, Permit, SinkName, Why, retry};
use crate::{
    id::OutboxId,
    time::{MINUTE, Millis, SECOND},
};
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// How soon a sink is tried that was not reached in its turn, in milliseconds: others were before it, and took long.
const NOT_REACHED: i64 = 5 * SECOND;

/// The longest that nothing is heard of what was taken in hand before it is sent again, in milliseconds.
const LONGEST_WAIT: i64 = 5 * MINUTE;

/// What each sink has of a row: the sinks that want any of it, by the site that was in force when it was first looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(transparent)]
pub struct Ledger(pub Vec<Delivery>);

/// What one sink has of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Delivery {
    /// The sink's id.
    pub sink: String,
    /// The events it wants and has not taken, by their positions in the row, ascending.
    pub left: Vec<u8>,
    /// How that stands.
    pub standing: Standing,
}

/// How a delivery stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "DeliveryStanding"))]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// To be tried when it is due.
    Waiting(Try),
    /// Handed to the queue; tried again should nothing be heard of it until it is due.
    Sent(Try),
    /// Everything was taken.
    Done,
    /// Given up: not tried again by itself.
    Dead {
        /// Why the last attempt failed, or why there was none.
        why: Why,
        /// Failed attempts.
        failures: u32,
        /// When it was given up.
        at: Millis,
    },
}

/// How often it was tried, and when it is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "DeliveryTry"))]
pub struct Try {
    /// Failed attempts.
    pub failures: u32,
    /// When it is due.
    pub due_at: Millis,
    /// When it first was.
    pub since: Millis,
}

/// What is to be delivered to a sink now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// The sink's id.
    pub sink: String,
    /// Positions of events.
    pub events: Vec<u8>,
    /// How often it failed before, so that attempts that overlap count once.
    pub failures: u32,
}

/// How an attempt went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempted {
    /// The sink's id.
    pub sink: String,
    /// [`Attempt::failures`].
    pub failures: u32,
    /// Positions of the events it took.
    pub taken: Vec<u8>,
    /// Why it took no more. Nothing, and events left: its turn did not come.
    pub failure: Option<Failure>,
}

impl Ledger {
    /// A row as it begins: for each sink the positions of the events it wants. One that wants none has nothing to do with it.
    pub fn begin(wanted: impl Iterator<Item = (String, Vec<u8>)>, now: Millis) -> Self {
        let standing = Standing::Waiting(Try { failures: 0, due_at: now, since: now });
        let wanting = wanted.filter(|(_, left)| !left.is_empty());
        Self(wanting.map(|(sink, left)| Delivery { sink, left, standing: standing.clone() }).collect())
    }

    /// Takes what is due and may be tried in hand until `again_at`; says whether there is any. What may not be tried is put off
    /// or given up.
    pub fn claim(&mut self, row: &OutboxId, sinks: &[SinkName], endpoints: &mut Endpoints, times: Turn) -> bool {
        let mut claims = false;
        for delivery in &mut self.0 {
            let (Standing::Waiting(tried) | Standing::Sent(tried)) = delivery.standing else { continue };
            if tried.due_at > times.now {
                continue;
            }
            if delivery.may_go(tried, row, sinks, endpoints, times.now) {
                delivery.standing = Standing::Sent(Try { due_at: times.again_at(tried), ..tried });
                claims = true;
            }
        }
        claims
    }

    /// What was taken in hand, and still may be tried. A message speaks for all of it, not for what its own turn took: a queue that
    /// is further behind than the resend time would bring nothing but messages of earlier turns, and nothing would be tried.
    pub fn attempts(
        &mut self,
        row: &OutboxId,
        sinks: &[SinkName],
        endpoints: &mut Endpoints,
        now: Millis,
    ) -> Vec<Attempt> {
        let mut attempts = Vec::new();
        for delivery in &mut self.0 {
            let Standing::Sent(tried) = delivery.standing else { continue };
            if delivery.may_go(tried, row, sinks, endpoints, now) {
                let (sink, events) = (delivery.sink.clone(), delivery.left.clone());
                attempts.push(Attempt { sink, events, failures: tried.failures });
            }
        }
        attempts
    }

    /// Nobody heard of what was taken in hand: it is due at another time.
    pub fn unsent(&mut self, due_at: Millis) {
        for delivery in &mut self.0 {
            if let Standing::Sent(tried) = delivery.standing {
                delivery.standing = Standing::Waiting(Try { due_at, ..tried });
            }
        }
    }

    /// Notes how an attempt went, here and at the sink. What was taken is taken, however late it is told; a failure counts
    /// only if none was counted since the attempt began.
    pub fn settle(&mut self, row: &OutboxId, attempted: &Attempted, endpoint: &mut Endpoint, now: Millis) {
        if !attempted.taken.is_empty() {
            endpoint.took(now);
        }
        if let Some(failure) = &attempted.failure {
            endpoint.failed(row, failure, now);
        }
        let Some(delivery) = self.0.iter_mut().find(|delivery| delivery.sink == attempted.sink) else { return };
        delivery.left.retain(|event| !attempted.taken.contains(event));
        if delivery.left.is_empty() {
            delivery.standing = Standing::Done;
            return;
        }
        let (Standing::Waiting(tried) | Standing::Sent(tried)) = delivery.standing else { return };
        if tried.failures == attempted.failures {
            delivery.standing = match &attempted.failure {
                Some(failure) => after(tried, failure, now),
                None => Standing::Waiting(Try { due_at: now.plus(NOT_REACHED), ..tried }),
            };
        }
    }

    /// Tries again what was given up, at one sink or at all; says at which.
    pub fn replay(&mut self, sink: Option<&str>, now: Millis) -> Vec<String> {
        let meant = |delivery: &&mut Delivery| sink.is_none_or(|sink| sink == delivery.sink);
        let dead =
            self.0.iter_mut().filter(meant).filter(|delivery| matches!(delivery.standing, Standing::Dead { .. }));
        dead.map(|delivery| {
            delivery.standing = Standing::Waiting(Try { failures: 0, due_at: now, since: now });
            delivery.sink.clone()
        })
        .collect()
    }

    /// When something of it is due next; nothing if nothing waits.
    pub fn due_at(&self) -> Option<Millis> {
        let due = |delivery: &Delivery| match delivery.standing {
            Standing::Waiting(tried) | Standing::Sent(tried) => Some(tried.due_at),
            Standing::Done | Standing::Dead { .. } => None,
        };
        self.0.iter().filter_map(due).min()
    }

    /// When it last was given up at a sink; nothing if it was at none.
    pub fn dead_at(&self) -> Option<Millis> {
        let dead = |delivery: &Delivery| match delivery.standing {
            Standing::Dead { at, .. } => Some(at),
            _ => None,
        };
        self.0.iter().filter_map(dead).max()
    }

    /// Whether whatever is not taken yet is in hand: nothing failed so far, and nothing waits.
    pub fn is_under_way(&self) -> bool {
        let sent = |delivery: &Delivery| matches!(delivery.standing, Standing::Sent(_));
        self.0.iter().any(sent) && self.0.iter().all(|delivery| sent(delivery) || delivery.standing == Standing::Done)
    }

    /// Whether no sink can have heard of it: none was tried.
    pub fn is_unheard(&self) -> bool {
        self.0.iter().all(|delivery| match delivery.standing {
            Standing::Waiting(Try { failures, .. }) | Standing::Dead { failures, .. } => failures == 0,
            Standing::Sent(_) | Standing::Done => false,
        })
    }

    /// Whether every sink that wants it has it.
    pub fn is_done(&self) -> bool {
        self.0.iter().all(|delivery| delivery.standing == Standing::Done)
    }
}

/// The times of one turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Now.
    pub now: Millis,
    /// When what is taken in hand for the first time is due again, should nothing be heard of it.
    pub again_at: Millis,
}

impl Turn {
    /// When what is taken in hand is due again: later each time, so that a queue that is behind gets no heap of messages about the
    /// same rows.
    fn again_at(self, tried: Try) -> Millis {
        let waits = self.now.0.saturating_sub(tried.since.0).min(LONGEST_WAIT);
        self.again_at.max(self.now.plus(waits))
    }
}

impl Delivery {
    /// Whether the sink may be tried now. If not, it is put off, or given up.
    fn may_go(
        &mut self,
        tried: Try,
        row: &OutboxId,
        sinks: &[SinkName],
        endpoints: &mut Endpoints,
        now: Millis,
    ) -> bool {
        let Some(sink) = sinks.iter().find(|sink| sink.id == self.sink) else {
            self.standing = Standing::Dead { why: Why::Removed, failures: tried.failures, at: now };
            return false;
        };
        let endpoint = endpoints.entry(sink.id.clone()).or_default();
        self.standing = match endpoint.permit(sink, row, now) {
            Permit::Go => return true,
            Permit::Disabled => Standing::Dead { why: Why::Disabled, failures: tried.failures, at: now },
            Permit::Rest(_) if tried.since.plus(retry::PATIENCE) <= now => {
                let why = endpoint.why.clone().unwrap_or(Why::Unreachable);
                Standing::Dead { why, failures: tried.failures, at: now }
            }
            Permit::Rest(until) => Standing::Waiting(Try { due_at: until, ..tried }),
        };
        false
    }
}

/// How it stands after one more failure.
fn after(tried: Try, failure: &Failure, now: Millis) -> Standing {
    let failures = tried.failures.saturating_add(1);
    match retry::wait(failures, failure.retry_after) {
        Some(wait) if failure.why != Why::Gone => {
            Standing::Waiting(Try { failures, due_at: now.plus(wait), since: tried.since })
        }
        _ => Standing::Dead { why: failure.why.clone(), failures, at: now },
    }
}

#[cfg(test)]
mod tests;
