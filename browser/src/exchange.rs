//! The one way to the edge that carries the passport there and back.

use crate::{
    dom::{self, Callback},
    passport,
};
use alloc::{borrow::ToOwned, rc::Rc, string::String};
use core::cell::Cell;
use leadline_domain::{queue::Verdict, wire::Receipt};

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
    /// The body.
    pub text: String,
}

/// A kind of request to one door of the edge, made as often as needed.
///
/// One site's exchanges, in all tabs, happen one after the other under one Web Lock. Once it is held `compose` is called
/// with the passport and returns the body, or `None` to let it be. The answer's passport is stored before `answered`
/// learns of it and before the lock goes. Who has waited for the lock for ten seconds, or until the page is left, waits no
/// longer: a batch is answered with 0, and answers to a form go out without lock and passport. While one of its requests
/// is under way an exchange is not begun again: the caller waits for `answered`.
#[derive(Debug)]
pub struct Exchange {
    lock: String,
    url: String,
    content: Content,
    compose: Callback,
    answered: Callback,
}

impl Exchange {
    /// Prepares requests of `site` to `url`.
    pub fn new(
        site: &str,
        url: String,
        content: Content,
        compose: impl Fn(Option<String>) -> Option<String> + 'static,
        answered: impl Fn(Answer) + 'static,
    ) -> Self {
        let (reader, writer) = (site.to_owned(), site.to_owned());
        let locked = Rc::new(Cell::new(false));
        let composed = Rc::clone(&locked);
        Self {
            lock: "ll.".to_owned() + site,
            url,
            content,
            compose: dom::asked(move |late, _| {
                composed.set(late == 0);
                match late {
                    0 => compose(passport::read(&reader)),
                    _ if content.goes_without_lock() => compose(None),
                    _ => None,
                }
            }),
            answered: dom::told(move |status, text| {
                let answer = Answer { status, text };
                if locked.get() {
                    keep_passport(&writer, &answer);
                }
                answered(answer);
            }),
        }
    }

    /// Asks for the lock, and makes the request once it is held.
    pub fn begin(&self) {
        dom::exchange(&self.lock, &self.url, self.content.media_type(), &self.compose, &self.answered);
    }
}

/// Errors carry no passport, whatever their body says.
fn keep_passport(site: &str, answer: &Answer) {
    if Verdict::of(answer.status) == Verdict::Taken
        && let Some(passport) = Receipt::passport_of(&answer.text)
    {
        passport::replace(site, passport);
    }
}
