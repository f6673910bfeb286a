//! How a site stands.

use leadline_domain::{lead::Progress, status::Trouble, trail::Entry};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// Whether all is well with a site.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Status {
    /// The site's key.
    site: String,
    /// The version in force.
    version: String,
    /// Since when, as far as that is known.
    in_force_since: Option<String>,
    /// Whether there is no trouble.
    is_well: bool,
    /// What is not well, what loses most first.
    troubles: Vec<Trouble>,
    /// The first whole hour in which nothing came in from the site's pages, where that is unusual.
    silent_since: Option<String>,
    /// Rows of the outbox that wait for some sink.
    waiting: u64,
    /// Dead letters there are.
    dead_letters: u64,
    /// Qualified leads that have waited for an owner for too long.
    without_owner: u64,
    /// Whether leads are being scored again.
    is_rescoring: bool,
}

/// What was counted.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Counters {
    /// The site's key.
    site: String,
    /// How often what happened, by day (UTC) and name; at least once, and roughly.
    days: BTreeMap<String, BTreeMap<String, u64>>,
}

/// How far scoring all leads again is.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Rescoring {
    /// The site's key.
    site: String,
    /// Whether every shard is through.
    is_done: bool,
    /// How far they are together.
    progress: Progress,
}

/// Who changed what, the newest first.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Trail {
    /// The site's key.
    site: String,
    /// Each written before the change was made.
    entries: Vec<Entry>,
    /// The `cursor` of the next page; `null` on the last one.
    next: Option<String>,
}
