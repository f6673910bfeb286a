//! One thing that happened in a page.

use crate::{outcome::Invalid, time::Millis};
use alloc::string::String;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Longest URL or referrer, in bytes: what Plausible takes, and longer than any address people share.
pub const MAX_URL: usize = 2_000;
/// Longest page title, in bytes.
pub const MAX_TITLE: usize = 300;
/// Longest event name or form id, in bytes.
pub const MAX_NAME: usize = 64;

/// One thing that happened in a page, as the client writes it.
///
/// ```
/// # use leadline_domain::{wire::Item, time::Millis};
/// let item = Item::FormStart { occurred_at: Millis(1), url: "https://shop.example/".into(), form: "whitepaper".into() };
/// let json = serde_json::to_string(&item).unwrap();
/// assert_eq!(json, r#"{"kind":"form-start","occurred_at":1,"url":"https://shop.example/","form":"whitepaper"}"#);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Item {
    /// A page was seen.
    View {
        /// When, by the client's clock.
        occurred_at: Millis,
        /// The page: origin, path and the allowed query parameters.
        url: String,
        /// Its title.
        title: String,
        /// Where the visitor came from; empty if not known.
        referrer: String,
    },
    /// Something the site names happened.
    Event {
        /// When, by the client's clock.
        occurred_at: Millis,
        /// The page it happened on.
        url: String,
        /// The site's name for it.
        name: String,
    },
    /// Somebody began to fill in a form.
    FormStart {
        /// When, by the client's clock.
        occurred_at: Millis,
        /// The page the form is on.
        url: String,
        /// The form's id.
        form: String,
    },
}

const KINDS: [&str; 3] = ["view", "event", "form-start"];

impl Item {
    /// Reads one element of a batch. A stranger's kind or a wrong shape costs this item, never its neighbours.
    pub fn read(value: Value) -> Result<Self, Invalid> {
        match value.get("kind").and_then(Value::as_str) {
            None => return Err(Invalid::Malformed),
            Some(kind) if !KINDS.contains(&kind) => return Err(Invalid::UnknownKind),
            Some(_) => {}
        }
        let item: Self = serde_json::from_value(value).map_err(|_| Invalid::Malformed)?;
        item.within_bounds().then_some(item).ok_or(Invalid::TooLong)
    }

    fn within_bounds(&self) -> bool {
        self.url().len() <= MAX_URL
            && match self {
                Self::View { title, referrer, .. } => title.len() <= MAX_TITLE && referrer.len() <= MAX_URL,
                Self::Event { name, .. } => name.len() <= MAX_NAME,
                Self::FormStart { form, .. } => form.len() <= MAX_NAME,
            }
    }

    /// When it happened, by the client's clock.
    pub const fn occurred_at(&self) -> Millis {
        match self {
            Self::View { occurred_at, .. } | Self::Event { occurred_at, .. } | Self::FormStart { occurred_at, .. } => {
                *occurred_at
            }
        }
    }

    /// The page it happened on.
    pub fn url(&self) -> &str {
        match self {
            Self::View { url, .. } | Self::Event { url, .. } | Self::FormStart { url, .. } => url,
        }
    }

    /// The kind, as on the wire.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::View { .. } => "view",
            Self::Event { .. } => "event",
            Self::FormStart { .. } => "form-start",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_stranger_s_kind_is_told_from_a_broken_item() {
        assert_eq!(Item::read(json!({"kind": "telepathy"})), Err(Invalid::UnknownKind));
        for value in [json!(null), json!([]), json!({}), json!({"kind": 3}), json!({"kind": "view"})] {
            assert_eq!(Item::read(value), Err(Invalid::Malformed));
        }
        let absurd = json!({"kind": "event", "occurred_at": 1e300, "url": "https://a.example/", "name": "x"});
        assert_eq!(Item::read(absurd), Err(Invalid::Malformed));
    }

    #[test]
    fn bounds_are_kept() {
        let name = "n".repeat(MAX_NAME + 1);
        let long = json!({"kind": "event", "occurred_at": 1, "url": "https://a.example/", "name": name});
        assert_eq!(Item::read(long), Err(Invalid::TooLong));
    }
}
