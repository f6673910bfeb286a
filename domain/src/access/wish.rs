//! What somebody asks for who wants a token, or another secret of one.

use super::Role;
use crate::time::{DAY, Millis};
use alloc::string::String;
use serde::{Deserialize, Serialize};

/// Longest name, in characters.
const MAX_NAME: usize = 64;
/// Longest life, in days: ten years.
const MAX_DAYS: u16 = 3_650;
/// Longest overlap, in hours: a week.
const MAX_OVERLAP: u16 = 7 * 24;
const HOUR: i64 = DAY / 24;

/// A token that somebody wants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TokenWish {
    /// What it is for: 1 to 64 characters. Not whose address: names stand in the trail, and that says nobody.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 64), extend("pattern" = "^[^@]*$")))]
    pub name: String,
    /// How far it is to reach.
    pub role: Role,
    /// For how many days, 1 to 3,650; without an end if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 3_650)))]
    pub expires_in_days: Option<u16>,
}

impl TokenWish {
    /// What is expected.
    pub const EXPECTED: &'static str = "{\"name\": \"what it is for\", \"role\": \"read\" | \"write\" | \"admin\", \
        \"expires_in_days\": 90}: a name of 1 to 64 characters without @, and 1 to 3650 days, or none for a token without an end";

    /// Whether it can be granted.
    pub fn is_sound(&self) -> bool {
        let length = self.name.chars().count();
        let is_plain = !self.name.chars().any(|c| c.is_control() || c == '@') && self.name.trim() == self.name;
        is_plain && (1..=MAX_NAME).contains(&length) && is_life(self.expires_in_days)
    }

    /// When it is to end.
    pub(super) fn expires_at(&self, now: Millis) -> Option<Millis> {
        end(self.expires_in_days, now)
    }
}

/// Another secret that somebody wants for a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "TokenRotation"))]
#[serde(deny_unknown_fields)]
pub struct Rotation {
    /// For how many hours the old secret is good beside the new one, 0 to 168.
    #[serde(default = "a_day")]
    #[cfg_attr(feature = "schema", schemars(range(max = 168)))]
    pub overlap_hours: u16,
    /// For how many days from now, 1 to 3,650; the token's end stays as it is if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 3_650)))]
    pub expires_in_days: Option<u16>,
}

const fn a_day() -> u16 {
    24
}

impl Default for Rotation {
    fn default() -> Self {
        Self { overlap_hours: a_day(), expires_in_days: None }
    }
}

impl Rotation {
    /// What is expected.
    pub const EXPECTED: &'static str =
        "nothing, or {\"overlap_hours\": 24, \"expires_in_days\": 90}: 0 to 168 hours, 1 to 3650 days";

    /// Whether it can be granted.
    pub fn is_sound(&self) -> bool {
        self.overlap_hours <= MAX_OVERLAP && is_life(self.expires_in_days)
    }

    /// For how long the old secret is good, in milliseconds.
    pub(super) fn overlap(&self) -> i64 {
        i64::from(self.overlap_hours) * HOUR
    }

    /// When the token is to end, if somebody said.
    pub(super) fn expires_at(&self, now: Millis) -> Option<Millis> {
        end(self.expires_in_days, now)
    }
}

fn is_life(days: Option<u16>) -> bool {
    days.is_none_or(|days| (1..=MAX_DAYS).contains(&days))
}

fn end(days: Option<u16>, now: Millis) -> Option<Millis> {
    days.map(|days| now.plus(i64::from(days) * DAY))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::borrow::ToOwned;

    fn wish(name: &str, days: Option<u16>) -> TokenWish {
        TokenWish { name: name.to_owned(), role: Role::Read, expires_in_days: days }
    }

    #[test]
    fn a_wish_is_granted_within_its_bounds() {
        for (name, days) in [("CRM", None), ("Büro, zweite Etage", Some(1)), ("x", Some(3_650))] {
            assert!(wish(name, days).is_sound(), "{name} {days:?}");
        }
        let long = "x".repeat(65);
        for (name, days) in [
            ("", None),
            (long.as_str(), None),
            ("a@b.example", None),
            ("a\nb", None),
            (" a", None),
            ("x", Some(0)),
            ("x", Some(3_651)),
        ] {
            assert!(!wish(name, days).is_sound(), "{name:?} {days:?}");
        }
    }

    #[test]
    fn a_rotation_overlaps_for_a_day_where_nobody_says_otherwise() {
        let said: Rotation = serde_json::from_str("{}").unwrap();
        assert_eq!(said, Rotation::default());
        assert_eq!(said.overlap(), DAY);
        assert!(Rotation { overlap_hours: 168, expires_in_days: None }.is_sound());
        assert!(!Rotation { overlap_hours: 169, expires_in_days: None }.is_sound());
        assert!(!Rotation { overlap_hours: 0, expires_in_days: Some(0) }.is_sound());
    }

    #[test]
    fn what_is_misspelt_is_refused() {
        assert!(serde_json::from_str::<TokenWish>(r#"{"name":"x","role":"owner"}"#).is_err());
        assert!(serde_json::from_str::<TokenWish>(r#"{"name":"x","role":"read","expires_at":1}"#).is_err());
        assert!(serde_json::from_str::<Rotation>(r#"{"overlap":0}"#).is_err());
    }
}
