//! The per-site Counter.

use super::object::{self, Address, Patience};
use crate::refusal::Refusal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use worker::Env;

/// Day (`2026-11-21`), then name, then how often.
pub(crate) type Counts = BTreeMap<String, BTreeMap<String, u64>>;

/// Which days to read, both included.
#[derive(Serialize, Deserialize)]
pub(crate) struct Range {
    /// First day.
    pub(crate) from: String,
    /// Last day.
    pub(crate) to: String,
}

/// Adds to a site's counts.
pub(crate) async fn add(env: &Env, site: &str, counts: &Counts) -> Result<(), Refusal> {
    object::ask(env, Address { binding: "COUNTER", name: &name(site) }, "add", counts, Patience::Needed).await
}

/// Reads a site's counts.
pub(crate) async fn read(env: &Env, site: &str, range: &Range) -> Result<Counts, Refusal> {
    object::ask(env, Address { binding: "COUNTER", name: &name(site) }, "read", range, Patience::Needed).await
}

fn name(site: &str) -> String {
    format!("counter/{site}")
}
