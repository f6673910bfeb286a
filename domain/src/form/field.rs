//! A field, and what can be wrong with an answer to it.

use super::{FieldRule, RESERVED};
use crate::site::RawField;
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// What kind of answer a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldKind {
    /// One line.
    Text,
    /// Several lines.
    Textarea,
    /// An e-mail address.
    Email,
    /// A telephone number; kept in E.164, where it can be made out.
    Tel,
    /// One of the options.
    Select,
}

impl FieldKind {
    const ALL: [Self; 5] = [Self::Text, Self::Textarea, Self::Email, Self::Tel, Self::Select];

    /// The word for it in site files and compiled rules.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Textarea => "textarea",
            Self::Email => "email",
            Self::Tel => "tel",
            Self::Select => "select",
        }
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A field of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Name in submissions and leads.
    pub name: String,
    /// What people read.
    pub label: String,
    /// Answers to choose from.
    pub options: Vec<String>,
    /// HTML's autofill token.
    pub autocomplete: Option<String>,
    /// When an answer is valid.
    pub rule: FieldRule,
}

/// Longest answer where the form says nothing, in characters.
const LONGEST_LINE: u16 = 200;
const LONGEST_TEXT: u16 = 4_000;

impl Field {
    /// Checks a field, reporting problems as (key, found, expected).
    pub(super) fn check(raw: &RawField, report: &mut impl FnMut(&str, &str, &str)) -> Self {
        if !is_field_name(&raw.name) {
            report("name", &raw.name, "1 to 40 lower-case letters, digits and underscores, not beginning with ll_");
        }
        check_options(raw, report);
        let longest = if raw.kind == FieldKind::Textarea { LONGEST_TEXT } else { LONGEST_LINE };
        let max_length = raw.max_length.unwrap_or(longest);
        if !(1..=LONGEST_TEXT).contains(&max_length) {
            report("max_length", &alloc::format!("{max_length}"), "1 to 4000 characters");
        }
        Self {
            name: raw.name.clone(),
            label: raw.label.clone(),
            options: raw.options.clone(),
            autocomplete: raw.autocomplete.clone(),
            rule: FieldRule {
                name: raw.name.clone(),
                kind: raw.kind,
                required: raw.required,
                max_length,
                options: raw.options.clone(),
            },
        }
    }
}

/// Whether text can name a field: 1 to 40 lower-case letters, digits and underscores, and none of our own.
pub fn is_field_name(text: &str) -> bool {
    (1..=40).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        && !text.starts_with(RESERVED)
}

fn check_options(raw: &RawField, report: &mut impl FnMut(&str, &str, &str)) {
    match (raw.kind, raw.options.is_empty()) {
        (FieldKind::Select, true) => report("options", "no options", "options = [\"…\"] to choose from"),
        (FieldKind::Select, false) | (_, true) => {}
        (_, false) => report("options", "options", "options only where type = \"select\""),
    }
    for (at, option) in raw.options.iter().enumerate() {
        if raw.options.iter().take(at).any(|other| other == option) {
            report("options", option, "each option once");
        }
    }
    for option in raw.options.iter().filter(|option| !can_be_chosen(option)) {
        report("options", option, "1 to 200 printable characters, with no space before or behind");
    }
}

/// Whether an option can be answered: answers are trimmed, bounded, and hold no control characters.
fn can_be_chosen(option: &str) -> bool {
    !option.is_empty()
        && option.trim() == option
        && option.chars().count() <= usize::from(LONGEST_LINE)
        && !option.contains(char::is_control)
}

/// What is wrong with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing was answered and an answer is needed.
    Missing,
    /// Longer than the field takes.
    TooLong,
    /// Not an e-mail address.
    NotAnEmail,
    /// Not one of the options.
    NotAnOption,
    /// Control characters, or line breaks where one line is asked for.
    Unprintable,
}

impl Fault {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::TooLong => "too-long",
            Self::NotAnEmail => "not-an-email",
            Self::NotAnOption => "not-an-option",
            Self::Unprintable => "unprintable",
        }
    }

    /// What to tell the person, in English.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Missing => "Please fill in this field.",
            Self::TooLong => "Please shorten this answer.",
            Self::NotAnEmail => "Please enter an e-mail address like name@company.example.",
            Self::NotAnOption => "Please choose one of the options.",
            Self::Unprintable => "Please remove the characters that can't be shown.",
        }
    }
}

/// A fault at its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// Name of the field.
    pub field: String,
    /// What is wrong.
    pub fault: Fault,
}
