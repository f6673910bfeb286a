//! What can be wrong with an answer.

use alloc::string::String;

/// What is wrong with an answer. The order is that of the texts a form's markup brings along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing was answered and an answer is needed.
    Missing,
    /// Shorter than the field takes.
    TooShort,
    /// Longer than the field takes.
    TooLong,
    /// Less, or earlier, than the field takes.
    TooSmall,
    /// More, or later, than the field takes.
    TooLarge,
    /// Between two numbers or days that the field takes.
    OffStep,
    /// Not an e-mail address.
    NotAnEmail,
    /// Not a telephone number.
    NotAPhone,
    /// Not a number.
    NotANumber,
    /// Not an address of the web.
    NotAUrl,
    /// Not a day.
    NotADate,
    /// Not one of the options.
    NotAnOption,
    /// Not of the form that is asked for.
    Mismatch,
    /// Control characters, or line breaks where one line is asked for.
    Unprintable,
    /// An address anybody can have, where a company's is asked for.
    PrivateMail,
    /// An address made to be thrown away.
    DisposableMail,
    /// An address that looks misspelt, and was not confirmed.
    Misspelt,
}

impl Fault {
    /// All of them, in order.
    pub const ALL: [Self; 17] = [
        Self::Missing,
        Self::TooShort,
        Self::TooLong,
        Self::TooSmall,
        Self::TooLarge,
        Self::OffStep,
        Self::NotAnEmail,
        Self::NotAPhone,
        Self::NotANumber,
        Self::NotAUrl,
        Self::NotADate,
        Self::NotAnOption,
        Self::Mismatch,
        Self::Unprintable,
        Self::PrivateMail,
        Self::DisposableMail,
        Self::Misspelt,
    ];

    /// The stable code, which is also the key of its text in a locale's catalogue.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::TooShort => "too-short",
            Self::TooLong => "too-long",
            Self::TooSmall => "too-small",
            Self::TooLarge => "too-large",
            Self::OffStep => "off-step",
            Self::NotAnEmail => "not-an-email",
            Self::NotAPhone => "not-a-phone",
            Self::NotANumber => "not-a-number",
            Self::NotAUrl => "not-a-url",
            Self::NotADate => "not-a-date",
            Self::NotAnOption => "not-an-option",
            Self::Mismatch => "mismatch",
            Self::Unprintable => "unprintable",
            Self::PrivateMail => "private-mail",
            Self::DisposableMail => "disposable-mail",
            Self::Misspelt => "misspelt",
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
    /// What would be right: the limit that was passed, or the spelling that was probably meant. Empty where there is no
    /// such thing.
    pub hint: String,
}
