//! The addresses of one person.

use crate::{email::Email, time::Millis};
use alloc::{
    borrow::ToOwned,
    collections::{BTreeMap, btree_map::Entry},
    string::String,
};
use serde::{Deserialize, Serialize};

/// The key of an address that an earlier release kept.
pub(in crate::lead) const UNNAMED: &str = "";

/// An address, since when it is the person's, and how it was last typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// As last typed.
    pub email: Email,
    /// When that was, by the edge's clock.
    pub at: Millis,
    /// When it was first told.
    pub since: Millis,
}

/// Addresses by what names them, see [`crate::secret::LeadKey::hex`]. A person has one, and more after a merge.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Addresses(BTreeMap<String, Address>);

impl Addresses {
    /// The one to write to: known first, so that a merge changes nobody's.
    pub fn first(&self) -> Option<&Address> {
        self.earliest().map(|(_, address)| address)
    }

    /// The key of the one to write to.
    pub fn first_key(&self) -> Option<&str> {
        self.earliest().map(|(key, _)| key.as_str())
    }

    fn earliest(&self) -> Option<(&String, &Address)> {
        self.0.iter().min_by_key(|(key, address)| (address.since, *key))
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Address)> {
        self.0.iter().map(|(key, address)| (key.as_str(), address))
    }

    /// Whether a key is one of the person's.
    pub fn contains(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// Whether an earlier release kept the address, which did not say which key names it.
    pub fn is_unnamed(&self) -> bool {
        self.0.contains_key(UNNAMED)
    }

    /// Says which key names the address of an earlier release.
    pub fn name(&mut self, key: &str) {
        if let Some(address) = self.0.remove(UNNAMED) {
            self.take(key, address);
        }
    }

    /// Names addresses by other keys.
    pub(in crate::lead) fn rename(&mut self, names: &[(String, String)]) {
        let known = core::mem::take(&mut self.0);
        for (key, address) in known {
            let name = names.iter().find(|(old, _)| *old == key).map_or(key.as_str(), |(_, new)| new);
            self.take(name, address);
        }
    }

    /// Was told, at a time. Says whether anything changed.
    pub fn tell(&mut self, key: &str, email: Email, at: Millis) -> bool {
        self.take(key, Address { email, at, since: at })
    }

    fn take(&mut self, key: &str, told: Address) -> bool {
        match self.0.entry(key.to_owned()) {
            Entry::Vacant(entry) => drop(entry.insert(told)),
            Entry::Occupied(mut entry) => {
                let known = entry.get_mut();
                let before = known.clone();
                known.since = known.since.min(told.since);
                if (told.at, &told.email.typed) > (known.at, &known.email.typed) {
                    (known.email, known.at) = (told.email, told.at);
                }
                return *known != before;
            }
        }
        true
    }

    /// Takes in the addresses of somebody who is the same person.
    pub(super) fn merge(&mut self, other: &Self) {
        for (key, address) in &other.0 {
            self.take(key, address.clone());
        }
    }
}
