//! What kind of answer a field takes.

use serde::{Deserialize, Serialize};

/// What kind of answer a field takes. The words are those of site files.
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
    /// A decimal number, as HTML writes it.
    Number,
    /// An absolute address of the web.
    Url,
    /// A day, `2026-05-04`.
    Date,
    /// A country, as ISO 3166-1 has it: `AT`.
    Country,
    /// One of the options, from a list that opens.
    Select,
    /// One of the options, all of them in sight.
    Radio,
    /// Any number of the options.
    Checkboxes,
    /// Yes, or nothing.
    Checkbox,
    /// Nothing that people see: a default, or what the page's address says.
    Hidden,
    /// Yes to a purpose of the site, or nothing.
    Consent,
    /// The name of an organisation.
    Company,
    /// A number of stars, from 1.
    Rating,
}

impl FieldKind {
    const ALL: [(u8, Self); 16] = [
        (b't', Self::Text),
        (b'l', Self::Textarea),
        (b'e', Self::Email),
        (b'p', Self::Tel),
        (b'n', Self::Number),
        (b'u', Self::Url),
        (b'd', Self::Date),
        (b'y', Self::Country),
        (b's', Self::Select),
        (b'r', Self::Radio),
        (b'm', Self::Checkboxes),
        (b'c', Self::Checkbox),
        (b'h', Self::Hidden),
        (b'a', Self::Consent),
        (b'o', Self::Company),
        (b'*', Self::Rating),
    ];

    /// The letter for it in compiled rules.
    pub(super) fn letter(self) -> char {
        Self::ALL.into_iter().find(|(_, kind)| *kind == self).map_or('t', |(letter, _)| letter.into())
    }

    /// The kind with this letter.
    pub(super) fn lettered(letter: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|(known, _)| *known == letter).map(|(_, kind)| kind)
    }

    /// Whether an answer is one of several options.
    pub const fn has_options(self) -> bool {
        matches!(self, Self::Select | Self::Radio | Self::Checkboxes)
    }

    /// Whether an answer is typed as a text of any length.
    pub const fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::Textarea | Self::Email | Self::Tel | Self::Url | Self::Hidden | Self::Company)
    }

    /// Whether an answer is yes or nothing.
    pub const fn is_flag(self) -> bool {
        matches!(self, Self::Checkbox | Self::Consent)
    }

    /// Whether answers are told from one another by more and less.
    pub const fn is_measured(self) -> bool {
        matches!(self, Self::Number | Self::Date | Self::Rating)
    }
}
