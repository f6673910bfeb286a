//! The table of prices, and what the arithmetic assumes.

use std::collections::BTreeMap;
use std::fmt::Write;

use anyhow::{Context, Result};
use serde::Deserialize;

/// `prices.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    /// The day the prices were looked up.
    pub(super) read_on: String,
    prices: BTreeMap<Key, Price>,
    pub(super) assumed: Assumed,
    pub(super) aims: Aims,
}

/// What is paid for, in the order it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Key {
    Request,
    Cpu,
    Call,
    GigabyteSecond,
    RowWritten,
    RowRead,
    Message,
    KvRead,
    KvWrite,
}

impl Key {
    const ALL: [Self; 9] = [
        Self::Request,
        Self::Cpu,
        Self::Call,
        Self::GigabyteSecond,
        Self::RowWritten,
        Self::RowRead,
        Self::Message,
        Self::KvRead,
        Self::KvWrite,
    ];
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Price {
    dollars: f64,
    of: String,
    included: String,
    source: String,
}

/// What depends on a site and its visitors, or is not known better.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Assumed {
    pub(super) page_views_per_visit: f64,
    pub(super) batches_per_visit: f64,
    pub(super) batch_cpu_ms: f64,
    pub(super) batches_per_handover: f64,
    pub(super) names_per_handover: f64,
    pub(super) submission_cpu_ms: f64,
    pub(super) opening_cpu_ms: f64,
    pub(super) call_seconds: f64,
    pub(super) submission_seconds: f64,
    pub(super) messages_per_batch: f64,
    pub(super) message_cpu_ms: f64,
    pub(super) qualified_share: f64,
    pub(super) submissions_per_alarm: f64,
    pub(super) rows_per_submission: Vec<f64>,
    pub(super) rows_read_per_submission: f64,
}

/// What is aimed at, in dollars a million.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Aims {
    pub(super) page_views: f64,
    pub(super) submissions: f64,
}

impl Table {
    /// The one in the repository.
    pub(super) fn known() -> Result<Self> {
        let table: Self = toml::from_str(include_str!("prices.toml")).context("prices.toml")?;
        for key in Key::ALL {
            table.prices.get(&key).with_context(|| format!("prices.toml has no price of {key:?}"))?;
        }
        Ok(table)
    }

    /// Dollars for a million.
    pub(super) fn dollars(&self, key: Key) -> f64 {
        self.prices.get(&key).map_or(f64::NAN, |price| price.dollars)
    }

    /// The same for a site where each batch is alone.
    pub(super) fn quiet(mut self) -> Self {
        self.assumed.batches_per_handover = 1.0;
        self
    }

    pub(super) fn markdown(&self) -> String {
        let mut text = format!(
            "Prices of Cloudflare's documentation (developers.cloudflare.com) on {}, beyond what the plan Workers\nPaid, $5 a month, \
             includes:\n\n| of | dollars | included a month | page |\n|---|---:|---:|---|\n",
            self.read_on
        );
        for Price { dollars, of, included, source } in self.prices.values() {
            let _ = writeln!(text, "| {of} | {dollars:.*} | {included} | {source} |", places(*dollars));
        }
        text
    }
}

/// Cents, or as many places as it takes.
fn places(dollars: f64) -> usize {
    if dollars < 0.01 { 3 } else { 2 }
}
