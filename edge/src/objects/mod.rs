//! Durable Objects. Each header says what it holds, in which order it writes, and why that is atomic.

mod account_shard;
mod account_sql;
mod alarm;
mod atomic;
mod begun;
mod burying;
mod chores;
mod contributing;
mod counter;
mod counter_sql;
mod disclosure_sql;
mod due_sql;
mod errand_sql;
mod handed_sql;
mod handing;
mod heard_sql;
mod holding;
mod identity_sql;
mod keys;
mod lead_shard;
mod lead_sql;
mod listing;
mod merging;
mod outbox;
mod outbox_sql;
mod pending_sql;
mod quarantine_sql;
mod registry_sql;
mod repeat_sql;
mod rescore;

mod rescore_sql;
mod retain_sql;
mod retaining;
mod router;
mod router_sql;
mod routing;
mod schema_sql;
mod sighting_sql;
mod site_registry;
mod token_sql;
mod tombstone_sql;
mod trail;
mod trail_sql;
mod transfer;
mod transfer_sql;
mod upgrade_sql;
mod values;
mod waking;
mod writing;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use worker::{Request, Result};

/// Reads a command's body.
async fn body<T: DeserializeOwned>(request: &mut Request) -> Result<T> {
    Ok(serde_json::from_str(&request.text().await?)?)
}

/// What a command answers.
fn answer(value: impl Serialize) -> Result<Value> {
    Ok(serde_json::to_value(value)?)
}

/// The command a request carries: the path without its slash.
fn command(request: &Request) -> String {
    request.path().trim_start_matches('/').to_owned()
}
