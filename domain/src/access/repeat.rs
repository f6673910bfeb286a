//! A request that a caller names, so that it may be sent again: what was answered the first time is answered again, and nothing
//! is done twice. After the IETF's draft on the header `Idempotency-Key`.

use super::Actor;
use crate::{
    secret::sha256_hex,
    time::{DAY, MINUTE, Millis},
};
use alloc::{format, string::String};
use serde::{Deserialize, Serialize};

/// For how long an answer is remembered.
pub const REMEMBERED: i64 = DAY;

/// How long a request may be under way: far longer than any takes. Whoever sends it again after that is served anew.
const LONGEST: i64 = MINUTE;

/// Longest key, in bytes.
const LONGEST_KEY: usize = 255;

/// A request by the name that its caller gave it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Who calls it how: a hash, as names may say something about people.
    pub name: String,
    /// A hash of all that is asked for: under one name there is one request.
    pub asked: String,
}

impl Named {
    /// Names a request; nothing if the key is no name. `asked` is method, address and body.
    pub fn new(actor: &Actor, key: &str, asked: &[&[u8]]) -> Option<Self> {
        let caller = match actor {
            Actor::Deployment => "deployment",
            Actor::Token { id, .. } => id.as_str(),
        };
        let parts: alloc::vec::Vec<String> = asked.iter().map(|part| sha256_hex(part)).collect();
        let fits = (1..=LONGEST_KEY).contains(&key.len());
        fits.then(|| Self {
            name: sha256_hex(format!("{caller}\n{key}").as_bytes()),
            asked: sha256_hex(parts.join("\n").as_bytes()),
        })
    }
}

/// What is remembered under a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// [`Named::asked`].
    pub asked: String,
    /// Which attempt began it: one that is handed over twice is one.
    pub attempt: String,
    /// When it began, by the edge's clock.
    pub at: Millis,
    /// What was answered, sealed; nothing while it is under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
}

/// What to do with a request of a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Repeat {
    /// It was not heard of: do it.
    Anew,
    /// It was done: this was answered, sealed.
    Done(String),
    /// Somebody is at it.
    UnderWay,
    /// Something else was asked for under the name.
    Another,
}

impl Repeat {
    /// Judges a request that comes in.
    pub fn of(known: Option<&Remembered>, asked: &str, attempt: &str, now: Millis) -> Self {
        let Some(known) = known.filter(|known| known.at.plus(REMEMBERED) > now) else { return Self::Anew };
        match &known.answer {
            _ if known.asked != asked => Self::Another,
            Some(answer) => Self::Done(answer.clone()),
            None if known.attempt == attempt || known.at.plus(LONGEST) <= now => Self::Anew,
            None => Self::UnderWay,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::TokenId;

    const NOW: Millis = Millis(1_795_000_000_000);

    fn known(answer: Option<&str>) -> Remembered {
        Remembered { asked: "a".into(), attempt: "one".into(), at: NOW, answer: answer.map(Into::into) }
    }

    #[test]
    fn what_was_answered_is_answered_again_for_a_day() {
        let done = known(Some("sealed"));
        let of = |asked, after| Repeat::of(Some(&done), asked, "two", NOW.plus(after));
        assert_eq!(of("a", DAY - 1), Repeat::Done("sealed".into()));
        assert_eq!(of("b", 1), Repeat::Another);
        assert_eq!((of("a", DAY), of("b", DAY)), (Repeat::Anew, Repeat::Anew));
        assert_eq!(Repeat::of(None, "a", "two", NOW), Repeat::Anew);
    }

    #[test]
    fn a_request_under_way_is_waited_for_but_not_for_ever() {
        let under_way = known(None);
        let of = |attempt, after| Repeat::of(Some(&under_way), "a", attempt, NOW.plus(after));
        assert_eq!((of("two", 1), of("two", MINUTE)), (Repeat::UnderWay, Repeat::Anew));
        assert_eq!(of("one", 1), Repeat::Anew, "the same attempt, handed over twice");
    }

    #[test]
    fn a_name_is_its_caller_s_and_says_nothing() {
        let token = |byte| Actor::Token { id: TokenId::from_entropy(&[byte; 16]), name: "CRM".into() };
        let name = |actor: &Actor, key| Named::new(actor, key, &[b"POST", b"/x", b"{}"]).unwrap();
        let ada = name(&token(1), "ada@example.com");
        assert!(!format!("{ada:?}").contains("ada"));
        assert_eq!(ada, name(&token(1), "ada@example.com"));
        assert_ne!(ada.name, name(&token(2), "ada@example.com").name);
        assert_ne!(ada.name, name(&Actor::Deployment, "ada@example.com").name);
        let other = Named::new(&token(1), "ada@example.com", &[b"POST", b"/x{", b"}"]).unwrap();
        assert_ne!(ada.asked, other.asked, "parts don't run into each other");
        assert_eq!(Named::new(&token(1), "", &[]), None);
        assert_eq!(Named::new(&token(1), &"k".repeat(256), &[]), None);
    }
}
