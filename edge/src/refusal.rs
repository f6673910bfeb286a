//! Why a request was refused: one enum for every door. How it looks from outside is `reply`'s business.

use leadline_domain::{
    access::{Denied, Role},
    form::{Issue, Words},
    lead::NotMoved,
    wire::BatchRefused,
};

/// Why a request was refused.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// No such place.
    NotFound,
    /// Not with this method; these are allowed.
    Method(&'static str),
    /// No site of this key is published.
    UnknownSite,
    /// The site has no such form.
    UnknownForm,
    /// The site has no such page.
    UnknownPage,
    /// The site has no such sink.
    UnknownSink,
    /// No dead letter of this id is kept.
    UnknownDeadLetter,
    /// The site has no such submission.
    UnknownSubmission,
    /// The site has no such lead.
    UnknownLead,
    /// The person was erased.
    Erased,
    /// What is asked of an organisation can't be.
    Account(AccountRefused),
    /// The lead stays where it is; says why.
    NotMoved(NotMoved),
    /// The lead has no such browser.
    UnknownBrowser,
    /// The body is not what the door expects; says what that is.
    Body(&'static str),
    /// The page that asks is not one of the site's.
    Origin,
    /// The body is longer than this many bytes.
    TooLarge(usize),
    /// The body broke off or can't be read.
    Unreadable,
    /// The batch is none.
    Batch(BatchRefused),
    /// The ticket was not issued for this form.
    Ticket,
    /// The ticket was made for another person, who was asked less.
    FormChanged,
    /// Some answers are not valid.
    Answers(Vec<Issue>, &'static Words),
    /// It is about keys of the API.
    Key(KeyRefused),
    /// It is about a request that its caller named.
    Repeat(RepeatRefused),
    /// The site has no such version.
    UnknownVersion,
    /// A parameter of the query is not what it should be; says what that is.
    Parameter(&'static str),
    /// A published site that does not check.
    Site(String),
    /// The deployment lacks something; the sentence says what to do.
    Misconfigured(&'static str),
    /// Something behind the door did not answer; the same request may be sent again.
    Unavailable,
}

/// Why nothing can be asked or said of an organisation.
#[derive(Clone, Copy, Debug)]
pub(crate) enum AccountRefused {
    /// No lead has an address of it, or it is none.
    Unknown,
    /// Nobody of the name looks after leads of the site.
    Owner,
}

impl From<AccountRefused> for Refusal {
    fn from(refused: AccountRefused) -> Self {
        Self::Account(refused)
    }
}

/// What is wrong with a key of the API, or with what was asked of one.
#[derive(Clone, Copy, Debug)]
pub(crate) enum KeyRefused {
    /// It is none, or no longer one.
    Unauthorized,
    /// It is good, but this takes one of this role.
    Forbidden(Role),
    /// The site has no such token.
    Unknown,
    /// The token has expired or was revoked.
    Over,
    /// The site has as many tokens as it may.
    TooMany,
}

impl From<KeyRefused> for Refusal {
    fn from(refused: KeyRefused) -> Self {
        Self::Key(refused)
    }
}

/// Why a request that its caller named is not served.
#[derive(Clone, Copy, Debug)]
pub(crate) enum RepeatRefused {
    /// Somebody is at it.
    UnderWay,
    /// Something else was asked for under the name.
    Another,
}

impl From<RepeatRefused> for Refusal {
    fn from(refused: RepeatRefused) -> Self {
        Self::Repeat(refused)
    }
}

impl From<BatchRefused> for Refusal {
    fn from(refused: BatchRefused) -> Self {
        Self::Batch(refused)
    }
}

impl From<Denied> for Refusal {
    fn from(denied: Denied) -> Self {
        match denied {
            // Word for word as for a site that is not there.
            Denied::OtherSite => Self::UnknownSite,
            Denied::Takes(role) => KeyRefused::Forbidden(role).into(),
        }
    }
}
