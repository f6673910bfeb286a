//! A request that a caller names, so that it may be sent again: what was answered the first time is answered again, and nothing
//! is done twice. After the IETF's draft on the header `Idempotency-Key`.

use super::Actor;
use crate::{
    secret::{Key, hex, hmac_sha256},
    time::{DAY, MINUTE, Millis},
};
use alloc::{format, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// For how long an answer is remembered.
pub const REMEMBERED: i64 = DAY;

/// How long a request may be under way: far longer than any takes. Whoever sends it again after that is served anew.
const LONGEST: i64 = MINUTE;

/// Longest key, in bytes.
const LONGEST_KEY: usize = 255;

/// A request by the name that its caller gave it. Both parts are hashes under a key of the site's: what callers make names of, and
/// what they ask for, may be about people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Who calls it how.
    pub name: String,
    /// All that is asked for: under one name there is one request.
    pub asked: String,
}

impl Named {
    /// Names a request; nothing if `name` is none. `asked` is method, address and body.
    pub fn new(key: &Key, actor: &Actor, name: &str, asked: [&[u8]; 3]) -> Option<Self> {
        if !(1..=LONGEST_KEY).contains(&name.len()) {
            return None;
        }
        let caller = match actor {
            Actor::Deployment => "deployment",
            Actor::Token { id, .. } => id.as_str(),
        };
        // Parts of their own, so that none runs into the next.
        let asked = asked.iter().flat_map(|part| hmac_sha256(&key.0, part)).collect::<Vec<u8>>();
        Some(Self {
            name: hex(&hmac_sha256(&key.0, format!("name\n{caller}\n{name}").as_bytes())),
            asked: hex(&hmac_sha256(&key.0, &asked)),
        })
    }

    /// What is drawn for the request, for example for an id: the same each time it is served, so that what is made twice is one.
    /// `N` is at most 32.
    pub fn draw<const N: usize>(&self, key: &Key, what: &str) -> [u8; N] {
        let text = format!("draw\n{what}\n{}\n{}", self.name, self.asked);
        let drawn = hmac_sha256(&key.0, text.as_bytes());
        core::array::from_fn(|at| drawn.get(at).copied().unwrap_or_default())
    }
}

/// What is remembered under a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// [`Named::asked`].
    pub asked: String,
    /// When it first came, by the edge's clock.
    pub at: Millis,
    /// Which attempt is under way: one that is handed over twice is one.
    pub attempt: String,
    /// Since when.
    pub since: Millis,
    /// What was answered, sealed; nothing until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
}

/// What to do with a request of a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Repeat {
    /// Do it, as of this time: it was not heard of, or it is not known what became of it.
    Anew(Millis),
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
        let Some(known) = known.filter(|known| known.at.plus(REMEMBERED) > now) else { return Self::Anew(now) };
        let is_same = known.asked == asked;
        match &known.answer {
            None if known.since.plus(LONGEST) <= now || known.attempt == attempt => {
                Self::Anew(if is_same { known.at } else { now })
            }
            _ if !is_same => Self::Another,
            Some(answer) => Self::Done(answer.clone()),
            None => Self::UnderWay,
        }
    }
}

impl Remembered {
    /// The request is begun by an attempt, as of the time when it first came.
    pub fn begun(asked: String, at: Millis, attempt: String, now: Millis) -> Self {
        Self { asked, at, attempt, since: now, answer: None }
    }

    /// It is not known what became of the attempt: the next one need not wait for it.
    #[must_use]
    pub fn let_go(self) -> Self {
        Self { since: Millis(0), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::TokenId,
        secret::{Purpose, RootSecret},
    };

    const NOW: Millis = Millis(1_795_000_000_000);

    fn known(answer: Option<&str>) -> Remembered {
        Remembered { answer: answer.map(Into::into), ..Remembered::begun("a".into(), NOW, "one".into(), NOW) }
    }

    #[test]
    fn what_was_answered_is_answered_again_for_a_day() {
        let done = known(Some("sealed"));
        let of = |asked, after| Repeat::of(Some(&done), asked, "two", NOW.plus(after));
        assert_eq!(of("a", DAY - 1), Repeat::Done("sealed".into()));
        assert_eq!(of("b", 1), Repeat::Another);
        assert_eq!((of("a", DAY), of("b", DAY)), (Repeat::Anew(NOW.plus(DAY)), Repeat::Anew(NOW.plus(DAY))));
        assert_eq!(Repeat::of(None, "a", "two", NOW), Repeat::Anew(NOW));
    }

    #[test]
    fn a_request_under_way_is_waited_for_but_not_for_ever() {
        let under_way = known(None);
        let of = |asked, attempt, after| Repeat::of(Some(&under_way), asked, attempt, NOW.plus(after));
        assert_eq!((of("a", "two", 1), of("b", "two", 1)), (Repeat::UnderWay, Repeat::Another));
        assert_eq!(of("a", "two", MINUTE), Repeat::Anew(NOW), "it is as of the first time");
        assert_eq!(of("b", "two", MINUTE), Repeat::Anew(NOW.plus(MINUTE)), "what never ended holds no name");
        assert_eq!(of("a", "one", 1), Repeat::Anew(NOW), "the same attempt, handed over twice");
        let gone = under_way.clone().let_go();
        assert_eq!(Repeat::of(Some(&gone), "a", "two", NOW.plus(1)), Repeat::Anew(NOW));
    }

    #[test]
    fn a_name_is_its_caller_s_and_says_nothing_and_what_is_drawn_is_the_request_s() {
        let root = RootSecret::new("s".repeat(32)).unwrap();
        let (key, other) = (root.key("demo", Purpose::Answer), root.key("other", Purpose::Answer));
        let token = |byte| Actor::Token { id: TokenId::from_entropy(&[byte; 16]), name: "CRM".into() };
        let asked: [&[u8]; 3] = [b"POST", b"/x", b"{}"];
        let name = |key, actor: &Actor| Named::new(key, actor, "ada@example.com", asked).unwrap();
        let ada = name(&key, &token(1));
        assert!(!format!("{ada:?}").contains("ada"));
        assert_eq!(ada, name(&key, &token(1)));
        for else_s in [name(&key, &token(2)), name(&key, &Actor::Deployment), name(&other, &token(1))] {
            assert_ne!(ada.name, else_s.name);
        }
        let moved = Named::new(&key, &token(1), "ada@example.com", [b"POST", b"/x{", b"}"]).unwrap();
        assert_eq!((&ada.name, ada.asked == moved.asked), (&moved.name, false), "parts don't run into each other");
        assert_eq!(ada.draw::<16>(&key, "id"), ada.draw::<16>(&key, "id"));
        assert_ne!(ada.draw::<16>(&key, "id"), ada.draw::<16>(&key, "secret"));
        assert_ne!(ada.draw::<16>(&key, "id"), moved.draw::<16>(&key, "id"));
        assert_eq!(Named::new(&key, &token(1), "", asked), None);
        assert_eq!(Named::new(&key, &token(1), &"k".repeat(256), asked), None);
    }
}
