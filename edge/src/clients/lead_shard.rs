//! The shards that hold a site's leads.

use super::object::{self, Address};
use crate::refusal::Refusal;
use leadline_domain::{
    id::OutboxId,
    lead::{Command, LeadView, OutboxRow, Reply},
};
use serde::{Deserialize, Serialize};
use worker::Env;

/// Which shard of which site. An object can't see its own name everywhere, so every request says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Shard {
    /// Site key.
    pub(crate) site: String,
    /// 0 to 63.
    pub(crate) number: u8,
}

impl Shard {
    fn name(&self) -> String {
        format!("lead/{}/{}", self.site, self.number)
    }
}

/// A command and where it goes.
#[derive(Serialize, Deserialize)]
pub(crate) struct Run {
    /// The receiving shard.
    pub(crate) shard: Shard,
    /// What to do.
    pub(crate) command: Command,
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

/// How a delivery went.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Settlement {
    /// Which row.
    pub(crate) row: OutboxId,
    /// Whether all its events reached all sinks.
    pub(crate) delivered: bool,
}

/// Runs a command.
pub(crate) async fn run(env: &Env, shard: Shard, command: Command) -> Result<Reply, Refusal> {
    let name = shard.name();
    object::ask(env, address(&name), "run", &Run { shard, command }).await
}

/// Leads, newest change first.
pub(crate) async fn list(env: &Env, shard: &Shard, limit: u32) -> Result<Vec<LeadView>, Refusal> {
    object::ask(env, address(&shard.name()), "list", &limit).await
}

/// A row of the outbox; nothing if it has been settled, or forgotten.
pub(crate) async fn outbox(env: &Env, shard: &Shard, row: &OutboxId) -> Result<Option<OutboxRow>, Refusal> {
    object::ask(env, address(&shard.name()), "outbox", row).await
}

/// Tells how a delivery went.
pub(crate) async fn settle(env: &Env, shard: &Shard, settlement: &Settlement) -> Result<(), Refusal> {
    object::ask(env, address(&shard.name()), "settle", settlement).await
}

fn address(name: &str) -> Address<'_> {
    Address { binding: "LEAD_SHARD", name }
}

#[cfg(feature = "crash-test")]
/// Makes the shard panic.
pub(crate) async fn crash(env: &Env, shard: &Shard) -> Result<(), Refusal> {
    object::ask(env, address(&shard.name()), "crash", &()).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_never_change() {
        assert_eq!(Shard { site: "demo".into(), number: 3 }.name(), "lead/demo/3");
    }
}
