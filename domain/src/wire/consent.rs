//! How far a visitor agreed to be remembered.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What may be kept of the visitor a batch comes from.
///
/// ```
/// # use leadline_domain::wire::Consent;
/// assert_eq!(serde_json::from_str::<Consent>(r#""withdrawn""#).unwrap(), Consent::Withdrawn);
/// assert_eq!(serde_json::from_str::<Consent>(r#""a word of a later version""#).unwrap(), Consent::None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", from = "Value")]
pub enum Consent {
    /// State may be kept: nothing was said against it.
    #[default]
    Given,
    /// Items count in aggregates only: no passport is read, folded or answered.
    None,
    /// As [`Consent::None`], and what was kept has to go.
    Withdrawn,
}

impl Consent {
    /// Whether a visitor's state may be kept.
    pub const fn keeps_state(self) -> bool {
        matches!(self, Self::Given)
    }
}

/// A word nobody knows is taken for the word that keeps nothing.
impl From<Value> for Consent {
    fn from(value: Value) -> Self {
        if value == "withdrawn" { Self::Withdrawn } else { Self::None }
    }
}
