//! Who asked.

use crate::{desk::Desk, refusal::Refusal};
use leadline_domain::form::Words;

/// Who asked, as far as the answer depends on it.
pub(crate) struct Asker {
    /// The origin to answer to, once it has been allowed.
    pub(crate) origin: Option<String>,
    /// What the backup cookie is set to, if to anything.
    pub(crate) cookie: Option<String>,
    /// What became of each item it sent, for whoever debugs a page.
    pub(crate) outcomes: Option<String>,
    /// The edge's own origin, as the request has it.
    pub(crate) own_origin: String,
    /// The origin it said it asks from.
    pub(crate) asking: Option<String>,
    /// Whether it reads lines rather than JSON.
    pub(crate) reads_lines: bool,
    /// Whether it is a browser that goes to the answer as to a page.
    pub(crate) reads_pages: bool,
    /// How people are spoken to where a page can't be shown; nobody is where programs ask.
    pub(crate) spoken: Option<Spoken>,
}

/// How people are spoken to.
pub(crate) struct Spoken {
    /// Path prefix, where the styles are.
    pub(crate) prefix: String,
    /// The language.
    pub(crate) words: &'static Words,
    /// What they are about.
    pub(crate) deed: Deed,
}

/// What people are about, whom something goes wrong for.
#[derive(Clone, Copy)]
pub(crate) enum Deed {
    /// They open a page, or press a button under nothing they typed.
    Opens,
    /// They send what they typed, which is still there one page back.
    Sends,
}

impl Asker {
    /// Whoever asks looks at the answer, and reads this language.
    pub(crate) fn speaks(&mut self, desk: &Desk, words: &'static Words, deed: Deed) {
        self.spoken = Some(Spoken { prefix: desk.config.prefix.clone(), words, deed });
    }
}

impl Spoken {
    /// What people are told; nothing where a developer has to be told.
    pub(crate) const fn about(&self, refusal: &Refusal) -> Option<&'static str> {
        match (refusal, self.deed) {
            (Refusal::TooLarge(_), _) => Some(self.words.too_much),
            (Refusal::Unavailable | Refusal::Unreadable, Deed::Sends) => Some(self.words.try_again),
            (Refusal::Unavailable | Refusal::Unreadable, Deed::Opens) => Some(self.words.not_shown),
            (Refusal::UnknownPage | Refusal::UnknownSite, _) => Some(self.words.no_page),
            _ => None,
        }
    }
}
