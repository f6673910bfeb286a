//! `scoring.toml` and `models/<id>.toml` as written.

use crate::{
    condition::RawCondition,
    site::{Category, Repeat},
};
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// `scoring.toml`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawScoring {
    /// For whom the default model is; for everybody if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<RawCondition>,
    /// Fields that no form asks for, and only `identify` tells.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub traits: Vec<String>,
    /// The total is never below this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor: Option<i32>,
    /// Points at which stages are reached.
    pub thresholds: RawThresholds,
    /// Fit points from which a grade is given.
    pub grades: RawGrades,
    /// `[[signal]]`
    #[serde(default, rename = "signal")]
    pub signals: Vec<RawSignal>,
    /// `[[group]]`
    #[serde(default, rename = "group", skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<RawGroup>,
    /// `[[rule]]`
    #[serde(default, rename = "rule")]
    pub rules: Vec<RawRule>,
}

/// `models/<id>.toml`: another model for the signals of `scoring.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawModel {
    /// For whom; for everybody if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<RawCondition>,
    /// The total is never below this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor: Option<i32>,
    /// Points at which stages are reached.
    pub thresholds: RawThresholds,
    /// Fit points from which a grade is given.
    pub grades: RawGrades,
    /// `[[group]]`
    #[serde(default, rename = "group", skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<RawGroup>,
    /// `[[rule]]`
    #[serde(default, rename = "rule")]
    pub rules: Vec<RawRule>,
}

/// `[[group]]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawGroup {
    /// Name, for rules to give.
    pub id: String,
    /// Most points its rules give together.
    pub cap: i32,
}

/// `[thresholds]`, in points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawThresholds {
    /// Marketing-qualified.
    pub mql: i32,
    /// Sales-qualified.
    pub sql: i32,
}

/// `[grades]`, in fit points; below `c` is a D.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawGrades {
    /// From here on an A.
    pub a: i32,
    /// From here on a B.
    pub b: i32,
    /// From here on a C.
    pub c: i32,
}

/// `[[signal]]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawSignal {
    /// Name, never reused for something else.
    pub id: String,
    /// When it happens or is true.
    pub when: RawCondition,
}

/// `[[rule]]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawRule {
    /// The signal it pays for.
    pub signal: String,
    /// Who they are, or what they did.
    pub category: Category,
    /// Points each time; may be negative.
    pub points: i32,
    /// How often it pays.
    #[serde(default = "default_repeat")]
    pub repeat: Repeat,
    /// Most points this rule gives in all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<i32>,
    /// The group whose cap it shares.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Days in which half of the points fade away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub half_life_days: Option<u16>,
    /// Days that count, the present one included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window_days: Option<u16>,
    /// Whether it pays only for what happened in verified browsers.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub verified: bool,
}

const fn default_repeat() -> Repeat {
    Repeat::Once
}
