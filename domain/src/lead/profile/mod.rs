//! Everything that was told by a person and seen of them: what a merge joins.
//!
//! Each part is a join: merging is commutative, associative and idempotent, whatever the parts hold, and taking something in
//! twice is taking it in once. So it makes no difference in which order browsers, tabs, retries and shards tell what they
//! know. What follows from it, the score and the stage, is kept beside it in [`super::Lead`].

mod addresses;
mod browsers;
mod consents;
mod diary;
mod fields;
mod latest;
mod mailboxes;
mod submitted;
mod wordings;

pub(super) use addresses::UNNAMED;
pub use addresses::{Address, Addresses};
pub use browsers::Browsers;
pub use consents::{ConsentEntry, Consents, Said};
pub use diary::{Deed, Diary, DiaryEntry, MAX_DEEDS};
pub use fields::{Answers, FieldValue, Fields, MAX_ANSWERS};
pub use latest::Latest;
pub use mailboxes::{AddressState, Mailbox, Mailboxes};
pub use submitted::{Share, Submitted};
pub use wordings::{Wording, Wordings};

use crate::{assignment::Assigned, geo::Place, time::Millis};
use alloc::{
    borrow::ToOwned,
    collections::{BTreeMap, BTreeSet},
    string::String,
};
use serde::{Deserialize, Serialize};

/// Everything that was told by a person and seen of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Where to write to.
    pub addresses: Addresses,
    /// What the person told.
    #[serde(default, skip_serializing_if = "Fields::is_empty")]
    pub fields: Fields,
    /// Forms sent.
    #[serde(default)]
    pub submitted: Submitted,
    /// What the person's browsers did.
    #[serde(default)]
    pub browsers: Browsers,
    /// What the person agreed to.
    #[serde(default, skip_serializing_if = "Consents::is_empty")]
    pub consents: Consents,
    /// The words they agreed to.
    #[serde(default, skip_serializing_if = "Wordings::is_empty")]
    pub wordings: Wordings,
    /// Whether the addresses are the person's, and whether mail reaches them.
    #[serde(default, skip_serializing_if = "Mailboxes::is_empty")]
    pub mailboxes: Mailboxes,
    /// Labels, and whether they are on.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, Latest<bool>>,
    /// Who looks after the person; nobody if it is empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Latest<String>>,
    /// Who was picked to look after the person, and why; people may have chosen somebody else since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assigned: Option<Latest<Assigned>>,
    /// Where the person was when last heard of through a form or a site's word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Latest<Place>>,
    /// What the person did, as far as it is kept.
    #[serde(default, skip_serializing_if = "Diary::is_empty")]
    pub diary: Diary,
    /// When somebody talked to the person, or tried to: the newest [`MOST_CONTACTS`].
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub contacted: BTreeSet<Millis>,
}

/// The purpose of writing mail at all.
pub const MAIL: &str = "mail";

/// Of how many contacts it is known when they were.
pub const MOST_CONTACTS: usize = 32;

impl Profile {
    /// Takes in everything known of somebody who is the same person.
    pub fn merge(&mut self, other: &Self) {
        self.addresses.merge(&other.addresses);
        self.fields.merge(&other.fields);
        self.submitted.merge(&other.submitted);
        self.browsers.merge(&other.browsers);
        self.consents.merge(&other.consents);
        self.wordings.merge(&other.wordings);
        self.mailboxes.merge(&other.mailboxes);
        for (tag, said) in &other.tags {
            self.tag(tag, said);
        }
        if let Some(owner) = &other.owner {
            Latest::take(&mut self.owner, owner);
        }
        if let Some(assigned) = &other.assigned {
            Latest::take(&mut self.assigned, assigned);
        }
        if let Some(place) = &other.place {
            Latest::take(&mut self.place, place);
        }
        self.diary.merge(&other.diary);
        for at in &other.contacted {
            self.contact(*at);
        }
    }

    /// Whether an address may be written to. Who wants no mail is left alone, whatever else is known.
    pub fn address_state(&self, key: &str) -> AddressState {
        let mailbox = self.mailboxes.get(key);
        if self.consents.is_taken_back(key, MAIL) {
            AddressState::Unsubscribed
        } else if mailbox.is_some_and(Mailbox::has_bounced) {
            AddressState::Bounced
        } else if mailbox.is_some_and(|mailbox| mailbox.verified_at.is_some()) {
            AddressState::Verified
        } else {
            AddressState::Unverified
        }
    }

    /// A browser or a link showed that an address is the person's. Says whether that is news.
    ///
    /// `key` is [`crate::secret::LeadKey::hex`], or the beginning of it that pointers carry.
    pub fn verify(&mut self, key: &str, at: Millis) -> bool {
        let known = self.addresses.iter().map(|(known, _)| known).find(|known| known.starts_with(key));
        let Some(known) = known.filter(|_| !key.is_empty()).map(ToOwned::to_owned) else { return false };
        self.mailboxes.verify(&known, at)
    }

    /// Somebody talked to the person, or tried to. Says whether that is news.
    pub fn contact(&mut self, at: Millis) -> bool {
        let news = self.contacted.insert(at);
        if self.contacted.len() > MOST_CONTACTS {
            self.contacted.pop_first();
        }
        news && self.contacted.contains(&at)
    }

    /// A label was put on or taken off. Says whether that is news.
    pub fn tag(&mut self, tag: &str, said: &Latest<bool>) -> bool {
        let mut known = self.tags.remove(tag);
        let news = Latest::take(&mut known, said);
        if let Some(known) = known {
            self.tags.insert(tag.to_owned(), known);
        }
        news
    }

    /// Somebody was made to look after the person. Says whether that is news.
    pub fn own(&mut self, said: &Latest<String>) -> bool {
        Latest::take(&mut self.owner, said)
    }

    /// Was heard of from a place, if it is known. Says whether it was somewhere else before.
    pub fn be_at(&mut self, place: Place, at: Millis) -> bool {
        let before = self.place.as_ref().map(|place| place.value.clone());
        if !place.is_unknown() {
            Latest::take(&mut self.place, &Latest { at, value: place });
        }
        before != self.place.as_ref().map(|place| place.value.clone())
    }

    /// The labels that are on.
    pub fn tags_on(&self) -> impl Iterator<Item = &str> {
        self.tags.iter().filter(|(_, on)| on.value).map(|(tag, _)| tag.as_str())
    }

    /// Who looks after the person.
    pub fn owner(&self) -> Option<&str> {
        self.owner.as_ref().map(|owner| owner.value.as_str()).filter(|owner| !owner.is_empty())
    }
}

#[cfg(test)]
mod laws;
