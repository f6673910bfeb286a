//! What a person agreed to, and took back.

use super::MAIL;
use crate::time::Millis;
use alloc::{
    borrow::ToOwned,
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec::Vec,
};
use serde::{Deserialize, Serialize};

/// Entries kept of one kind for one purpose and address: the newest.
const MAX_ENTRIES: usize = 5;

/// Most purposes spoken of.
const MAX_PURPOSES: usize = 50;

/// What was said about a purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Said {
    /// Agreed, in a form or through an API.
    Given,
    /// Agreed, and confirmed through a link that only the mailbox's owner has.
    Confirmed,
    /// Taken back: unsubscribed.
    Withdrawn,
    /// Agreed in a form that asks by mail for a confirmation: until that comes, nothing is allowed.
    Pending,
    /// Agreed in answers that whoever sent them has corrected since: what was given or waits by them counts no more.
    Corrected,
}

impl Said {
    /// Whether somebody may be said to have said it: the others come of forms alone.
    pub const fn is_word_of_people(self) -> bool {
        matches!(self, Self::Given | Self::Confirmed | Self::Withdrawn)
    }
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
    /// Where it was corrected, when; the rest is as it was said then, so that it is known what counts no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected_at: Option<Millis>,
}

impl ConsentEntry {
    /// Something said at a time.
    pub const fn new(at: Millis, source: String, text: String) -> Self {
        Self { at, source, text, corrected_at: None }
    }

    /// When this line was written.
    pub fn written_at(&self) -> Millis {
        self.corrected_at.unwrap_or(self.at)
    }

    fn corrects(&self, entry: &Self) -> bool {
        (self.at, &self.source, &self.text) == (entry.at, &entry.source, &entry.text)
    }
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
        add(log, said, entry)
    }

    /// What was said through `source` at a time was corrected: it counts no more, and what was said otherwise stays. What was
    /// confirmed since stays, too: that was said under a link.
    pub fn correct(&mut self, key: &str, (source, said_at): (&str, Millis), now: Millis) {
        for log in self.0.get_mut(key).into_iter().flat_map(BTreeMap::values_mut) {
            let said = [Said::Given, Said::Pending].into_iter().filter_map(|said| log.get(&said)).flatten();
            let concerned = said.filter(|entry| entry.source == source && entry.at == said_at);
            let corrected: Vec<ConsentEntry> =
                concerned.map(|entry| ConsentEntry { corrected_at: Some(now), ..entry.clone() }).collect();
            for entry in corrected {
                add(log, Said::Corrected, &entry);
            }
        }
    }

    /// Names addresses by other keys.
    pub(in crate::lead) fn rename(&mut self, names: &[(String, String)]) {
        let known = core::mem::take(&mut self.0);
        for (key, purposes) in known {
            let name = names.iter().find(|(old, _)| *old == key).map_or(&key, |(_, new)| new);
            self.merge(&Self(BTreeMap::from([(name.clone(), purposes)])));
        }
    }

    /// Whether something may be done for a purpose with an address: the newest word counts, of two at the same moment the
    /// restrictive one, and what was taken back comes back by a later confirmation alone.
    pub fn allows(&self, key: &str, purpose: &str) -> bool {
        let Some(log) = self.0.get(key).and_then(|purposes| purposes.get(purpose)) else { return false };
        let newest = |said| newest(log, said).map(|entry| entry.at);
        let (given, confirmed) = (newest(Said::Given), newest(Said::Confirmed));
        match newest(Said::Withdrawn) {
            None => given.is_some() || confirmed.is_some(),
            withdrawn => confirmed > withdrawn,
        }
    }

    /// What waits to be confirmed for a purpose: the newest of it, unless it was confirmed or taken back since.
    pub fn pending(&self, key: &str, purpose: &str) -> Option<&ConsentEntry> {
        let log = self.0.get(key)?.get(purpose)?;
        let at = |said| newest(log, said).map(|entry| entry.at);
        let since = at(Said::Confirmed).max(at(Said::Withdrawn));
        newest(log, Said::Pending).filter(|pending| Some(pending.at) > since)
    }

    /// Whether something was confirmed at a time or later, whatever was said after that.
    pub fn is_confirmed_since(&self, key: &str, purpose: &str, since: Millis) -> bool {
        let log = self.0.get(key).and_then(|purposes| purposes.get(purpose));
        let confirmed = log.and_then(|log| log.get(&Said::Confirmed)?.last());
        confirmed.is_some_and(|entry| entry.at >= since)
    }

    /// Whether something was allowed no more for an address, and has not been confirmed since.
    pub fn is_taken_back(&self, key: &str, purpose: &str) -> bool {
        let log = self.0.get(key).and_then(|purposes| purposes.get(purpose));
        log.is_some_and(|log| log.contains_key(&Said::Withdrawn)) && !self.allows(key, purpose)
    }

    /// Whether any of these addresses was withdrawn from a purpose and has not been confirmed since.
    pub fn is_withdrawn(&self, purpose: &str) -> bool {
        self.0.keys().any(|key| self.is_taken_back(key, purpose))
    }

    /// Whether there is room to say something about a purpose: it was spoken of before, or few others were. That no mail is wanted
    /// can always be said.
    pub fn has_room(&self, purpose: &str) -> bool {
        let said: BTreeSet<&String> = self.0.values().flat_map(BTreeMap::keys).collect();
        purpose == MAIL || said.len() < MAX_PURPOSES || said.iter().any(|known| *known == purpose)
    }

    /// Everything that was said: address, purpose, what, and when; by address, then by purpose, then in the order of time.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str, Vec<(Said, &ConsentEntry)>)> {
        self.0.iter().flat_map(|(key, purposes)| {
            purposes.iter().map(move |(purpose, log)| {
                let entries = log.iter().flat_map(|(said, entries)| entries.iter().map(move |entry| (*said, entry)));
                let mut entries: Vec<_> = entries.collect();
                entries.sort_by_key(|(said, entry)| (entry.written_at(), *said));
                (key.as_str(), purpose.as_str(), entries)
            })
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

/// Of each kind the newest are kept. What is corrected has its place by when it was said, so that no correction goes before
/// what it corrects.
fn add(log: &mut Log, said: Said, entry: &ConsentEntry) -> bool {
    let entries = log.entry(said).or_default();
    let news = entries.insert(entry.clone());
    // Of two kinds there may be something to correct.
    let most = if said == Said::Corrected { 2 * MAX_ENTRIES } else { MAX_ENTRIES };
    if entries.len() > most {
        entries.pop_first();
    }
    news && entries.contains(entry)
}

/// The newest word of a kind that counts.
fn newest(log: &Log, said: Said) -> Option<&ConsentEntry> {
    let corrected = log.get(&Said::Corrected).filter(|_| matches!(said, Said::Given | Said::Pending));
    let is_corrected = |entry: &ConsentEntry| corrected.into_iter().flatten().any(|other| other.corrects(entry));
    log.get(&said)?.iter().rev().find(|entry| !is_corrected(entry))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(said: &[(Said, i64)]) -> Consents {
        let mut consents = Consents::default();
        for (said, at) in said {
            let entry = ConsentEntry::new(Millis(*at), "form:x".into(), String::new());
            consents.tell("k", "mail", *said, &entry);
        }
        consents
    }

    #[test]
    fn that_no_mail_is_wanted_can_always_be_said() {
        let mut consents = Consents::default();
        let entry = ConsentEntry::new(Millis(1), "api".into(), String::new());
        for purpose in 0..MAX_PURPOSES {
            consents.tell("k", &alloc::format!("p-{purpose}"), Said::Given, &entry);
        }
        assert!(!consents.has_room("phone") && consents.has_room("p-1") && consents.has_room(MAIL));
    }

    #[test]
    fn nothing_said_allows_nothing() {
        assert!(!Consents::default().allows("k", "mail"));
        assert!(!told(&[(Said::Given, 1)]).allows("k", "phone") && !told(&[(Said::Given, 1)]).allows("other", "mail"));
    }

    #[test]
    fn what_waits_to_be_confirmed_allows_nothing() {
        assert!(!told(&[(Said::Pending, 1)]).allows("k", "mail"));
        assert!(told(&[(Said::Pending, 1), (Said::Confirmed, 2)]).allows("k", "mail"));
        let taken_back = told(&[(Said::Confirmed, 2), (Said::Withdrawn, 3), (Said::Pending, 4)]);
        assert!(!taken_back.allows("k", "mail") && taken_back.is_confirmed_since("k", "mail", Millis(2)));
        assert!(!taken_back.is_confirmed_since("k", "mail", Millis(3)));
    }

    /// What was said and when, whether it is allowed then, and since when something waits.
    type Case = (&'static [(Said, i64)], bool, Option<i64>);

    #[test]
    fn what_was_corrected_counts_no_more_and_what_was_said_elsewhere_does() {
        use Said::{Confirmed, Given, Pending, Withdrawn};
        let table: &[Case] = &[
            (&[(Given, 5)], false, None),
            (&[(Given, 1), (Given, 5)], true, None),
            (&[(Given, 5), (Given, 7)], true, None),
            (&[(Given, 5), (Confirmed, 6)], true, None),
            (&[(Pending, 5)], false, None),
            (&[(Pending, 4), (Pending, 5)], false, Some(4)),
            (&[(Pending, 5), (Pending, 9)], false, Some(9)),
            (&[(Pending, 4), (Confirmed, 4)], true, None),
            (&[(Pending, 4), (Withdrawn, 4)], false, None),
            (&[(Confirmed, 3), (Pending, 4)], true, Some(4)),
        ];
        for (said, allowed, pending) in table {
            let mut consents = told(said);
            consents.correct("k", ("form:x", Millis(5)), Millis(8));
            consents.correct("k", ("form:y", Millis(7)), Millis(8));
            consents.correct("other", ("form:x", Millis(7)), Millis(8));
            assert_eq!(consents.allows("k", "mail"), *allowed, "{said:?}");
            assert_eq!(consents.pending("k", "mail").map(|entry| entry.at.0), *pending, "{said:?}");
            assert!(!consents.is_withdrawn("mail") || said.contains(&(Withdrawn, 4)), "nobody unsubscribed: {said:?}");
        }
        let mut consents = told(&[(Given, 5)]);
        consents.correct("k", ("form:x", Millis(5)), Millis(8));
        let (_, _, log) = consents.iter().next().unwrap();
        let log: Vec<(Said, i64)> = log.into_iter().map(|(said, entry)| (said, entry.written_at().0)).collect();
        assert_eq!(log, [(Given, 5), (Said::Corrected, 8)]);
    }

    #[test]
    fn no_correction_goes_before_what_it_corrects() {
        let mut consents =
            told(&[(Said::Given, 1), (Said::Given, 2), (Said::Given, 3), (Said::Given, 4), (Said::Given, 5)]);
        for said_at in [5, 1, 2, 3, 4] {
            consents.correct("k", ("form:x", Millis(said_at)), Millis(20 - said_at));
        }
        let entry = ConsentEntry::new(Millis(6), "form:x".into(), String::new());
        consents.tell("k", "mail", Said::Given, &entry);
        consents.correct("k", ("form:x", Millis(6)), Millis(20));
        assert!(!consents.allows("k", "mail"), "{consents:?}");
    }

    #[test]
    fn corrections_of_what_was_to_be_confirmed_make_no_room_for_what_was_given() {
        let mut consents = told(&[(Said::Given, 1)]);
        consents.correct("k", ("form:x", Millis(1)), Millis(2));
        for at in 3..8 {
            let entry = ConsentEntry::new(Millis(at), "form:y".into(), String::new());
            consents.tell("k", "mail", Said::Pending, &entry);
            consents.correct("k", ("form:y", Millis(at)), Millis(20));
        }
        assert!(!consents.allows("k", "mail"), "{consents:?}");
    }

    #[test]
    fn what_was_taken_back_comes_back_by_a_later_confirmation_alone() {
        for (said, allowed) in [
            (&[(Said::Given, 1)][..], true),
            (&[(Said::Given, 1), (Said::Withdrawn, 1)], false),
            (&[(Said::Confirmed, 1), (Said::Pending, 2)], true),
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
