//! The one way to the edge that carries the passport there and back.

use crate::{
    dom::{self, Callback},
    passport,
};
use alloc::{borrow::ToOwned, string::String};

/// What a request carries. Both need no preflight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// A batch, as JSON.
    Batch,
    /// Answers to a form, URL-encoded.
    Answers,
}

impl Content {
    const fn media_type(self) -> &'static str {
        match self {
            Self::Batch => "text/plain",
            Self::Answers => "application/x-www-form-urlencoded",
        }
    }

    /// A batch is stored and goes out another time; a person waits for a word, and stays unknown rather than unheard.
    const fn goes_without_lock(self) -> bool {
        matches!(self, Self::Answers)
    }
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status; 0 where there was none: no network, ten seconds of silence, ten of waiting for the lock, or the
    /// page was left meanwhile.
    pub status: u32,
    /// The body; if the answer has a `Retry-After`, that instead.
    pub text: String,
}

/// What a call of the page means to an exchange.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The body is wanted, with this passport; `None` lets the request be.
    Compose(Option<String>),
    /// The request is over.
    Answered(Answer),
    /// The lock was not to be had.
    Declined,
    /// It is about something else.
    Other,
}

/// A kind of request to one door of the edge, made as often as needed.
///
/// One site's exchanges, in all tabs, happen one after the other under one Web Lock. Once it is held the callback is
/// asked for the body: see [`step`](Self::step). The answer's passport is stored before the callback learns of it and
/// before the lock goes. Who has waited for the lock for ten seconds, or until the page is left, waits no longer: a batch
/// is answered with 0, and answers to a form go out without lock and passport.
#[derive(Debug)]
pub struct Exchange {
    site: String,
    url: String,
    content: Content,
}

impl Exchange {
    /// Prepares requests of `site` to `url`.
    pub fn new(site: &str, url: String, content: Content) -> Self {
        Self { site: site.to_owned(), url, content }
    }

    /// Where the requests go.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Whether consent lets the passport be kept; if not, none is sent.
    pub fn keeps(&self) -> bool {
        passport::is_kept(&self.site)
    }

    /// Asks for the lock, and makes the request once it is held.
    pub fn begin(&self, call: &Callback) {
        dom::exchange(&("ll.".to_owned() + &self.site), &self.url, self.content.media_type(), call);
    }

    /// Reads what the callback was told.
    pub fn step(&self, number: u32, text: String) -> Step {
        match number {
            0 => Step::Compose((!text.is_empty()).then_some(text)),
            1 if self.content.goes_without_lock() => Step::Compose(None),
            1 => Step::Declined,
            2..=1001 => Step::Answered(Answer { status: number - 2, text }),
            _ => Step::Other,
        }
    }
}
