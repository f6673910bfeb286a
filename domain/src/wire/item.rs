//! One thing that happened in a page.

use super::{Props, Traits, link::LinkKind, reading::Keys};
use crate::{outcome::Invalid, time::Millis};
use alloc::string::String;
use serde::Serialize;
use serde_json::Value;

/// Longest URL or referrer, in bytes: what Plausible takes, and longer than any address people share.
pub const MAX_URL: usize = 2_000;
/// Longest page title, in bytes.
pub const MAX_TITLE: usize = 300;
/// Longest name of an event, a form or a field, in bytes.
pub const MAX_NAME: usize = 64;

/// One thing that happened in a page. Each says when, by the client's clock, and on which page: origin, path and the
/// allowed query parameters.
///
/// ```
/// # use leadline_domain::{wire::Item, time::Millis};
/// let item = Item::FormStart { occurred_at: Millis(1), url: "https://shop.example/".into(), form: "whitepaper".into() };
/// let json = serde_json::to_value(&item).unwrap();
/// assert_eq!(json["kind"], "form-start");
/// assert_eq!(Item::read(&json), Ok(item));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "`occurred_at` and `url` are the same in every kind and told above")]
pub enum Item {
    /// A page was seen.
    View {
        occurred_at: Millis,
        url: String,
        /// Its title.
        title: String,
        /// Where the visitor came from; empty if not known.
        referrer: String,
    },
    /// Something the site names happened.
    Event {
        occurred_at: Millis,
        url: String,
        /// The site's name for it.
        name: String,
        /// What the site says about it.
        #[serde(skip_serializing_if = "Option::is_none")]
        props: Option<Props>,
    },
    /// Somebody began to fill in a form.
    FormStart {
        occurred_at: Millis,
        url: String,
        /// The form's id.
        form: String,
    },
    /// A field was filled in; said once a field.
    FormField {
        occurred_at: Millis,
        url: String,
        /// The form's id.
        form: String,
        /// The field's name.
        field: String,
    },
    /// A form was sent.
    FormSubmit {
        occurred_at: Millis,
        url: String,
        /// The form's id.
        form: String,
    },
    /// A form was begun and left.
    FormAbandon {
        occurred_at: Millis,
        url: String,
        /// The form's id.
        form: String,
        /// The last field touched.
        field: String,
    },
    /// A page was read.
    Engagement {
        occurred_at: Millis,
        url: String,
        /// Engaged milliseconds since this page's last report, at most a day.
        ms: u64,
        /// The deepest scroll so far, in percent of the page.
        scroll: u8,
    },
    /// A link was followed.
    Link {
        occurred_at: Millis,
        url: String,
        /// What kind.
        link: LinkKind,
        /// Where to, without query; empty for mail and telephone.
        target: String,
    },
    /// The site says who the visitor is.
    Identify {
        occurred_at: Millis,
        url: String,
        /// Who.
        traits: Traits,
    },
    /// Whoever comes next is somebody else.
    Reset { occurred_at: Millis, url: String },
}

/// Takes out of any kind of item what every kind has.
macro_rules! of_every_kind {
    ($item:expr, $key:ident) => {
        match $item {
            Item::View { $key, .. }
            | Item::Event { $key, .. }
            | Item::FormStart { $key, .. }
            | Item::FormField { $key, .. }
            | Item::FormSubmit { $key, .. }
            | Item::FormAbandon { $key, .. }
            | Item::Engagement { $key, .. }
            | Item::Link { $key, .. }
            | Item::Identify { $key, .. }
            | Item::Reset { $key, .. } => $key,
        }
    };
}

impl Item {
    /// Reads one element of a batch. A stranger's kind, a wrong shape or a text over its bound costs this item, never its
    /// neighbours.
    pub fn read(value: &Value) -> Result<Self, Invalid> {
        let keys = Keys(value.as_object().ok_or(Invalid::Malformed)?);
        let kind = value.get("kind").and_then(Value::as_str).ok_or(Invalid::Malformed)?;
        Self::of_kind(kind, &keys)
    }

    fn of_kind(kind: &str, keys: &Keys<'_>) -> Result<Self, Invalid> {
        let (occurred_at, url) = (keys.occurred_at(), keys.url("url"));
        Ok(match kind {
            "view" => {
                let (title, referrer) = (keys.text("title", MAX_TITLE)?, keys.url("referrer")?);
                Self::View { occurred_at: occurred_at?, url: url?, title, referrer }
            }
            "event" => {
                let (name, props) = (keys.name("name")?, keys.props()?);
                Self::Event { occurred_at: occurred_at?, url: url?, name, props }
            }
            "form-start" => Self::FormStart { occurred_at: occurred_at?, url: url?, form: keys.name("form")? },
            "form-field" => {
                let (form, field) = (keys.name("form")?, keys.name("field")?);
                Self::FormField { occurred_at: occurred_at?, url: url?, form, field }
            }
            "form-submit" => Self::FormSubmit { occurred_at: occurred_at?, url: url?, form: keys.name("form")? },
            "form-abandon" => {
                let (form, field) = (keys.name("form")?, keys.name("field")?);
                Self::FormAbandon { occurred_at: occurred_at?, url: url?, form, field }
            }
            "engagement" => {
                Self::Engagement { occurred_at: occurred_at?, url: url?, ms: keys.ms()?, scroll: keys.scroll()? }
            }
            "link" => {
                let (link, target) = (keys.link()?, keys.url("target")?);
                if !link.tells_target() && !target.is_empty() {
                    return Err(Invalid::Malformed);
                }
                Self::Link { occurred_at: occurred_at?, url: url?, link, target }
            }
            "identify" => Self::Identify { occurred_at: occurred_at?, url: url?, traits: keys.traits()? },
            "reset" => Self::Reset { occurred_at: occurred_at?, url: url? },
            _ => return Err(Invalid::UnknownKind),
        })
    }

    /// When it happened, by the client's clock.
    pub const fn occurred_at(&self) -> Millis {
        *of_every_kind!(self, occurred_at)
    }

    /// The page it happened on.
    pub fn url(&self) -> &str {
        of_every_kind!(self, url)
    }

    /// The page it happened on, to take something out of it.
    pub(crate) fn url_mut(&mut self) -> &mut String {
        of_every_kind!(self, url)
    }

    /// The kind, as on the wire.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::View { .. } => "view",
            Self::Event { .. } => "event",
            Self::FormStart { .. } => "form-start",
            Self::FormField { .. } => "form-field",
            Self::FormSubmit { .. } => "form-submit",
            Self::FormAbandon { .. } => "form-abandon",
            Self::Engagement { .. } => "engagement",
            Self::Link { .. } => "link",
            Self::Identify { .. } => "identify",
            Self::Reset { .. } => "reset",
        }
    }

    /// The form it is about.
    pub fn form(&self) -> Option<&str> {
        match self {
            Self::FormStart { form, .. }
            | Self::FormField { form, .. }
            | Self::FormSubmit { form, .. }
            | Self::FormAbandon { form, .. } => Some(form),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
