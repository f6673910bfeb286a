//! A frozen batch: the unit of sending, retrying and folding.

use super::{Consent, Item};
use crate::{admit::size, id::BatchId, outcome::Invalid, time::Millis};
use alloc::{string::String, vec::Vec};
use serde::Deserialize;
use serde_json::Value;

/// The version of the wire format; a batch of another version is refused whole.
pub const VERSION: u8 = 1;
/// Most items in a batch.
pub const MAX_ITEMS: usize = 50;
/// Longest body taken, in bytes: the 64 KiB that browsers allow all beacons in flight together.
pub const MAX_BODY: usize = 64 * 1024;

/// A batch as received. Items that could not be read keep their place, so that the receipt can answer each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// The same on every resend.
    pub id: BatchId,
    /// When this attempt was sent, by the client's clock.
    pub sent_at: Millis,
    /// The visitor's sealed state, if there is one.
    pub passport: Option<String>,
    /// What may be kept of the visitor.
    pub consent: Consent,
    /// Whether a program drives the browser (`navigator.webdriver`).
    pub automated: bool,
    /// Whether the browser is marked as one of the site's own people.
    pub internal: bool,
    /// Whether this batch went out as a beacon before, and is sent again only to learn its passport.
    pub beaconed: bool,
    /// What happened, or why it can't be read.
    pub items: Vec<Result<Item, Invalid>>,
}

/// Why a batch was refused as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchRefused {
    /// Longer than [`MAX_BODY`].
    TooLarge,
    /// Not JSON, or not of the batch's shape.
    Malformed,
    /// A wire version this edge does not speak.
    Version,
    /// More than [`MAX_ITEMS`] items.
    TooManyItems,
}

#[derive(Deserialize)]
struct RawBatch {
    v: u64,
    batch: BatchId,
    sent_at: Millis,
    #[serde(default)]
    passport: Option<String>,
    #[serde(default)]
    consent: Consent,
    #[serde(default)]
    automated: bool,
    #[serde(default)]
    internal: bool,
    #[serde(default)]
    beaconed: bool,
    items: Vec<Value>,
}

#[derive(Deserialize)]
struct OnlyVersion {
    v: u64,
}

impl Batch {
    /// Reads a batch.
    ///
    /// ```
    /// # use leadline_domain::wire::Batch;
    /// let body = r#"{"v":1,"batch":"bat_AAAAAAAAAAAAAAAAAAAAAA","sent_at":5,"items":[{"kind":"telepathy"}]}"#;
    /// let batch = Batch::read(body.as_bytes()).unwrap();
    /// assert!(batch.items[0].is_err());
    /// ```
    pub fn read(body: &[u8]) -> Result<Self, BatchRefused> {
        size::admits_body(body.len())?;
        let raw: RawBatch = serde_json::from_slice(body).map_err(|_| unreadable(body))?;
        if raw.v != u64::from(VERSION) {
            return Err(BatchRefused::Version);
        }
        size::admits_items(raw.items.len())?;
        Ok(Self {
            id: raw.batch,
            sent_at: raw.sent_at,
            passport: raw.passport,
            consent: raw.consent,
            automated: raw.automated,
            internal: raw.internal,
            beaconed: raw.beaconed,
            items: raw.items.iter().map(Item::read).collect(),
        })
    }
}

/// Why a body is no batch of ours: one of another version may look like anything.
fn unreadable(body: &[u8]) -> BatchRefused {
    match serde_json::from_slice::<OnlyVersion>(body) {
        Ok(other) if other.v != u64::from(VERSION) => BatchRefused::Version,
        _ => BatchRefused::Malformed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{format, vec};

    const ID: &str = "bat_AAAAAAAAAAAAAAAAAAAAAA";

    fn body(items: &str) -> String {
        format!(r#"{{"v":1,"batch":"{ID}","sent_at":5,"items":[{items}]}}"#)
    }

    #[test]
    fn good_items_survive_bad_neighbours() {
        let good = r#"{"kind":"event","occurred_at":1,"url":"https://a.example/","name":"x"}"#;
        let batch = Batch::read(body(&format!("7,{good},{{\"kind\":\"new\"}}")).as_bytes()).unwrap();
        let read: Vec<_> = batch.items.iter().map(|item| item.as_ref().err().copied()).collect();
        assert_eq!(read, vec![Some(Invalid::Malformed), None, Some(Invalid::UnknownKind)]);
    }

    fn with(keys: &str) -> Batch {
        Batch::read(format!(r#"{{"v":1,"batch":"{ID}","sent_at":5,"items":[]{keys}}}"#).as_bytes()).unwrap()
    }

    #[test]
    fn what_is_not_said_about_a_batch_is_the_usual() {
        let batch = with("");
        assert_eq!((batch.consent, batch.automated, batch.beaconed), (Consent::Given, false, false));
        let batch = with(r#","consent":"withdrawn","automated":true,"internal":true,"beaconed":true"#);
        assert_eq!((batch.consent, batch.automated, batch.beaconed), (Consent::Withdrawn, true, true));
        assert!(batch.internal && !with("").internal);
    }

    #[test]
    fn a_word_about_consent_that_nobody_knows_keeps_nothing() {
        for word in [r#""none""#, r#""granted""#, "null", "5", "true", "{}"] {
            assert_eq!(with(&format!(r#","consent":{word}"#)).consent, Consent::None, "{word}");
        }
    }

    #[test]
    fn what_is_no_batch_is_refused_with_its_reason() {
        let many = body(&vec!["1"; MAX_ITEMS + 1].join(","));
        let deep = body(&"[".repeat(100_000));
        let cases: [(&str, BatchRefused); 9] = [
            ("", BatchRefused::Malformed),
            ("{", BatchRefused::Malformed),
            ("[]", BatchRefused::Malformed),
            (r#"{"v":1,"batch":"x","sent_at":5,"items":[]}"#, BatchRefused::Malformed),
            (r#"{"v":9}"#, BatchRefused::Version),
            (r#"{"v":9,"batch":5}"#, BatchRefused::Version),
            (r#"{"v":9,"batch":"bat_AAAAAAAAAAAAAAAAAAAAAA","sent_at":1,"items":[]}"#, BatchRefused::Version),
            (&many, BatchRefused::TooManyItems),
            (&deep, BatchRefused::TooLarge),
        ];
        for (text, refused) in cases {
            assert_eq!(Batch::read(text.as_bytes()), Err(refused));
        }
        let nested = body(&"[".repeat(10_000));
        assert_eq!(Batch::read(nested.as_bytes()), Err(BatchRefused::Malformed));
        assert_eq!(Batch::read(&[0xff, 0xfe]), Err(BatchRefused::Malformed));
    }
}
