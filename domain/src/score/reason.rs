//! Why a lead has some of its points.

use super::Points;
use crate::{site::Category, time::Day};
use alloc::{string::String, sync::Arc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What stands for a signal in the reason that lifts a total to the model's floor. No signal can have this id.
pub const FLOOR: &str = "(floor)";

/// Why a lead has some of its points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reason {
    /// The signal paid for; `(floor)` where the model's floor lifts the total.
    pub signal: Arc<str>,
    /// Who they are, or what they did.
    pub category: Part,
    /// What this reason adds; reasons add up to the score exactly.
    pub points: Points,
    /// How often it happened, as far as the rule looks; 1 for what is true.
    pub count: u32,
    /// Whether a cap held the points back, the rule's own or its group's.
    pub capped: bool,
    /// Whether only what was verified was looked at, because the rule says so.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub verified: bool,
    /// The group whose cap held them back, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Arc<str>>,
    /// The last day it happened, as `2026-11-21`, if it has a date.
    #[serde(with = "iso")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub latest: Option<Day>,
    /// Whole days from then to the day of the score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age_days: Option<u16>,
    /// What it would add if nothing had faded, where something may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undecayed: Option<Points>,
}

/// Which part of a score a reason adds to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ScorePart"))]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Who they are.
    Fit,
    /// What they did.
    Engagement,
    /// Neither: the model's floor.
    Floor,
}

impl From<Category> for Part {
    fn from(category: Category) -> Self {
        match category {
            Category::Fit => Self::Fit,
            Category::Engagement => Self::Engagement,
        }
    }
}

/// A day as people write it. It becomes text only when it is written: scoring writes none.
#[expect(
    clippy::ref_option,
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it with a reference to the field"
)]
mod iso {
    use super::{Day, Deserialize, Deserializer, Serialize, Serializer, String};
    use serde::de::Error;

    pub(super) fn serialize<S: Serializer>(day: &Option<Day>, to: S) -> Result<S::Ok, S::Error> {
        day.map(Day::iso).serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Day>, D::Error> {
        let read = |text: String| Day::parse(&text).ok_or_else(|| D::Error::custom("no date"));
        Option::<String>::deserialize(from)?.map(read).transpose()
    }
}
