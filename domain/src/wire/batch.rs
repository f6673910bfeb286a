//! A frozen batch: the unit of sending, retrying and folding.

use super::Item;
use crate::{id::BatchId, outcome::Invalid, time::Millis};
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
    batch: BatchId,
    sent_at: Millis,
    #[serde(default)]
    passport: Option<String>,
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
        if body.len() > MAX_BODY {
            return Err(BatchRefused::TooLarge);
        }
        let version: OnlyVersion = serde_json::from_slice(body).map_err(|_| BatchRefused::Malformed)?;
        if version.v != u64::from(VERSION) {
            return Err(BatchRefused::Version);
        }
        let raw: RawBatch = serde_json::from_slice(body).map_err(|_| BatchRefused::Malformed)?;
        if raw.items.len() > MAX_ITEMS {
            return Err(BatchRefused::TooManyItems);
        }
        Ok(Self {
            id: raw.batch,
            sent_at: raw.sent_at,
            passport: raw.passport,
            items: raw.items.into_iter().map(Item::read).collect(),
        })
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

    #[test]
    fn what_is_no_batch_is_refused_with_its_reason() {
        let many = body(&vec!["1"; MAX_ITEMS + 1].join(","));
        let deep = body(&"[".repeat(100_000));
        let cases: [(&str, BatchRefused); 7] = [
            ("", BatchRefused::Malformed),
            ("{", BatchRefused::Malformed),
            ("[]", BatchRefused::Malformed),
            (r#"{"v":1,"batch":"x","sent_at":5,"items":[]}"#, BatchRefused::Malformed),
            (r#"{"v":9}"#, BatchRefused::Version),
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
