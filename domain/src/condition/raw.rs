//! A condition as written.

use super::{ConsentPurpose, MailKind, RawProp, WhichTouch, Words};
use alloc::{boxed::Box, collections::BTreeMap, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// A condition as written: exactly one of the leaves, or `all`, `any` or `not` of others. Keys that are left out are not
/// written: the same file keeps its version, and an earlier release can read it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawCondition {
    /// A page view of this path; `*` at the end stands for anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view: Option<String>,
    /// A custom event of this name…
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// … with these properties.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub props: BTreeMap<String, RawProp>,
    /// A submission of this form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submit: Option<String>,
    /// A download from this path; `*` at the end stands for anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub download: Option<String>,
    /// A link followed to this host, or one below it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outbound: Option<String>,
    /// A form of this name, ours or not, was begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form_start: Option<String>,
    /// A form of this name, ours or not, was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form_submit: Option<String>,
    /// A form of this name, ours or not, was begun and left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form_abandon: Option<String>,
    /// The page it happens on; `*` at the end stands for anything. Beside something that happens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// What the lead's address is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<MailKind>,
    /// A field of the lead…
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// … has one of these values, letter case aside.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub is_in: Vec<String>,
    /// … says one of these words, as a whole word, letter case aside.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contains: Vec<String>,
    /// … is a number, and no smaller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<i32>,
    /// … is a number, and no greater.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<i32>,
    /// … is known at all, or is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub present: Option<bool>,
    /// Registrable domains of the company.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub account: Words,
    /// ISO 3166-1 codes of the visitor's country.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub country: Words,
    /// ISO 3166-2 codes of the part of the country, such as `US-TX`.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub region: Words,
    /// What was consented to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<ConsentPurpose>,
    /// Sessions, over all browsers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sessions: Option<RawRange>,
    /// Pages seen, over all browsers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub views: Option<RawRange>,
    /// Whole engaged minutes, over all browsers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engaged_minutes: Option<RawRange>,
    /// Submissions taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submissions: Option<RawRange>,
    /// Contacts of the same organisation that were heard of within 30 days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active_contacts: Option<RawRange>,
    /// The source of a touch.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub source: Words,
    /// The medium of a touch.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub medium: Words,
    /// The campaign of a touch.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub campaign: Words,
    /// The channel of a touch, in GA4's words.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub channel: Words,
    /// Which touch is meant; the last if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub touch: Option<WhichTouch>,
    /// All of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub all: Vec<Self>,
    /// At least one of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub any: Vec<Self>,
    /// Not this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not: Option<Box<Self>>,
}

/// What a value has to be; exactly one, or both bounds of a number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawTests {
    /// One of these, letter case aside.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub is_in: Vec<String>,
    /// It says one of these as whole words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contains: Vec<String>,
    /// A number, no smaller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<i32>,
    /// A number, no greater.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<i32>,
    /// There, or not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub present: Option<bool>,
}

/// A range of numbers, both ends included; at least one of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawRange {
    /// The least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<i32>,
    /// The most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<i32>,
}

impl RawTests {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl RawCondition {
    /// What the value of a field has to be.
    pub fn tests(&self) -> RawTests {
        RawTests {
            is_in: self.is_in.clone(),
            contains: self.contains.clone(),
            at_least: self.at_least,
            at_most: self.at_most,
            present: self.present,
        }
    }

    /// Every key that makes a condition, and whether it is said. Exactly one has to be.
    pub fn keys(&self) -> [(&'static str, bool); 27] {
        [
            ("view", self.view.is_some()),
            ("event", self.event.is_some()),
            ("submit", self.submit.is_some()),
            ("download", self.download.is_some()),
            ("outbound", self.outbound.is_some()),
            ("form_start", self.form_start.is_some()),
            ("form_submit", self.form_submit.is_some()),
            ("form_abandon", self.form_abandon.is_some()),
            ("page", self.page.is_some()),
            ("email", self.email.is_some()),
            ("field", self.field.is_some()),
            ("account", !self.account.is_empty()),
            ("country", !self.country.is_empty()),
            ("region", !self.region.is_empty()),
            ("consent", self.consent.is_some()),
            ("sessions", self.sessions.is_some()),
            ("views", self.views.is_some()),
            ("engaged_minutes", self.engaged_minutes.is_some()),
            ("submissions", self.submissions.is_some()),
            ("active_contacts", self.active_contacts.is_some()),
            ("source", !self.source.is_empty()),
            ("medium", !self.medium.is_empty()),
            ("campaign", !self.campaign.is_empty()),
            ("channel", !self.channel.is_empty()),
            ("all", !self.all.is_empty()),
            ("any", !self.any.is_empty()),
            ("not", self.not.is_some()),
        ]
    }

    /// The conditions this one is made of.
    pub fn parts(&self) -> impl Iterator<Item = &Self> {
        self.all.iter().chain(&self.any).chain(self.not.as_deref())
    }
}
