//! A dead letter: an outbox row that gave up at some sink.

use super::{Ledger, Standing};
use crate::{
    id::{LeadId, NotAnId, OutboxId},
    lead::OutboxRow,
    time::Millis,
};
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;
use serde::{Deserialize, Serialize};

/// The public id of a dead letter: `dead_`, two hex digits of its shard, and what follows `out_` in its row's id and `evt_` in
/// those of its events. It finds its object without a look-up.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(extend("pattern" = "^dead_[0-9a-f]{2}[A-Za-z0-9_-]{21}[AQgw]$")))]
#[serde(try_from = "String", into = "String")]
pub struct DeadLetterId {
    /// The shard whose outbox it is in.
    pub shard: u8,
    /// The row.
    pub row: OutboxId,
}

impl DeadLetterId {
    const PREFIX: &'static str = "dead_";

    /// Reads an id.
    pub fn parse(text: &str) -> Result<Self, NotAnId> {
        let rest = text.strip_prefix(Self::PREFIX).ok_or(NotAnId)?;
        let (shard, random) = rest.split_at_checked(2).ok_or(NotAnId)?;
        let shard = u8::from_str_radix(shard, 16).map_err(|_| NotAnId)?;
        let id = Self { shard, row: OutboxId::parse(&format!("{}{random}", OutboxId::PREFIX))? };
        // One id, one spelling: `+7` is a number, too.
        if id.to_string() == text { Ok(id) } else { Err(NotAnId) }
    }
}

impl fmt::Display for DeadLetterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let random = self.row.as_str().trim_start_matches(OutboxId::PREFIX);
        write!(f, "{}{:02x}{random}", Self::PREFIX, self.shard)
    }
}

impl TryFrom<String> for DeadLetterId {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).map_err(|NotAnId| "an id that begins with dead_")
    }
}

impl From<DeadLetterId> for String {
    fn from(id: DeadLetterId) -> Self {
        id.to_string()
    }
}

/// A dead letter, without what its events tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeadLetter {
    /// Its id.
    pub id: DeadLetterId,
    /// Whose events; none, where they are about no lead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<LeadId>,
    /// When it last was given up, RFC 3339, UTC.
    pub at: String,
    /// Types of its events, in their order.
    pub events: Vec<String>,
    /// The sinks at which it was given up.
    pub sinks: Vec<DeadSink>,
    /// The sinks at which it still waits.
    pub waiting: Vec<String>,
}

/// A sink at which a row was given up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeadSink {
    /// The sink's id.
    pub sink: String,
    /// Why, as a sentence without a full stop.
    pub why: String,
    /// Failed attempts.
    pub failures: u32,
    /// When, RFC 3339, UTC.
    pub at: String,
    /// Ids of the events it did not take.
    pub events: Vec<String>,
}

impl DeadLetter {
    /// The dead letter that a row is; none if it was given up nowhere.
    pub fn of(shard: u8, row: &OutboxRow, ledger: &Ledger) -> Option<Self> {
        let at = ledger.dead_at()?;
        let sinks = ledger.0.iter().filter_map(|delivery| match &delivery.standing {
            Standing::Dead { why, failures, at } => Some(DeadSink {
                sink: delivery.sink.clone(),
                why: why.to_string(),
                failures: *failures,
                at: at.rfc3339(),
                events: delivery
                    .left
                    .iter()
                    .filter_map(|at| row.events.get(usize::from(*at)))
                    .map(|event| event.id.clone())
                    .collect(),
            }),
            _ => None,
        });
        let is_waiting = |standing: &Standing| matches!(standing, Standing::Waiting(_) | Standing::Sent(_));
        let waiting = ledger.0.iter().filter(|delivery| is_waiting(&delivery.standing));
        Some(Self {
            id: DeadLetterId { shard, row: row.id.clone() },
            lead: row.lead.clone(),
            at: at.rfc3339(),
            events: row.events.iter().map(|event| event.kind.clone()).collect(),
            sinks: sinks.collect(),
            waiting: waiting.map(|delivery| delivery.sink.clone()).collect(),
        })
    }

    /// Where the list goes on behind this one: it is sorted by time, newest first, and by row.
    pub fn cursor(at: Millis, row: &OutboxId) -> String {
        format!("{}.{row}", at.0)
    }

    /// Reads a cursor.
    pub fn read_cursor(text: &str) -> Option<(Millis, OutboxId)> {
        let (at, row) = text.split_once('.')?;
        Some((Millis(at.parse().ok()?), OutboxId::parse(row).ok()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_names_shard_and_row_and_has_one_spelling() {
        let id = DeadLetterId { shard: 0x2f, row: OutboxId::from_entropy(&[7; 16]) };
        assert_eq!(id.to_string(), "dead_2fBwcHBwcHBwcHBwcHBwcHBw");
        assert_eq!(DeadLetterId::parse(&id.to_string()), Ok(id));
        for text in [
            "",
            "dead_",
            "dead_2f",
            "dead_+fBwcHBwcHBwcHBwcHBwcHBw",
            "dead_2FBwcHBwcHBwcHBwcHBwcHBw",
            "out_BwcHBwcHBwcHBwcHBwcHBw",
        ] {
            assert_eq!(DeadLetterId::parse(text), Err(NotAnId), "{text}");
        }
    }

    #[test]
    fn a_cursor_reads_back() {
        let row = OutboxId::from_entropy(&[7; 16]);
        assert_eq!(DeadLetter::read_cursor(&DeadLetter::cursor(Millis(5), &row)), Some((Millis(5), row)));
        for text in ["", "5", "5.", ".out_", "x.out_BwcHBwcHBwcHBwcHBwcHBw"] {
            assert_eq!(DeadLetter::read_cursor(text), None, "{text}");
        }
    }
}
