//! Reading the keys of an item, each within its bounds.

use super::{MAX_NAME, MAX_URL, Props, Traits, link::LinkKind};
use crate::{
    admit::names_nobody,
    outcome::Invalid,
    page::shows_address,
    time::{MAX_TIME, Millis},
};
use alloc::{borrow::ToOwned, string::String};
use serde_json::{Map, Value};

/// Most engaged time an item reports, in milliseconds: a day.
const MAX_ENGAGED: u64 = 86_400_000;

/// Whether text can name an event, a form or a field: 1 to 64 bytes that can be printed. Names are counted and shown, so
/// none may be a person's address.
pub fn is_name(text: &str) -> bool {
    (1..=MAX_NAME).contains(&text.len()) && !text.contains(char::is_control) && !shows_address(text)
}

/// The keys of one item.
pub(super) struct Keys<'a>(pub(super) &'a Map<String, Value>);

impl Keys<'_> {
    /// When it happened: whatever JavaScript takes for a time. How far off the clock is, is judged later.
    pub(super) fn occurred_at(&self) -> Result<Millis, Invalid> {
        let time = self.0.get("occurred_at").filter(|time| time.is_number()).ok_or(Invalid::Malformed)?.as_i64();
        time.filter(|time| time.unsigned_abs() <= MAX_TIME).map(Millis).ok_or(Invalid::Time)
    }

    /// An address, or something as long.
    pub(super) fn url(&self, key: &str) -> Result<String, Invalid> {
        self.text(key, MAX_URL)
    }

    /// A text of at most `longest` bytes.
    pub(super) fn text(&self, key: &str, longest: usize) -> Result<String, Invalid> {
        let text = self.0.get(key).and_then(Value::as_str).ok_or(Invalid::Malformed)?;
        (text.len() <= longest).then(|| text.to_owned()).ok_or(Invalid::TooLong)
    }

    /// The name of an event, a form or a field.
    pub(super) fn name(&self, key: &str) -> Result<String, Invalid> {
        let name = self.text(key, MAX_NAME)?;
        is_name(&name).then_some(name).ok_or(Invalid::Name)
    }

    /// Properties, if there are any.
    pub(super) fn props(&self) -> Result<Option<Props>, Invalid> {
        self.0.get("props").map(|props| Props::read(props).ok_or(Invalid::Props)).transpose()
    }

    /// Who somebody is.
    pub(super) fn traits(&self) -> Result<Traits, Invalid> {
        let traits = self.0.get("traits").ok_or(Invalid::Traits)?;
        let nobody = || traits.get("email").and_then(Value::as_str).is_some_and(names_nobody);
        Traits::read(traits).ok_or_else(|| if nobody() { Invalid::IllegalId } else { Invalid::Traits })
    }

    /// Engaged milliseconds.
    pub(super) fn ms(&self) -> Result<u64, Invalid> {
        self.number("ms", MAX_ENGAGED)
    }

    /// How far the page was scrolled, in percent.
    pub(super) fn scroll(&self) -> Result<u8, Invalid> {
        self.number("scroll", 100).and_then(|scroll| u8::try_from(scroll).map_err(|_| Invalid::Malformed))
    }

    /// What kind of link.
    pub(super) fn link(&self) -> Result<LinkKind, Invalid> {
        self.0.get("link").and_then(Value::as_str).and_then(LinkKind::named).ok_or(Invalid::Malformed)
    }

    fn number(&self, key: &str, most: u64) -> Result<u64, Invalid> {
        let number = self.0.get(key).and_then(Value::as_u64);
        number.filter(|number| *number <= most).ok_or(Invalid::Malformed)
    }
}
