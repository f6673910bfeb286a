//! What is told to others: CloudEvents 1.0, one event a delivery.

use super::{ConfirmationAsked, Lead, LeadView, Promise, PromiseView, Tombstone};
use crate::{
    id::{LeadId, OutboxId},
    silence::Silence,
    time::Millis,
};
use alloc::{boxed::Box, collections::BTreeMap, format, string::String, vec::Vec};
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
    /// Worth a salesperson's time: for the first time, or anew after it was recycled.
    LeadQualified,
    /// Something was not done in time.
    LeadSlaMissed,
    /// A form was sent.
    FormSubmitted,
    /// A form was begun and not sent.
    FormAbandoned,
    /// What was told of a form that was not sent is to be forgotten: whoever began it was erased.
    FormForgotten,
    /// Somebody was erased.
    LeadErased,
    /// Nothing has come in from the site's pages for longer than is usual.
    SiteSilent,
    /// Somebody is asked by mail to confirm what they sent. It is told to nobody but the sink that carries the mail.
    ConfirmationAsked,
}

impl EventType {
    /// All that sinks may ask for.
    pub const ALL: [Self; 10] = [
        Self::LeadCreated,
        Self::LeadUpdated,
        Self::LeadStageChanged,
        Self::LeadQualified,
        Self::LeadSlaMissed,
        Self::FormSubmitted,
        Self::FormAbandoned,
        Self::FormForgotten,
        Self::LeadErased,
        Self::SiteSilent,
    ];

    /// The CloudEvents `type`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::LeadCreated => "lead.created",
            Self::LeadUpdated => "lead.updated",
            Self::LeadStageChanged => "lead.stage_changed",
            Self::LeadQualified => "lead.qualified",
            Self::LeadSlaMissed => "lead.sla_missed",
            Self::FormSubmitted => "form.submitted",
            Self::FormAbandoned => "form.abandoned",
            Self::FormForgotten => "form.forgotten",
            Self::LeadErased => "lead.erased",
            Self::SiteSilent => "site.silent",
            Self::ConfirmationAsked => "confirmation.asked",
        }
    }
}

/// An event as it is delivered. Its id stays the same on every attempt, so a receiver can drop what it has seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    /// The lead's id; the site's key, where it is about no lead.
    pub subject: String,
    /// RFC 3339, UTC.
    pub time: String,
    /// `application/json`
    pub datacontenttype: String,
    /// What it is about.
    pub data: Data,
}

/// What an event is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "EventData"))]
#[serde(untagged)]
pub enum Data {
    /// A lead about which something was not done in time.
    // It stands before what it is more than.
    Missed(Box<Missed>),
    /// The lead as it was then.
    Lead(Box<LeadView>),
    /// Somebody who was erased.
    Erased(Erased),
    /// A site from whose pages nothing comes in.
    Silent(Silent),
    /// A mail that asks somebody to confirm what they sent.
    Asked(Box<ConfirmationAsked>),
    /// A form that somebody began and did not send.
    Abandoned(Box<Abandoned>),
    /// A form that somebody began who was erased.
    Forgotten(Forgotten),
}

/// A lead, and what was not done about it in time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "LeadMissed"))]
pub struct Missed {
    /// What was promised.
    pub missed: PromiseView,
    /// The lead as it was then.
    #[serde(flatten)]
    pub lead: LeadView,
}

/// Somebody who was erased, by the ids others may know them by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ErasedLead"))]
pub struct Erased {
    /// The lead's id.
    pub id: LeadId,
    /// Ids of leads that had turned out to be the same person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub merged: Vec<LeadId>,
    /// Whether it came of a test.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub test: bool,
    /// RFC 3339, UTC.
    pub erased_at: String,
}

/// A site from whose pages nothing comes in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "SilentSite"))]
pub struct Silent {
    /// The site's key.
    pub site: String,
    /// The first whole hour in which nothing came in, RFC 3339, UTC.
    pub since: String,
    /// What was expected, in words.
    pub usual: String,
}

/// A form that somebody began and did not send. They are no lead by it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "AbandonedForm"))]
pub struct Abandoned {
    /// Which form.
    pub form: String,
    /// The address they typed.
    pub email: String,
    /// What else they typed, as far as it is valid.
    pub fields: BTreeMap<String, String>,
    /// When something came in first, RFC 3339, UTC.
    pub began_at: String,
    /// When something came in last, RFC 3339, UTC.
    pub left_at: String,
}

/// A form that somebody began and did not send, and who is to be forgotten. It says no more than which event told of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ForgottenForm"))]
pub struct Forgotten {
    /// The id of that `form.abandoned`.
    pub abandoned: String,
    /// When the person was erased, RFC 3339, UTC.
    pub erased_at: String,
}

impl Data {
    /// The lead it is about, if it is about one and something is left of it.
    pub fn lead(&self) -> Option<&LeadView> {
        match self {
            Self::Lead(lead) => Some(lead),
            Self::Missed(missed) => Some(&missed.lead),
            Self::Erased(_) | Self::Silent(_) | Self::Abandoned(_) | Self::Forgotten(_) | Self::Asked(_) => None,
        }
    }
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
        Self::about(kind, row, position, site, lead.id.as_str(), Data::Lead(Box::new(lead.clone())), at)
    }

    /// Something was not done in time.
    pub(super) fn missed(
        promise: &Promise,
        row: &OutboxId,
        position: usize,
        site: &str,
        lead: &LeadView,
        at: Millis,
    ) -> Self {
        let missed = Missed { missed: PromiseView::from(promise), lead: lead.clone() };
        Self::about(EventType::LeadSlaMissed, row, position, site, lead.id.as_str(), Data::Missed(Box::new(missed)), at)
    }

    /// Somebody is asked to confirm what they sent.
    pub(super) fn asked(
        asked: &ConfirmationAsked,
        row: &OutboxId,
        position: usize,
        site: &str,
        lead: &LeadView,
        at: Millis,
    ) -> Self {
        let data = Data::Asked(Box::new(asked.clone()));
        Self::about(EventType::ConfirmationAsked, row, position, site, lead.id.as_str(), data, at)
    }

    /// Somebody was erased.
    pub(super) fn farewell(row: &OutboxId, site: &str, lead: &Lead, tombstone: &Tombstone) -> Self {
        let at = tombstone.erased_at;
        let Lead { id, merged, test, .. } = lead;
        let erased =
            Erased { id: id.clone(), merged: merged.iter().cloned().collect(), test: *test, erased_at: at.rfc3339() };
        Self::about(EventType::LeadErased, row, 0, site, id.as_str(), Data::Erased(erased), at)
    }

    /// Nothing comes in from a site's pages.
    pub(super) fn silent(row: &OutboxId, site: &str, silence: &Silence) -> Self {
        let silent =
            Silent { site: String::from(site), since: silence.since.begins().rfc3339(), usual: silence.usual() };
        Self::about(EventType::SiteSilent, row, 0, site, site, Data::Silent(silent), silence.certain_at())
    }

    /// Somebody began a form and left it.
    pub(super) fn abandoned(row: &OutboxId, site: &str, abandoned: Abandoned, at: Millis) -> Self {
        Self::about(EventType::FormAbandoned, row, 0, site, site, Data::Abandoned(Box::new(abandoned)), at)
    }

    /// What was told of a form by the row `told` is to be forgotten.
    pub(super) fn forgotten(row: &OutboxId, site: &str, told: &OutboxId, at: Millis) -> Self {
        let forgotten = Forgotten { abandoned: Self::id_of(told, 0), erased_at: at.rfc3339() };
        Self::about(EventType::FormForgotten, row, 0, site, site, Data::Forgotten(forgotten), at)
    }

    fn id_of(row: &OutboxId, position: usize) -> String {
        format!("evt_{}.{position}", row.as_str().trim_start_matches(OutboxId::PREFIX))
    }

    fn about(
        kind: EventType,
        row: &OutboxId,
        position: usize,
        site: &str,
        subject: &str,
        data: Data,
        at: Millis,
    ) -> Self {
        Self {
            specversion: String::from("1.0"),
            id: Self::id_of(row, position),
            source: format!("/sites/{site}"),
            kind: String::from(kind.name()),
            subject: String::from(subject),
            time: at.rfc3339(),
            datacontenttype: String::from("application/json"),
            data,
        }
    }
}
