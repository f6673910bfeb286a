//! What an event was meant to say, and did not.

/// A part of an event that counts for nothing; the rest of the event counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Silence {
    /// A form was sent that the site doesn't have, or one without a name.
    ForeignForm,
    /// One of the site's forms was sent by nobody known.
    UnknownSender,
    /// What stands where an address belongs is none.
    NoAddress,
    /// A page was seen, and which is not said: it counts as the site's first.
    NoPage,
}

impl Silence {
    /// In words that follow a number.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::ForeignForm => "sent a form that is none of the site's: no submission",
            Self::UnknownSender => "sent a form of the site's, by nobody known: no submission",
            Self::NoAddress => "named an e-mail address that is none",
            Self::NoPage => "viewed a page without url or path: taken as the site's first",
        }
    }
}
