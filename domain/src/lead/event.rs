//! What is told to others: CloudEvents 1.0, one event a delivery.

use super::LeadView;
use crate::id::OutboxId;
use crate::time::Millis;
use alloc::{format, string::String};
use serde::{Deserialize, Serialize};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventType {
    /// Somebody new.
    LeadCreated,
    /// Something new about somebody.
    LeadUpdated,
    /// A stage was entered.
    LeadStageChanged,
    /// Worth a salesperson's time, for the first time.
    LeadQualified,
    /// A form was sent.
    FormSubmitted,
}

impl EventType {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::LeadCreated, Self::LeadUpdated, Self::LeadStageChanged, Self::LeadQualified, Self::FormSubmitted];

    /// The CloudEvents `type`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::LeadCreated => "lead.created",
            Self::LeadUpdated => "lead.updated",
            Self::LeadStageChanged => "lead.stage_changed",
            Self::LeadQualified => "lead.qualified",
            Self::FormSubmitted => "form.submitted",
        }
    }
}

/// An event as it is delivered. Its id stays the same on every attempt, so a receiver can drop what it has seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// `1.0`
    pub specversion: String,
    /// Unique; `evt_`, the outbox row, and a position in it.
    pub id: String,
    /// `/sites/<site>`
    pub source: String,
    /// For example `lead.qualified`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The lead's id.
    pub subject: String,
    /// RFC 3339, UTC.
    pub time: String,
    /// `application/json`
    pub datacontenttype: String,
    /// The lead as it was then.
    pub data: LeadView,
}

impl Event {
    /// The event at `position` of an outbox row.
    pub(super) fn new(
        kind: EventType,
        row: &OutboxId,
        position: usize,
        site: &str,
        lead: &LeadView,
        at: Millis,
    ) -> Self {
        let row = row.as_str().trim_start_matches(OutboxId::PREFIX);
        Self {
            specversion: String::from("1.0"),
            id: format!("evt_{row}.{position}"),
            source: format!("/sites/{site}"),
            kind: String::from(kind.name()),
            subject: String::from(lead.id.as_str()),
            time: at.rfc3339(),
            datacontenttype: String::from("application/json"),
            data: lead.clone(),
        }
    }
}
