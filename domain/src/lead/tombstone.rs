//! What is left of somebody who was erased, so that nothing from before comes back.
//!
//! Under every name that led to the person a tombstone stands: keys of addresses, ids the lead had, and hashes of the
//! submissions that were taken. None of them tells who it was. A person's names may lead to several shards after merges:
//! each gathers what it has ([`gather`]), and tells the shards that the names lead to. A shard that finds a name nobody told
//! it of tells the others in turn, so that all of them know all names in the end, whatever was on its way between them.

use super::{Lead, MAIL, profile::UNNAMED};
use crate::{
    id::{LeadId, SubmissionId},
    secret::{LeadKey, sha256_hex},
    time::{DAY, Millis},
};
use alloc::{borrow::ToOwned, collections::BTreeSet, format, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// For how many days the platform can bring an object back to what it was: what is erased is gone for good only then.
pub const RECOVERY_DAYS: i64 = 30;

/// What is left under a name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Tombstone {
    /// When the person was erased, by the edge's clock.
    pub erased_at: Millis,
    /// The id of the lead that was erased.
    pub lead: LeadId,
}

impl Tombstone {
    /// Whether what has been so since a time is of whoever was erased: that somebody has an address, or what a table tells of
    /// them. Of whoever came after, it was not so yet.
    pub const fn covers(&self, since: Millis) -> bool {
        since.0 <= self.erased_at.0
    }

    /// Since when whoever had a key wants no mail, by what is left under the key and under [`Names::unwanted`] of it: a wish from
    /// before counts no more if the key was somebody's since who was written to again.
    pub fn unwanted_since(of_key: Option<&Self>, of_wish: Option<&Self>) -> Option<Millis> {
        of_wish.filter(|wish| of_key == Some(wish)).map(|wish| wish.erased_at)
    }

    /// From when on nobody can bring back what was erased.
    pub const fn final_at(&self) -> Millis {
        self.erased_at.plus(RECOVERY_DAYS * DAY)
    }
}

/// Everything that led to a person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Names(BTreeSet<String>);

impl Names {
    /// What a record says that leads to it.
    pub fn of(lead: &Lead) -> Self {
        let keys = lead.profile.addresses.iter().map(|(key, _)| key).filter(|key| *key != UNNAMED);
        let ids = [&lead.id].into_iter().chain(&lead.merged).map(LeadId::as_str);
        let known = lead.profile.addresses.iter().map(|(key, _)| key);
        let unwanted = known.filter(|key| lead.profile.consents.is_taken_back(key, MAIL)).map(Self::unwanted);
        keys.chain(ids).map(ToOwned::to_owned).chain(unwanted).collect()
    }

    /// The name under which it stays known that whoever had an address wanted no mail: whoever is born under it wants none either,
    /// until they confirm that they do.
    pub fn unwanted(key: &str) -> String {
        format!("no-mail:{key}")
    }

    /// The name of a submission: an id that its sender knows is not kept.
    pub fn submission(id: &SubmissionId) -> String {
        format!("sub:{}", sha256_hex(id.as_str().as_bytes()))
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Those that are ids of leads.
    pub fn ids(&self) -> impl Iterator<Item = LeadId> {
        self.iter().filter_map(|name| LeadId::parse(name).ok())
    }

    /// Whether a name is among them.
    pub fn contains(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    /// Adds names.
    pub fn extend(&mut self, names: impl IntoIterator<Item = String>) {
        self.0.extend(names);
    }

    /// The shards that keys and ids lead to, for a site with so many.
    pub fn shards(&self, shards: u8) -> BTreeSet<u8> {
        let of = |name: &str| match LeadId::parse(name) {
            Ok(id) => Some(id.shard()),
            Err(_) => LeadKey::parse(name).map(|key| key.shard(shards)),
        };
        self.iter().filter_map(of).filter(|shard| *shard < shards).collect()
    }
}

impl FromIterator<String> for Names {
    fn from_iter<T: IntoIterator<Item = String>>(names: T) -> Self {
        Self(names.into_iter().collect())
    }
}

/// What a shard has of one lead.
#[derive(Clone, Debug, Default)]
pub struct Traces {
    /// The lead's record, if it lives here or is on its way from here.
    pub record: Option<Lead>,
    /// What leads to it here, what it leads to, and which submissions were taken for it.
    pub names: Names,
}

/// All that a shard has of a person.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    /// Everything that leads to the person, as far as is known here.
    pub names: Names,
    /// The records.
    pub records: Vec<Lead>,
}

/// Gathers what a shard has of a person: from each id to what it became and what became it, and on from there. A key alone
/// leads nowhere: somebody new may have it by now.
///
/// # Errors
///
/// Those of `look`.
pub fn gather<E>(names: Names, mut look: impl FnMut(&LeadId) -> Result<Traces, E>) -> Result<Gathered, E> {
    let mut gathered = Gathered { names, records: Vec::new() };
    let mut looked = BTreeSet::new();
    loop {
        let next = gathered.names.ids().find(|id| !looked.contains(id));
        let Some(id) = next else { return Ok(gathered) };
        let Traces { record, names } = look(&id)?;
        gathered.names.extend(names.0);
        if let Some(record) = record {
            gathered.names.extend(Names::of(&record).0);
            gathered.records.push(record);
        }
        looked.insert(id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::convert::Infallible;

    fn id(shard: u8, nth: u8) -> LeadId {
        LeadId::new(shard, &[nth; 16])
    }

    #[test]
    fn names_lead_to_shards_and_a_submission_to_none() {
        let names = ["lead_03AQEBAQEBAQEBAQEBAQEBAQ".to_owned(), format!("05{}", "0".repeat(62))];
        let mut names: Names = names.into_iter().collect();
        names.extend([Names::submission(&SubmissionId::from_entropy(&[1; 16])), "nonsense".to_owned()]);
        assert_eq!(names.shards(4), BTreeSet::from([1, 3]));
        assert_eq!(names.shards(2), BTreeSet::from([1]), "an id of a shard the site has no more leads nowhere");
    }

    #[test]
    fn a_chain_of_ids_is_followed_to_its_end_and_a_key_is_not() {
        let key = "00".repeat(32);
        let look = |lead: &LeadId| -> Result<Traces, Infallible> {
            let next = if *lead == id(0, 1) { alloc::vec![id(0, 2).into(), key.clone()] } else { Vec::new() };
            Ok(Traces { record: None, names: next.into_iter().collect() })
        };
        let all = gather(Names::from_iter([String::from(id(0, 1))]), look).unwrap();
        assert_eq!(all.names.ids().collect::<Vec<_>>(), [id(0, 1), id(0, 2)]);
        assert!(all.names.contains(&key));
        let alone = gather(Names::from_iter([key.clone()]), look).unwrap();
        assert_eq!(alone.names.iter().collect::<Vec<_>>(), [key.as_str()]);
    }
}
