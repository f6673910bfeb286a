//! The shards that hold a site's leads.

use super::object::{self, Address, Patience};
use crate::{refusal::Refusal, sites::Pointer};
use leadline_domain::{
    id::OutboxId,
    lead::{Command, Event, LeadView, Reply, Rescoring, Shard},
};
use serde::{Deserialize, Serialize};
use worker::Env;

/// A command and where it goes.
#[derive(Serialize, Deserialize)]
pub(crate) struct Run {
    /// The receiving shard.
    pub(crate) shard: Shard,
    /// What to do.
    pub(crate) command: Command,
}

/// Scoring all leads again.
#[derive(Serialize, Deserialize)]
pub(crate) struct Rescore {
    /// The receiving shard.
    pub(crate) shard: Shard,
    /// The version in force.
    pub(crate) pointer: Pointer,
    /// Whether to begin anew where the model is the one the leads were scored by: scores age.
    pub(crate) anew: bool,
}

/// What the queue carries: where the events are, never the events.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Message {
    /// Layout version.
    pub(crate) v: u8,
    /// Whose outbox.
    pub(crate) shard: Shard,
    /// Which row of it.
    pub(crate) row: OutboxId,
}

/// What of a row is to be delivered.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Outgoing {
    /// Its events.
    pub(crate) events: Vec<Event>,
    /// How often its delivery failed before.
    pub(crate) failures: u32,
}

/// How a delivery went.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Settlement {
    /// Which row.
    pub(crate) row: OutboxId,
    /// Whether all its events reached all sinks.
    pub(crate) delivered: bool,
    /// How often it had failed when the delivery began, so that overlapping attempts count once.
    pub(crate) failures: u32,
}

/// Runs a command.
pub(crate) async fn run(env: &Env, shard: Shard, command: Command) -> Result<Reply, Refusal> {
    let name = shard.name();
    object::ask(env, address(&name), "run", &Run { shard, command }, Patience::Needed).await
}

/// Runs a command that may fail, because the next one brings all that this one did.
pub(crate) async fn run_aside(env: &Env, shard: Shard, command: Command) -> Result<Reply, Refusal> {
    let name = shard.name();
    object::ask(env, address(&name), "run", &Run { shard, command }, Patience::Aside).await
}

/// Has all leads scored again in the background; answers how far that is.
pub(crate) async fn rescore(env: &Env, rescore: &Rescore) -> Result<Rescoring, Refusal> {
    object::ask(env, address(&rescore.shard.name()), "rescore", rescore, Patience::Needed).await
}

/// How far scoring all leads again is; nothing if that never happened.
pub(crate) async fn rescoring(env: &Env, shard: &Shard) -> Result<Option<Rescoring>, Refusal> {
    object::ask(env, address(&shard.name()), "rescoring", &(), Patience::Needed).await
}

/// Leads, newest change first.
pub(crate) async fn list(env: &Env, shard: &Shard, limit: u32) -> Result<Vec<LeadView>, Refusal> {
    object::ask(env, address(&shard.name()), "list", &limit, Patience::Needed).await
}

/// A row of the outbox; nothing if it has been settled, or forgotten.
pub(crate) async fn outbox(env: &Env, shard: &Shard, row: &OutboxId) -> Result<Option<Outgoing>, Refusal> {
    object::ask(env, address(&shard.name()), "outbox", row, Patience::Needed).await
}

/// Tells how a delivery went.
pub(crate) async fn settle(env: &Env, shard: &Shard, settlement: &Settlement) -> Result<(), Refusal> {
    object::ask(env, address(&shard.name()), "settle", settlement, Patience::Needed).await
}

fn address(name: &str) -> Address<'_> {
    Address { binding: "LEAD_SHARD", name }
}

#[cfg(feature = "crash-test")]
/// Makes the shard panic.
pub(crate) async fn crash(env: &Env, shard: &Shard) -> Result<(), Refusal> {
    object::ask(env, address(&shard.name()), "crash", &(), Patience::Needed).await
}
