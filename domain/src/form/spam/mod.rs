//! Who is suspected of sending no form of their own: one rule a file, with the same shape.
//!
//! A rule looks at what is known of a submission and either finds nothing or names itself. None of them is proof. Whoever is
//! suspected is answered like everybody else, and what they sent waits until people have looked at it: a shared office, a
//! hasty reader and a press agency must not lose a lead.

mod counts;
mod haste;
mod honeypot;
mod links;
mod rate;
mod repeat;
mod sighting;
mod turnstile;

pub use counts::{Count, Counts, Sender};
pub use repeat::content;
pub use sighting::{Counted, Sightings, counted};
pub use turnstile::{Token, uuid};

use super::{Answers, Form};
use crate::site::Spam;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// The field that nobody sees, and that only programs fill in.
pub const HONEYPOT_FIELD: &str = "ll_url";
/// The field in which Cloudflare's widget leaves its token.
pub const TURNSTILE_FIELD: &str = "cf-turnstile-response";

/// Why somebody is suspected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Suspicion {
    /// A field that nobody sees was filled in.
    Honeypot,
    /// The answers came sooner than anybody types.
    Haste,
    /// One visitor sent many forms.
    Visitor,
    /// Many forms came from one network.
    Network,
    /// There are many links in what was typed.
    Links,
    /// Many people sent the same text.
    Repeat,
    /// Turnstile did not vouch for it, or was not asked.
    Turnstile,
    /// Turnstile could not be asked.
    TurnstileAway,
}

impl Suspicion {
    /// All there are.
    pub const ALL: [Self; 8] = [
        Self::Honeypot,
        Self::Haste,
        Self::Visitor,
        Self::Network,
        Self::Links,
        Self::Repeat,
        Self::Turnstile,
        Self::TurnstileAway,
    ];

    /// The stable word for it, in the quarantine and, behind `spam.`, in the counters.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Honeypot => "honeypot",
            Self::Haste => "haste",
            Self::Visitor => "visitor",
            Self::Network => "network",
            Self::Links => "links",
            Self::Repeat => "repeat",
            Self::Turnstile => "turnstile",
            Self::TurnstileAway => "turnstile-away",
        }
    }

    /// How sure it is that nobody misses what is suspected for this. Where not all can be held, what weighs most goes first: the
    /// trap that people don't see, then what floods bring, then what people who are in a hurry or write a lot do, too.
    pub const fn weight(self) -> u8 {
        match self {
            Self::Honeypot => 3,
            Self::Network | Self::Visitor | Self::Repeat => 2,
            Self::Haste | Self::Links | Self::Turnstile => 1,
            Self::TurnstileAway => 0,
        }
    }
}

/// What of a submission bears on whether it is suspected.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// The form that was shown.
    pub form: &'a Form,
    /// What was sent.
    pub answers: &'a Answers,
    /// How long the visitor had the form, in milliseconds, where the ticket was made for this visitor: one that many are
    /// shown says nothing of any of them.
    pub had_for: Option<i64>,
    /// Forms this visitor sent lately, this one included; 0 where nobody counted.
    pub by_visitor: u32,
    /// Forms that came from the network lately, this one included; 0 where nobody counted.
    pub by_network: u32,
    /// People who sent the same text within a day, this one included; 0 where nobody counted.
    pub by_content: u32,
    /// What Turnstile said.
    pub token: Token,
}

impl<'a> Seen<'a> {
    /// A submission of which nothing else is known.
    pub const fn new(form: &'a Form, answers: &'a Answers) -> Self {
        Self { form, answers, had_for: None, by_visitor: 0, by_network: 0, by_content: 0, token: Token::NotAsked }
    }
}

type Rule = fn(&Seen<'_>, &Spam) -> Option<Suspicion>;

const RULES: [Rule; 7] = [
    honeypot::suspects,
    haste::suspects,
    rate::suspects_visitor,
    rate::suspects_network,
    links::suspects,
    repeat::suspects,
    turnstile::suspects,
];

/// Every reason to suspect a submission; none for nearly everybody.
pub fn suspicions(seen: &Seen<'_>, spam: &Spam) -> Vec<Suspicion> {
    RULES.iter().filter_map(|suspects| suspects(seen, spam)).collect()
}

#[cfg(test)]
mod tests;
