//! What is taken, where it is no type of `domain`: bodies as the edge's doors read them.
#![expect(dead_code, reason = "what it is like is all that is wanted")]

use leadline_domain::{
    id::{LeadId, VisitorId},
    lead::{Said, Stage, transfer::Newcomer},
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What is known better of a lead: each of these, if it changes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LeadPatch {
    /// Answers, by names of small letters, digits and underscores. An empty one says nothing.
    #[serde(default)]
    #[schemars(extend("propertyNames" = {"pattern": "^[a-z0-9_]{1,40}$"}))]
    fields: BTreeMap<String, String>,
    /// Labels, and whether the lead has them.
    #[serde(default)]
    #[schemars(extend("maxProperties" = 50, "propertyNames" = {"minLength": 1, "maxLength": 200}))]
    tags: BTreeMap<String, bool>,
    /// Who looks after the person; empty for nobody.
    #[schemars(length(max = 200))]
    owner: Option<String>,
    /// What the person agreed to, or took back.
    #[serde(default)]
    #[schemars(length(max = 20))]
    consents: Vec<ConsentSaid>,
    /// Addresses of the person, and whether mail to them came back.
    #[serde(default)]
    #[schemars(extend("maxProperties" = 20))]
    bounced: BTreeMap<String, bool>,
}

/// What somebody agreed to, or took back.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConsentSaid {
    /// For what.
    #[schemars(extend("pattern" = "^[a-z0-9-]{1,40}$"))]
    purpose: String,
    /// What was said.
    said: Said,
    /// Which text was agreed to.
    #[serde(default)]
    #[schemars(length(max = 200))]
    text: String,
}

/// Why, in the words of the site and in one's own.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MoveReason {
    /// One of the reasons of lifecycle.toml.
    #[schemars(length(max = 1_000))]
    reason: Option<String>,
    /// Whatever there is to say.
    #[schemars(length(max = 1_000))]
    note: Option<String>,
}

/// Where a lead is to go, and why.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StageMove {
    /// The stage.
    stage: Stage,
    /// One of the reasons of lifecycle.toml: what goes aside takes one.
    #[schemars(length(max = 1_000))]
    reason: Option<String>,
    /// Whatever there is to say: what goes back takes a reason or this.
    #[schemars(length(max = 1_000))]
    note: Option<String>,
}

/// When somebody talked to the person.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Contacted {
    /// RFC 3339; now, if left out.
    at: Option<String>,
}

/// Who is to be erased.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct ErasureByAddress {
    /// The person's address.
    email: String,
}

/// Two leads that are one person.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct LeadsToMerge {
    /// In whatever order.
    leads: [LeadId; 2],
}

/// A browser that is somebody else's.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct BrowserToDetach {
    /// As the lead's `browsers` have it.
    visitor: VisitorId,
}

/// A link that somebody wants.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct LinkWish {
    /// A page of the site's own.
    to: String,
    /// For how many days it is good.
    #[serde(default = "a_month")]
    #[schemars(range(min = 1, max = 90))]
    ttl_days: u16,
}

const fn a_month() -> u16 {
    30
}

/// What a link to preferences is about.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PreferenceLinkWish {
    /// What one click takes back: one of the site's purposes.
    purpose: Option<String>,
}

/// Who has an organisation's leads from now on.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountPatch {
    /// One of the owners of routing.toml; empty for nobody.
    owner: String,
}

/// A line of an import: one of an export, or somebody from elsewhere.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ImportLine {
    /// A lead's record, as an export has it.
    Lead(Map<String, Value>),
    /// A submission that counts already.
    Submission(Map<String, Value>),
    /// An id that leads to another lead since a merge: it changes nothing.
    Alias(Map<String, Value>),
    /// Somebody from elsewhere.
    Person(Newcomer),
}

/// A version of a site.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct SiteProposal {
    /// The first 16 hex digits of the SHA-256 of the site's JSON, as `leadline publish` writes it.
    version: String,
    /// The site's files as JSON (docs/site-files.md).
    site: Map<String, Value>,
}
