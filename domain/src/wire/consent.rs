//! How far a visitor agreed to be remembered.

use crate::site::Site;
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
    /// What a word says about consent.
    pub fn named(word: &str) -> Self {
        if word == "withdrawn" { Self::Withdrawn } else { Self::None }
    }

    /// With what the browser says in `Sec-GPC`: Global Privacy Control counts as a refusal, and what was kept before goes,
    /// unless the site does not honour it.
    #[must_use]
    pub fn with_gpc(self, header: Option<&str>, site: &Site) -> Self {
        if site.honours_gpc && header == Some("1") { Self::Withdrawn } else { self }
    }

    /// Whether a visitor's state may be kept.
    pub const fn keeps_state(self) -> bool {
        matches!(self, Self::Given)
    }
}

/// A word nobody knows, or none at all, is taken for the word that keeps nothing.
impl From<Value> for Consent {
    fn from(value: Value) -> Self {
        Self::named(value.as_str().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site;

    #[test]
    fn the_browser_s_refusal_counts_unless_the_site_does_not_honour_it() {
        let mut site = site::example();
        assert_eq!(Consent::Given.with_gpc(Some("1"), &site), Consent::Withdrawn);
        assert_eq!(Consent::None.with_gpc(Some("1"), &site), Consent::Withdrawn);
        assert_eq!(Consent::Given.with_gpc(Some("0"), &site), Consent::Given);
        site.honours_gpc = false;
        assert_eq!(Consent::Given.with_gpc(Some("1"), &site), Consent::Given);
    }
}
