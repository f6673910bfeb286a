//! `lifecycle.toml` as written.

use crate::{lead::Stage, site::MetBy};
use alloc::{collections::BTreeMap, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// `lifecycle.toml`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawLifecycle {
    /// The stages in use; all if left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<Stage>,
    /// `[[enter]]`
    #[serde(default, rename = "enter", skip_serializing_if = "Vec::is_empty")]
    pub direct: Vec<RawDirect>,
    /// `[[reason]]`; those of [`crate::site::DEFAULT_REASONS`] if left out.
    #[serde(default, rename = "reason", skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<RawReason>,
    /// `[[sla]]`
    #[serde(default, rename = "sla", skip_serializing_if = "Vec::is_empty")]
    pub slas: Vec<RawSla>,
    /// `[[calendar]]`
    #[serde(default, rename = "calendar", skip_serializing_if = "Vec::is_empty")]
    pub calendars: Vec<RawCalendar>,
}

impl RawLifecycle {
    /// Whether nothing is said: then nothing is written, and the same files keep their version.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// `[[enter]]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawDirect {
    /// Which stage.
    pub stage: Stage,
    /// The signal that enters it.
    pub signal: String,
}

/// `[[reason]]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawReason {
    /// What systems say.
    pub id: String,
    /// What people read.
    pub label: String,
    /// `recycled` or `disqualified`.
    pub leads_to: Stage,
}

/// `[[sla]]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawSla {
    /// Its name in events.
    pub id: String,
    /// The stage that begins it.
    pub stage: Stage,
    /// Working time, such as `15m` or `8h`.
    pub within: String,
    /// `decision` if left out.
    #[serde(default, skip_serializing_if = "is_decision")]
    pub met_by: MetBy,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference to the field")]
fn is_decision(met_by: &MetBy) -> bool {
    *met_by == MetBy::Decision
}

/// `[[calendar]]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawCalendar {
    /// Its name for owners.
    pub id: String,
    /// An IANA name, such as `Europe/Vienna`.
    pub time_zone: String,
    /// `mon` to `sun`, or `mon-fri`: `09:00-12:00, 13:00-17:00`.
    pub hours: BTreeMap<String, String>,
    /// `2026-12-24`, or `12-25` for every year.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holidays: Vec<String>,
}
