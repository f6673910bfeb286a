//! What is known of the mailboxes behind a person's addresses.

use super::Latest;
use crate::time::{DAY, MINUTE, Millis};
use alloc::{
    borrow::ToOwned,
    collections::{BTreeMap, BTreeSet},
    string::String,
};
use serde::{Deserialize, Serialize};

/// Whether an address may be written to, as the field has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum AddressState {
    /// Somebody typed it; nobody has shown that it is theirs.
    #[default]
    Unverified,
    /// Its owner followed a link that was sent to it, or was vouched for by the site's server.
    Verified,
    /// Mail to it came back.
    Bounced,
    /// Its owner wants no mail.
    Unsubscribed,
}

impl AddressState {
    /// As systems say it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unverified => "unverified",
            Self::Verified => "verified",
            Self::Bounced => "bounced",
            Self::Unsubscribed => "unsubscribed",
        }
    }
}

/// What is known of one mailbox.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailbox {
    /// When it was first shown to be the person's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_at: Option<Millis>,
    /// Whether mail to it came back, as was said last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bounced: Option<Latest<bool>>,
    /// When its owner was last asked by mail to confirm something: the newest [`ASKED_A_DAY`] times.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub asked: BTreeSet<Millis>,
}

/// How often an address is asked in any 24 hours. Anybody can type anybody's address: that must not fill a mailbox.
const ASKED_A_DAY: usize = 3;
/// How long it is left alone after it was asked, in milliseconds.
const LEFT_ALONE: i64 = 10 * MINUTE;

impl Mailbox {
    /// Whether its owner may be asked now: at most once in ten minutes, and three times in 24 hours.
    pub fn may_be_asked(&self, now: Millis) -> bool {
        let within = |length: i64| self.asked.iter().filter(|at| at.plus(length) > now).count();
        within(LEFT_ALONE) == 0 && within(DAY) < ASKED_A_DAY
    }

    fn ask(&mut self, at: Millis) {
        self.asked.insert(at);
        while self.asked.len() > ASKED_A_DAY {
            self.asked.pop_first();
        }
    }

    /// Whether mail to it came back.
    pub fn has_bounced(&self) -> bool {
        self.bounced.as_ref().is_some_and(|said| said.value)
    }

    fn verify(&mut self, at: Millis) -> bool {
        let is_news = self.verified_at.is_none_or(|known| at < known);
        if is_news {
            self.verified_at = Some(at);
        }
        is_news
    }
}

/// Mailboxes by what names their address, see [`crate::secret::LeadKey::hex`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Mailboxes(BTreeMap<String, Mailbox>);

impl Mailboxes {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is known of one.
    pub fn get(&self, key: &str) -> Option<&Mailbox> {
        self.0.get(key)
    }

    /// Was shown to be the person's. Says whether that is news.
    pub fn verify(&mut self, key: &str, at: Millis) -> bool {
        self.0.entry(key.to_owned()).or_default().verify(at)
    }

    /// Mail came back, or reaches it again. Says whether that is news.
    pub fn bounce(&mut self, key: &str, said: &Latest<bool>) -> bool {
        Latest::take(&mut self.0.entry(key.to_owned()).or_default().bounced, said)
    }

    /// Asks its owner to confirm something, if that may be; says so.
    pub fn ask(&mut self, key: &str, now: Millis) -> bool {
        let mailbox = self.0.entry(key.to_owned()).or_default();
        let may = mailbox.may_be_asked(now);
        if may {
            mailbox.ask(now);
        }
        may
    }

    /// Names addresses by other keys.
    pub(in crate::lead) fn rename(&mut self, names: &[(String, String)]) {
        for (key, mailbox) in core::mem::take(&mut self.0) {
            let name = names.iter().find(|(old, _)| *old == key).map_or(&key, |(_, new)| new);
            self.take(name, &mailbox);
        }
    }

    fn take(&mut self, key: &str, told: &Mailbox) {
        let known = self.0.entry(key.to_owned()).or_default();
        if let Some(at) = told.verified_at {
            known.verify(at);
        }
        if let Some(said) = &told.bounced {
            Latest::take(&mut known.bounced, said);
        }
        told.asked.iter().for_each(|at| known.ask(*at));
    }

    /// Takes in what is known of somebody who is the same person.
    pub(super) fn merge(&mut self, other: &Self) {
        for (key, mailbox) in &other.0 {
            self.take(key, mailbox);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mailbox_is_asked_once_in_ten_minutes_and_three_times_a_day() {
        let mut mailboxes = Mailboxes::default();
        let (ten, day) = (LEFT_ALONE, DAY);
        let asked = [
            (0, true),
            (ten - 1, false),
            (ten, true),
            (2 * ten - 1, false),
            (2 * ten, true),
            (3 * ten, false),
            (day - 1, false),
            (day, true),
            (day + ten - 1, false),
            (day + ten, true),
            (day + 2 * ten, true),
            (day + 3 * ten, false),
            (9 * day, true),
        ];
        for (at, may) in asked {
            assert_eq!(mailboxes.ask("k", Millis(at)), may, "{at}");
        }
        assert!(mailboxes.ask("other", Millis(9 * day)), "each address has its own");
    }

    #[test]
    fn a_mailbox_is_verified_since_the_first_time_and_bounces_as_was_said_last() {
        let mut mailboxes = Mailboxes::default();
        assert!(
            mailboxes.verify("k", Millis(5)) && mailboxes.verify("k", Millis(3)) && !mailboxes.verify("k", Millis(4))
        );
        assert_eq!(mailboxes.get("k").unwrap().verified_at, Some(Millis(3)));
        assert!(mailboxes.bounce("k", &Latest { at: Millis(7), value: true }));
        assert!(!mailboxes.bounce("k", &Latest { at: Millis(6), value: false }), "an older word");
        assert!(mailboxes.get("k").unwrap().has_bounced());
        assert!(mailboxes.bounce("k", &Latest { at: Millis(8), value: false }));
        assert!(!mailboxes.get("k").unwrap().has_bounced());
    }
}
