//! Where a lead can be.

use serde::{Deserialize, Serialize};

/// A stage of the lifecycle: the two aside from the way first, then the way in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Nobody sales should talk to. Only people bring somebody back from here.
    Disqualified,
    /// Not now: back with marketing, until new engagement qualifies them again.
    Recycled,
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
    /// All of them, in order.
    pub const ALL: [Self; 9] = [
        Self::Disqualified,
        Self::Recycled,
        Self::Lead,
        Self::Mql,
        Self::Sal,
        Self::Sql,
        Self::Opportunity,
        Self::Customer,
        Self::Advocate,
    ];

    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Disqualified => "disqualified",
            Self::Recycled => "recycled",
            Self::Lead => "lead",
            Self::Mql => "mql",
            Self::Sal => "sal",
            Self::Sql => "sql",
            Self::Opportunity => "opportunity",
            Self::Customer => "customer",
            Self::Advocate => "advocate",
        }
    }

    /// Reads a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.name() == name)
    }

    /// Whether it lies aside: recycled or disqualified.
    pub const fn is_aside(self) -> bool {
        matches!(self, Self::Disqualified | Self::Recycled)
    }
}
