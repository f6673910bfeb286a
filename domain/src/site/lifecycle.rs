//! What a site has decided about the lifecycle.

use super::SignalKey;
use crate::{calendar::Calendar, lead::Stage};
use alloc::{string::String, sync::Arc, vec::Vec};
use serde::{Deserialize, Serialize};

/// `lifecycle.toml`, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lifecycle {
    /// The stages on the way that are in use, in order; [`Stage::Lead`] is.
    pub stages: Vec<Stage>,
    /// Signals that enter a stage whatever the score.
    pub direct: Vec<Direct>,
    /// Why people may reject a lead.
    pub reasons: Vec<RejectReason>,
    /// What is to be done in time.
    pub slas: Vec<Sla>,
    /// When people work.
    pub calendars: Vec<Calendar>,
}

/// A signal that enters a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Direct {
    /// Which stage.
    pub stage: Stage,
    /// The signal's id.
    pub signal: Arc<str>,
    /// The signal's key.
    pub key: SignalKey,
}

/// Why people may reject a lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RejectReason {
    /// What systems say.
    pub id: String,
    /// What people read.
    pub label: String,
    /// Where the lead goes: [`Stage::Recycled`] or [`Stage::Disqualified`].
    pub leads_to: Stage,
}

/// Something that is to be done in time once a stage was entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sla {
    /// Its name in events.
    pub id: String,
    /// The stage.
    pub stage: Stage,
    /// In how many milliseconds of the owner's working hours.
    pub within: i64,
    /// What it takes.
    pub met_by: MetBy,
}

/// What an SLA takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MetBy {
    /// That the stage is left: accepted, rejected, moved on.
    #[default]
    Decision,
    /// That somebody talked to the person, or tried to.
    Contact,
}

impl Lifecycle {
    /// Whether the site uses a stage. Those aside from the way are there for everybody.
    pub fn uses(&self, stage: Stage) -> bool {
        stage.is_aside() || self.stages.contains(&stage)
    }

    /// The stage that accepting an MQL leads to: the next one in use.
    pub fn accepted(&self) -> Option<Stage> {
        self.stages.iter().copied().find(|stage| *stage > Stage::Mql)
    }

    /// A reason by its id.
    pub fn reason(&self, id: &str) -> Option<&RejectReason> {
        self.reasons.iter().find(|reason| reason.id == id)
    }

    /// A calendar by its id.
    pub fn calendar(&self, id: &str) -> Option<&Calendar> {
        self.calendars.iter().find(|calendar| calendar.id == id)
    }
}
