//! What is noticed, and by which models it is judged.

use super::Model;
use crate::condition::{Condition, Occasion, Person, Total, Truth};
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// Most signals a site may define; the passport's size bound counts on it.
pub const MAX_SIGNALS: usize = 48;

/// A signal's name in passports and leads: the FNV-1a hash of its id. The checker refuses two ids with one hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SignalKey(pub u32);

impl SignalKey {
    /// The key of a signal id.
    pub fn of(id: &str) -> Self {
        Self(id.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)))
    }
}

/// Something that happened or is true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signal {
    /// Its name.
    pub id: String,
    /// Its name in passports.
    pub key: SignalKey,
    /// When.
    pub when: Condition,
}

/// What a site notices, and the models that say what it is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scoring {
    /// What is noticed.
    pub signals: Vec<Signal>,
    /// The model of `scoring.toml`.
    pub default: Model,
    /// Those of `models/<id>.toml`, by id.
    pub others: Vec<Model>,
}

impl Scoring {
    /// Signals that an item or a submission makes happen.
    pub fn signals_of(&self, occasion: &Occasion<'_>) -> impl Iterator<Item = SignalKey> {
        self.keys_where(|signal| signal.when.happens(occasion))
    }

    /// Signals that are true of a person.
    pub fn signals_true_of(&self, person: &Person<'_>) -> impl Iterator<Item = SignalKey> {
        self.keys_where(|signal| signal.when.holds(person))
    }

    /// The key of a signal by its id.
    pub fn signal(&self, id: &str) -> Option<SignalKey> {
        self.signals.iter().find(|signal| signal.id == id).map(|signal| signal.key)
    }

    /// Whether any signal depends on how accounts stand.
    pub fn asks_about_accounts(&self) -> bool {
        let such = |truth: &Truth| matches!(truth, Truth::Total(Total::ActiveContacts, _));
        self.signals.iter().any(|signal| matches!(&signal.when, Condition::Holds(formula) if formula.mentions(such)))
    }

    /// Whether any rule pays only for what is verified.
    pub fn asks_who_is_verified(&self) -> bool {
        self.models().any(|model| model.rules.iter().any(|rule| rule.verified))
    }

    /// All models, the default one first.
    pub fn models(&self) -> impl Iterator<Item = &Model> {
        core::iter::once(&self.default).chain(&self.others)
    }

    fn keys_where(&self, holds: impl Fn(&Signal) -> bool) -> impl Iterator<Item = SignalKey> {
        self.signals.iter().filter(move |signal| holds(signal)).map(|signal| signal.key)
    }
}
