//! Exports and imports.

use leadline_domain::{id::LeadId, lead::TakenSubmission};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

/// A line of a page of an export: what is kept, then how it goes on.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum ExportLine {
    /// Something that is kept.
    Kept(ExportedLine),
    /// The last line of a page.
    Last(ExportEnd),
}

/// Something that is kept.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ExportedLine {
    /// A lead's record, as its shard keeps it: for imports, and for no other readers.
    Lead(Map<String, Value>),
    /// A submission that counts already.
    Submission(Remembered),
    /// An id that leads to another lead since a merge.
    Alias(Alias),
}

/// A submission and where it is remembered.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Remembered {
    /// The shard.
    shard: u8,
    /// What is remembered; moments in milliseconds since 1970.
    taken: TakenSubmission,
}

/// An id that was merged away.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Alias {
    /// The id.
    id: LeadId,
    /// The lead it leads to.
    lead: LeadId,
}

/// How an export goes on.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ExportEnd {
    /// The site's key.
    site: String,
    /// How many shards it has.
    shards: u8,
    /// When the page was written.
    at: String,
    /// The `cursor` of the next page; `null` behind the last one.
    next: Option<String>,
}

/// What became of each line, in the same order.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Imported {
    lines: Vec<LineTold>,
}

/// What became of a line.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum LineTold {
    /// It is kept.
    Kept(LineKept),
    /// It can't be.
    Refused(LineRefused),
}

/// A line that is kept.
#[derive(Serialize, JsonSchema)]
pub(crate) struct LineKept {
    /// What it did.
    became: Became,
    /// The lead it is of, where it is of one.
    lead: Option<LeadId>,
    /// Tells people of one table apart; `null` for lines of an export.
    person: Option<String>,
}

/// What a line did.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Became {
    /// There is somebody new.
    Created,
    /// Somebody who was known is known better.
    Merged,
    /// All of it was known.
    Unchanged,
}

/// A line that can't be kept.
#[derive(Serialize, JsonSchema)]
pub(crate) struct LineRefused {
    #[schemars(extend("const" = "invalid"))]
    became: String,
    /// Why.
    why: String,
}
