//! `forms/<id>.toml` as written.

use crate::{
    form::{FieldKind, MailPolicy},
    site::{RawAfter, RawCondition, RawConfirm, RawConfirmTranslation},
};
use alloc::{
    collections::BTreeMap,
    format,
    string::{String, ToString},
    vec::Vec,
};
use serde::{Deserialize, Serialize};

/// `forms/<id>.toml`. What is left out is not written: the same file keeps its version, and an earlier release can read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawForm {
    /// Heading above the fields.
    pub title: String,
    /// Text on the button.
    pub button: String,
    /// What is said after a submission.
    pub thanks: String,
    /// The language of the texts, as BCP 47 names it; English if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// Which addresses are taken; any if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accept_mail: Option<MailPolicy>,
    /// How many of the queued fields are asked at a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_a_time: Option<u8>,
    /// Whether many people answer in one browser: a stand at a fair. Nobody is recognised, and nothing is kept.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub kiosk: bool,
    /// `[[field]]`
    #[serde(default, rename = "field")]
    pub fields: Vec<RawField>,
    /// `[[step]]`
    #[serde(default, rename = "step", skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<RawStep>,
    /// `[partial]`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partial: Option<RawPartial>,
    /// `[[section]]`
    #[serde(default, rename = "section", skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<RawSection>,
    /// `[[after]]`
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<RawAfter>,
    /// `[confirm]`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirm: Option<RawConfirm>,
    /// `[in.<locale>]`: the texts in other languages.
    #[serde(default, rename = "in", skip_serializing_if = "BTreeMap::is_empty")]
    pub translations: BTreeMap<String, RawTranslation>,
}

/// `[partial]`: what people type is kept for a week before they send it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawPartial {
    /// What they read about that, in sight.
    pub notice: String,
    /// After how many minutes others are told that somebody left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remind_minutes: Option<u16>,
}

/// `[[field]]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawField {
    /// Name in submissions and leads.
    pub name: String,
    /// What kind of answer.
    #[serde(rename = "type")]
    pub kind: FieldKind,
    /// What people read; not needed where nobody sees the field.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// What helps to answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// An example of an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// Whether an answer is needed.
    #[serde(default)]
    pub required: bool,
    /// Shortest answer, in units of UTF-16.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u16>,
    /// Longest answer, in units of UTF-16.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u16>,
    /// The least number or the first day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<RawBound>,
    /// The greatest number or the last day; how many stars.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<RawBound>,
    /// What numbers are apart, or how many days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<RawBound>,
    /// The form of an answer, a small part of regular expressions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// Answers to choose from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// What people read in place of an option.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// HTML's autofill token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub autocomplete: Option<String>,
    /// What is answered until somebody answers something else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// The parameter of the page's address that answers; the field's name if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// What the lead has the answer as; the field's name if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead_field: Option<String>,
    /// The purpose of the site that is agreed to, for `consent`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// Whether it waits for its turn, and is not asked again of who has answered it.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub queued: bool,
    /// Submissions of this form after which it is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<u8>,
    /// Under which answers it is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<RawCondition>,
}

/// A limit: a number, or a day as text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged, expecting = "neither a number nor a day in quotes, as in \"2026-12-01\"")]
pub enum RawBound {
    /// A whole number.
    Whole(i64),
    /// Any number.
    Number(f64),
    /// A day, or a number as text.
    Text(String),
}

impl Eq for RawBound {}

impl RawBound {
    /// As text.
    pub fn text(&self) -> String {
        match self {
            Self::Whole(number) => number.to_string(),
            Self::Number(number) => format!("{number}"),
            Self::Text(text) => text.clone(),
        }
    }
}

/// `[[step]]`: fields that are asked together, one step after another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawStep {
    /// Its name in translations and events.
    pub id: String,
    /// What people read above it.
    pub title: String,
    /// The names of its fields, in the order of the form.
    pub fields: Vec<String>,
}

/// `[[section]]`: fields with a heading of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawSection {
    /// Its name in translations.
    pub id: String,
    /// What people read above it.
    pub title: String,
    /// The names of its fields, which follow one another.
    pub fields: Vec<String>,
    /// Under which answers all of them are asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<RawCondition>,
}

/// `[in.<locale>]`: what is left out is said as in the form's own language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawTranslation {
    /// Heading above the fields.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Text on the button.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub button: Option<String>,
    /// What is said after a submission.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thanks: Option<String>,
    /// What is read about what is kept before it is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<String>,
    /// Titles of steps, by id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub steps: BTreeMap<String, String>,
    /// Titles of sections, by id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sections: BTreeMap<String, String>,
    /// What is said after a submission, by the id of an `[[after]]`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub after: BTreeMap<String, String>,
    /// `[in.<locale>.confirm]`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirm: Option<RawConfirmTranslation>,
    /// `[in.<locale>.fields.<name>]`
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, RawFieldTranslation>,
}

/// The texts of a field in another language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawFieldTranslation {
    /// What people read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// What helps to answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// An example of an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// What people read in place of an option.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
}
