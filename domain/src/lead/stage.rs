//! How far a lead has come.

use crate::{score::Score, site::Thresholds, time::Millis};
use serde::{Deserialize, Serialize};

/// A stage of the lifecycle, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Known by address.
    Lead,
    /// Marketing-qualified: worth a salesperson's time.
    Mql,
    /// Sales-accepted.
    Sal,
    /// Sales-qualified.
    Sql,
    /// An open deal.
    Opportunity,
    /// Bought.
    Customer,
    /// Recommends us.
    Advocate,
}

impl Stage {
    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Mql => "mql",
            Self::Sal => "sal",
            Self::Sql => "sql",
            Self::Opportunity => "opportunity",
            Self::Customer => "customer",
            Self::Advocate => "advocate",
        }
    }

    /// The stages a score earns, in the order they are entered.
    pub fn earned(score: &Score, thresholds: Thresholds) -> impl Iterator<Item = Self> {
        let total = score.total.0;
        [(thresholds.mql, Self::Mql), (thresholds.sql, Self::Sql)]
            .into_iter()
            .filter(move |(points, _)| total >= *points)
            .map(|(_, stage)| stage)
    }
}

/// When a stage was entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageEntry {
    /// Which.
    pub stage: Stage,
    /// When, by the edge's clock.
    pub at: Millis,
}
