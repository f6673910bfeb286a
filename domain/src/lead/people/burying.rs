//! Erasing on shards in memory, as the edge's objects do it.

use super::{
    super::{
        Command, Lead, Subject, Tombstone,
        tombstone::{Gathered, Names, Traces, gather},
    },
    world::{SHARDS, Store, World},
};
use crate::{id::LeadId, secret::LeadKey};
use alloc::{borrow::ToOwned, collections::BTreeSet, string::String, vec::Vec};
use core::convert::Infallible;

impl Store {
    fn traces(&self, id: &LeadId) -> Traces {
        let moving = self.moving.get(id).map(|(junior, _)| junior);
        let record = self.leads.get(id).or(moving).cloned();
        let leading = self.alias.iter().filter(|(_, lead)| *lead == id).map(|(name, _)| name.clone());
        let onward = self.alias.get(id.as_str()).map(|next| next.as_str().to_owned());
        let taken = self.submissions.values().filter(|taken| taken.lead == *id);
        let taken = taken.map(|taken| Names::submission(&taken.id));
        Traces { record, names: leading.chain(onward).chain(taken).collect() }
    }

    fn remove(&mut self, names: &Names) {
        let ids: BTreeSet<LeadId> = names.ids().collect();
        self.alias.retain(|name, lead| !ids.contains(lead) && !ids.iter().any(|id| id.as_str() == name));
        self.leads.retain(|id, _| !ids.contains(id));
        self.moving.retain(|id, _| !ids.contains(id));
        self.submissions.retain(|_, taken| !ids.contains(&taken.lead));
    }

    /// Says whether a name was not known to be one of an erased person's.
    fn raise(&mut self, names: &Names, tombstone: &Tombstone) -> bool {
        let mut is_news = false;
        for name in names.iter() {
            let known = self.stones.get(name);
            if known.is_none_or(|known| known < tombstone) {
                is_news = true;
                self.stones.insert(name.to_owned(), tombstone.clone());
            }
        }
        is_news
    }
}

impl World {
    /// An operator erases somebody by an id; answers what is left. Others hear of it as shards get round to it.
    pub(super) fn begin_erasing(&mut self, lead: &LeadId) -> Option<Tombstone> {
        let (mut id, mut trail) = (lead.clone(), Names::default());
        loop {
            trail.extend([id.as_str().to_owned()]);
            let shard = id.shard();
            match self.store(shard).by_id(shard, id) {
                Subject::Lead(lead) => {
                    let tombstone = Tombstone { erased_at: self.tick(), lead: lead.id.clone() };
                    trail.extend([lead.id.as_str().to_owned()]);
                    self.bury(shard, &tombstone, &trail, true);
                    return Some(tombstone);
                }
                Subject::Moved(to) => id = to,
                Subject::Erased(tombstone) => return Some(tombstone),
                Subject::Nobody => return None,
            }
        }
    }

    pub(super) fn erase(&mut self, lead: &LeadId) -> Option<Tombstone> {
        let tombstone = self.begin_erasing(lead);
        self.settle();
        tombstone
    }

    /// A shard buries what it has of a person, and is going to tell other shards what nobody told it.
    pub(super) fn bury(&mut self, shard: u8, tombstone: &Tombstone, told: &Names, is_first: bool) {
        let store = self.store(shard);
        let Ok(Gathered { names, .. }) = gather(told.clone(), |id| Ok::<_, Infallible>(store.traces(id)));
        store.remove(&names);
        let is_news = store.raise(&names, tombstone) && names != *told;
        if is_first || is_news {
            let others = names.shards(SHARDS).into_iter().filter(|other| *other != shard);
            store.burials.extend(others.map(|other| (tombstone.lead.clone(), other)));
        }
    }

    /// A shard's alarm: others are told of whom it buried.
    pub(super) fn spread(&mut self, shard: u8) {
        let burials: Vec<(LeadId, u8)> = self.store(shard).burials.iter().cloned().collect();
        for (lead, other) in burials {
            let stones = self.store(shard).stones.iter().filter(|(_, tombstone)| tombstone.lead == lead);
            let (names, stones): (Vec<String>, Vec<Tombstone>) =
                stones.map(|(name, tombstone)| (name.clone(), tombstone.clone())).unzip();
            if let Some(tombstone) = stones.into_iter().max() {
                self.bury(other, &tombstone, &names.into_iter().collect(), false);
            }
            self.store(shard).burials.remove(&(lead, other));
        }
    }

    /// Whoever sends a command for an address tells the address' own shard that who had it was erased, and through which
    /// leads that was found.
    pub(super) fn tell_of(&mut self, tombstone: &Tombstone, passed: &[LeadId], command: &Command) -> u8 {
        let key = command.identifier().unwrap();
        let shard = LeadKey::parse(key).unwrap().shard(SHARDS);
        let ids = passed.iter().chain([&tombstone.lead]).map(|id| id.as_str().to_owned());
        self.bury(shard, tombstone, &ids.chain([key.to_owned()]).collect(), false);
        shard
    }

    /// Who was being merged into somebody who is erased meanwhile goes along.
    pub(super) fn bury_along(&mut self, shard: u8, tombstone: &Tombstone, junior: &Lead, senior: &LeadId) {
        let ids = [&tombstone.lead, &junior.id, senior].map(|id| id.as_str().to_owned());
        self.bury(shard, tombstone, &ids.into_iter().collect(), false);
    }
}
