//! A user agent, made ready to be looked at.

use super::LONGEST;
use alloc::string::String;
use core::ops::Range;

/// The beginning of a user agent in lower case.
pub(super) struct Agent {
    /// What it says.
    pub(super) text: String,
}

impl Agent {
    pub(super) fn read(user_agent: &str) -> Self {
        Self { text: beginning(user_agent.trim()).to_ascii_lowercase() }
    }

    /// Whether this place lies where a phone or tablet says what it is called, which may be any word.
    pub(super) fn names_device(&self, at: usize) -> bool {
        device(&self.text).is_some_and(|device| device.contains(&at))
    }

    /// Whether a phone or tablet writes so. Apps on them open pages and add their names to the agent.
    pub(super) fn is_phone(&self) -> bool {
        self.text.starts_with("mozilla/5.0 (ip") || device(&self.text).is_some()
    }

    /// Whether letters or digits stand before this place.
    pub(super) fn is_word_before(&self, at: usize) -> bool {
        at.checked_sub(1).and_then(|before| self.text.as_bytes().get(before)).is_some_and(u8::is_ascii_alphanumeric)
    }

    /// Whether letters or digits stand at this place.
    pub(super) fn is_word_at(&self, at: usize) -> bool {
        self.text.as_bytes().get(at).is_some_and(u8::is_ascii_alphanumeric)
    }
}

fn beginning(text: &str) -> &str {
    let end = (0..=LONGEST.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    text.get(..end.unwrap_or_default()).unwrap_or_default()
}

/// The first comment, if it is Android's. Devices have names with parentheses, so it lasts to where the engine is named.
fn device(text: &str) -> Option<Range<usize>> {
    let start = text.find('(')?;
    let comment = text.get(start..)?;
    let end = comment.find(") applewebkit").or_else(|| comment.find(')'))?;
    comment.get(..end)?.contains("android").then_some(start..start + end)
}
