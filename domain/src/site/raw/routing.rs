//! `routing.toml` as written.

use crate::{lead::Stage, sink::HttpMethod, site::RawCondition};
use alloc::{collections::BTreeMap, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// `routing.toml`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawRouting {
    /// `[[owner]]`
    #[serde(default, rename = "owner", skip_serializing_if = "Vec::is_empty")]
    pub owners: Vec<RawOwner>,
    /// Who gets qualified leads that no route knows anybody for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_owner: Option<String>,
    /// `[[route]]`
    #[serde(default, rename = "route", skip_serializing_if = "Vec::is_empty")]
    pub routes: Vec<RawRoute>,
    /// `[[suppress]]`
    #[serde(default, rename = "suppress", skip_serializing_if = "Vec::is_empty")]
    pub suppressions: Vec<RawSuppression>,
    /// `[[webhook]]`
    #[serde(default, rename = "webhook")]
    pub webhooks: Vec<RawWebhook>,
    /// `[[http]]`
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub http: Vec<RawHttp>,
    /// `[[mail]]`
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mail: Vec<RawMail>,
}

/// `[[owner]]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawOwner {
    /// Its name in leads: a slug, or an address, as the CRM has it.
    pub id: String,
    /// What people read.
    pub name: String,
    /// A calendar of `lifecycle.toml`; its first one if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<String>,
}

/// `[[route]]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawRoute {
    /// Its name in reasons.
    pub id: String,
    /// What has to be true of the person; everybody if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<RawCondition>,
    /// Who gets the lead.
    pub to: RawTo,
}

/// Who gets a lead: an owner, or `account-owner`; several who take turns; or each with a weight.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, expecting = "an owner, a list of owners who take turns, or a weight for each")]
pub enum RawTo {
    /// One.
    One(String),
    /// Several, in turn.
    Turns(Vec<String>),
    /// Several, each as often as its weight says.
    Weighted(BTreeMap<String, u16>),
}

/// `[[suppress]]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawSuppression {
    /// Its name in reasons, such as `customers`.
    pub id: String,
    /// Domains, those below them included.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub domains: Vec<String>,
    /// Addresses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<String>,
}

/// `[[webhook]]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawWebhook {
    /// Name in logs and docs.
    pub id: String,
    /// Where to POST: https, or http to this machine.
    pub url: String,
    /// Name of the Worker secret with the signing keys.
    pub secret: String,
    /// Event types wanted; all if left out.
    #[serde(default)]
    pub events: Vec<String>,
    /// Stages wanted; all if left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stage: Vec<Stage>,
    /// The first stage wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage_at_least: Option<Stage>,
    /// What has to be true of the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<RawCondition>,
}

/// `[[http]]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawHttp {
    /// Name in logs and docs.
    pub id: String,
    /// Where to; `{{secret.NAME}}` may stand in it.
    pub url: String,
    /// `POST` if left out.
    #[serde(default, skip_serializing_if = "is_default")]
    pub method: HttpMethod,
    /// Headers beside those every request has.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// A template of JSON; the event itself if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Event types wanted; all if left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<String>,
    /// Stages wanted; all if left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stage: Vec<Stage>,
    /// The first stage wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage_at_least: Option<Stage>,
    /// What has to be true of the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<RawCondition>,
}

/// `[[mail]]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawMail {
    /// Name in logs and docs.
    pub id: String,
    /// Who sends it.
    pub from: String,
    /// Who gets it.
    pub to: Vec<String>,
    /// A template of one line.
    pub subject: String,
    /// A template of plain text.
    pub text: String,
    /// `[mail.via]`: a provider with an HTTP interface; Cloudflare's binding if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<RawVia>,
    /// Event types wanted; all if left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<String>,
    /// Stages wanted; all if left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stage: Vec<Stage>,
    /// The first stage wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage_at_least: Option<Stage>,
    /// What has to be true of the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<RawCondition>,
}

/// `[mail.via]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawVia {
    /// Where to; `{{secret.NAME}}` may stand in it.
    pub url: String,
    /// `POST` if left out.
    #[serde(default, skip_serializing_if = "is_default")]
    pub method: HttpMethod,
    /// Headers beside those every request has.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// A template of JSON that may name `mail.from`, `mail.to`, `mail.subject` and `mail.text`.
    pub body: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference to the field")]
fn is_default(method: &HttpMethod) -> bool {
    *method == HttpMethod::default()
}
