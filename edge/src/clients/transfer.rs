//! Shards as leads leave them in an export, and come back.

use super::{
    lead_shard::address,
    object::{self, Patience},
};
use crate::refusal::Refusal;
use leadline_domain::{
    id::LeadId,
    lead::{Change, Lead, Shard, TakenSubmission, transfer::Row},
    time::Millis,
};
use serde::{Deserialize, Serialize};
use worker::Env;

/// What of a shard is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Part {
    /// Its leads.
    Leads,
    /// The submissions it remembers.
    Submissions,
    /// Ids that were merged away.
    Aliases,
}

/// Which lines to export.
#[derive(Serialize, Deserialize)]
pub(crate) struct Export {
    /// The shard's number.
    pub(crate) number: u8,
    /// Which of its tables.
    pub(crate) part: Part,
    /// Those behind this id; the first ones if it is empty.
    pub(crate) behind: String,
}

/// Lines of an export.
#[derive(Serialize, Deserialize)]
pub(crate) struct Exported {
    /// Each a [`leadline_domain::lead::transfer::Line`].
    pub(crate) lines: Vec<String>,
    /// The id of the last one, if there may be more behind it.
    pub(crate) next: Option<String>,
}

/// Something for a shard to keep.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kept {
    /// Nothing: only whether somebody may come back who had the address, by its key, since then.
    Address(String, Millis),
    /// A lead from a backup; the id it is asked for under, and what it was.
    Lead(LeadId, Box<Lead>),
    /// A submission taken once.
    Submission(TakenSubmission),
    /// What names a lead: an address' key, or an id it had.
    Name(String, LeadId),
    /// Somebody from elsewhere.
    Row(Row),
}

/// Things to keep, all in one transaction.
#[derive(Serialize, Deserialize)]
pub(crate) struct Keep {
    /// The receiving shard.
    pub(crate) shard: Shard,
    /// What is to be kept.
    pub(crate) all: Vec<Kept>,
    /// Only say what would become of it.
    pub(crate) is_rehearsal: bool,
}

/// What became of one.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Became {
    /// It is kept, now or before.
    Kept(Option<LeadId>, Change),
    /// The lead is part of this one, in another shard.
    At(LeadId),
    /// It names this lead already: both are one person.
    Names(LeadId),
    /// The person was forgotten.
    Forgotten,
}

/// Lines of an export.
pub(crate) async fn export(env: &Env, shard: &Shard, export: &Export) -> Result<Exported, Refusal> {
    object::ask(env, address(&shard.name()), "export", export, Patience::Needed).await
}

/// Has a shard keep things; answers for each, in the same order.
pub(crate) async fn keep(env: &Env, keep: &Keep) -> Result<Vec<Became>, Refusal> {
    object::ask(env, address(&keep.shard.name()), "keep", keep, Patience::Needed).await
}
