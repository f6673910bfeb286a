//! What became of a received item. Every item ends in exactly one outcome, and outcomes are counted.

/// An item's fate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It counted.
    Accepted,
    /// It was well-formed and a rule left it out.
    Filtered(Filter),
    /// There were more like it than one request may bring.
    Limited(Limit),
    /// It could not be read.
    Invalid(Invalid),
}

/// What there was too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Items that make the visitor somebody else.
    People,
}

/// The rule that left an item out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    /// A program drives the browser.
    Automated,
    /// The page is not on one of the site's origins.
    ForeignPage,
}

/// Why an item could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invalid {
    /// Not an object of the shape its kind has.
    Malformed,
    /// A kind this version does not know.
    UnknownKind,
    /// A text longer than its bound.
    TooLong,
    /// A name that is empty, can't be printed, or shows an e-mail address.
    Name,
    /// Properties of an event beyond their bounds.
    Props,
    /// Traits of a person beyond their bounds, or without an e-mail address.
    Traits,
    /// A page address that is not an absolute http(s) URL.
    BadUrl,
}

impl Outcome {
    /// The stable code: in receipts, in counters, in docs/wire.md.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Filtered(Filter::Automated) => "filtered.automated",
            Self::Filtered(Filter::ForeignPage) => "filtered.foreign-page",
            Self::Limited(Limit::People) => "limited.people",
            Self::Invalid(Invalid::Malformed) => "invalid.malformed",
            Self::Invalid(Invalid::UnknownKind) => "invalid.unknown-kind",
            Self::Invalid(Invalid::TooLong) => "invalid.too-long",
            Self::Invalid(Invalid::Name) => "invalid.name",
            Self::Invalid(Invalid::Props) => "invalid.props",
            Self::Invalid(Invalid::Traits) => "invalid.traits",
            Self::Invalid(Invalid::BadUrl) => "invalid.bad-url",
        }
    }
}
