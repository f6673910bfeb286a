//! What a person agreed to, and took back.

use crate::time::Millis;
use alloc::{
    borrow::ToOwned,
    collections::{BTreeMap, BTreeSet},
    string::String,
};
use serde::{Deserialize, Serialize};

/// Entries kept of one kind for one purpose and address: the newest.
const MAX_ENTRIES: usize = 5;

/// What was said about a purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Said {
    /// Agreed, in a form or through an API.
    Given,
    /// Agreed, and confirmed through a link that only the mailbox's owner has.
    Confirmed,
    /// Taken back: unsubscribed.
    Withdrawn,
}

/// When and through what it was said.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ConsentEntry {
    /// By the edge's clock.
    pub at: Millis,
    /// Through what, for example `form:newsletter`.
    pub source: String,
    /// Which text was agreed to: a version of it. Empty where there was none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

type Log = BTreeMap<Said, BTreeSet<ConsentEntry>>;

/// The log of consents, by address (see [`crate::secret::LeadKey::hex`]) and purpose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Consents(BTreeMap<String, BTreeMap<String, Log>>);

impl Consents {
    /// Whether nothing was ever said.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Something was said. Says whether that is news.
    pub fn tell(&mut self, key: &str, purpose: &str, said: Said, entry: &ConsentEntry) -> bool {
        let log = self.0.entry(key.to_owned()).or_default().entry(purpose.to_owned()).or_default();
        let entries = log.entry(said).or_default();
        let news = entries.insert(entry.clone());
        if entries.len() > MAX_ENTRIES {
            entries.pop_first();
        }
        news && entries.contains(entry)
    }

    /// Whether something may be done for a purpose with an address: the newest word counts, of two at the same moment the
    /// restrictive one, and what was taken back comes back by a later confirmation alone.
    pub fn allows(&self, key: &str, purpose: &str) -> bool {
        let Some(log) = self.0.get(key).and_then(|purposes| purposes.get(purpose)) else { return false };
        let newest = |said| log.get(&said).and_then(BTreeSet::last).map(|entry: &ConsentEntry| entry.at);
        let (given, confirmed) = (newest(Said::Given), newest(Said::Confirmed));
        match newest(Said::Withdrawn) {
            None => given.is_some() || confirmed.is_some(),
            withdrawn => confirmed > withdrawn,
        }
    }

    /// Whether any of these addresses was withdrawn from a purpose and has not been confirmed since.
    pub fn is_withdrawn(&self, purpose: &str) -> bool {
        self.0.iter().any(|(key, purposes)| {
            purposes.get(purpose).is_some_and(|log| log.contains_key(&Said::Withdrawn)) && !self.allows(key, purpose)
        })
    }

    /// Takes in what somebody said who is the same person.
    pub(super) fn merge(&mut self, other: &Self) {
        for (key, purposes) in &other.0 {
            for (purpose, log) in purposes {
                for (said, entries) in log {
                    for entry in entries {
                        self.tell(key, purpose, *said, entry);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(said: &[(Said, i64)]) -> Consents {
        let mut consents = Consents::default();
        for (said, at) in said {
            let entry = ConsentEntry { at: Millis(*at), source: "form:x".into(), text: String::new() };
            consents.tell("k", "mail", *said, &entry);
        }
        consents
    }

    #[test]
    fn nothing_said_allows_nothing() {
        assert!(!Consents::default().allows("k", "mail"));
        assert!(!told(&[(Said::Given, 1)]).allows("k", "phone") && !told(&[(Said::Given, 1)]).allows("other", "mail"));
    }

    #[test]
    fn what_was_taken_back_comes_back_by_a_later_confirmation_alone() {
        for (said, allowed) in [
            (&[(Said::Given, 1)][..], true),
            (&[(Said::Given, 1), (Said::Withdrawn, 1)], false),
            (&[(Said::Withdrawn, 1), (Said::Given, 2)], false),
            (&[(Said::Confirmed, 1), (Said::Withdrawn, 1)], false),
            (&[(Said::Withdrawn, 1), (Said::Confirmed, 2)], true),
            (&[(Said::Confirmed, 2), (Said::Withdrawn, 3), (Said::Given, 4)], false),
        ] {
            assert_eq!(told(said).allows("k", "mail"), allowed, "{said:?}");
            assert_eq!(told(said).is_withdrawn("mail"), !allowed, "{said:?}");
        }
    }
}
