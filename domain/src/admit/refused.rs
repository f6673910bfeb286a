//! Batches that are refused as a whole. Nobody knows what is in them, so the batch is counted and not its items.

use crate::wire::BatchRefused;
use alloc::{format, string::String};

/// Why a batch was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The page that sent it is not one of the site's.
    Origin,
    /// It broke off on its way.
    Unreadable,
    /// It is none, or too much.
    Batch(BatchRefused),
}

impl Refused {
    /// All there are.
    pub const ALL: [Self; 6] = [
        Self::Origin,
        Self::Unreadable,
        Self::Batch(BatchRefused::TooLarge),
        Self::Batch(BatchRefused::Malformed),
        Self::Batch(BatchRefused::Version),
        Self::Batch(BatchRefused::TooManyItems),
    ];

    /// The stable code, as in the answer.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Origin => "origin-not-allowed",
            Self::Unreadable => "body-unreadable",
            Self::Batch(BatchRefused::TooLarge) => "body-too-large",
            Self::Batch(BatchRefused::Malformed) => "batch-malformed",
            Self::Batch(BatchRefused::Version) => "batch-version",
            Self::Batch(BatchRefused::TooManyItems) => "batch-too-many-items",
        }
    }

    /// What counts such batches of a site.
    pub fn counter(self) -> String {
        format!("refused.{}", self.code())
    }
}

impl From<BatchRefused> for Refused {
    fn from(refused: BatchRefused) -> Self {
        Self::Batch(refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_documented() {
        let wire = include_str!("../../../docs/wire.md");
        for refused in Refused::ALL {
            assert!(wire.contains(&format!("`{}`", refused.code())), "{}", refused.code());
        }
    }
}
