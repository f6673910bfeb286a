//! Leads that leave in a backup and come back, and people who come from elsewhere.
//!
//! Coming back is a join like everything that reaches a lead: into an empty site it makes the same leads, into a living one
//! it adds what is not known there, and the second time it changes nothing.

use super::{
    Change, Context, Decision, Effect, EventType, FieldValue, Latest, Lead, Newborn, Profile, TakenSubmission,
    decide::{MAX_FIELDS, done, finish, stage_events, waits},
};
use crate::{email::Email, form::write_phone, id::LeadId, secret::LeadKey, time::Millis, wire::Traits};
use alloc::{borrow::ToOwned, boxed::Box, collections::BTreeMap, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// Which layout an export has.
pub const EXPORT_VERSION: u32 = 1;

/// A line of an export, and of an import.
///
/// Externally tagged: an inner tag would make serde buffer the value, and buffered JSON has no integer map keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Line {
    /// A lead with all that is known of it.
    Lead(Box<Lead>),
    /// A submission that was taken: it is not counted again.
    Submission(Kept),
    /// An id that leads to another lead since a merge.
    Alias(Alias),
    /// Somebody from elsewhere.
    Person(Newcomer),
}

/// A submission and where it is remembered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The shard.
    pub shard: u8,
    /// What is remembered.
    pub taken: TakenSubmission,
}

/// An id that was merged away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alias {
    /// The id.
    pub id: LeadId,
    /// Where it leads.
    pub lead: LeadId,
}

/// Somebody from elsewhere, as a table has them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Newcomer {
    /// `email` and fields, as `identify` has them.
    pub traits: BTreeMap<String, String>,
    /// Since when this is so, in milliseconds since 1970.
    pub at: Millis,
    /// Through what, for example `import:customers`.
    pub source: String,
    /// Whether others hear of it.
    #[serde(default)]
    pub tell: bool,
}

impl Newcomer {
    /// Longest [`Newcomer::source`], in bytes.
    const LONGEST_SOURCE: usize = 80;

    /// Who it is, if what is said is within its bounds.
    pub fn row(&self, key: impl FnOnce(&Email) -> LeadKey) -> Option<(LeadKey, Row)> {
        let traits = serde_json::to_value(&self.traits).ok().and_then(|traits| Traits::read(&traits))?;
        if !self.source.starts_with("import:") || self.source.len() > Self::LONGEST_SOURCE {
            return None;
        }
        let key = key(&traits.email);
        let Self { at, source, tell, .. } = self.clone();
        let Traits { email, fields, .. } = traits;
        Some((key.clone(), Row { key: key.hex, email, fields, at, source, tell, lead: None }))
    }
}

/// Somebody from elsewhere, as a shard takes them in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// [`LeadKey::hex`] of the address.
    pub key: String,
    /// The address.
    pub email: Email,
    /// What else is said.
    pub fields: BTreeMap<String, String>,
    /// Since when it is so.
    pub at: Millis,
    /// Through what.
    pub source: String,
    /// Whether others hear of it.
    pub tell: bool,
    /// Who has the person, where that is not the lead the address names in this shard.
    pub lead: Option<LeadId>,
}

impl Lead {
    /// The lead as it is in this deployment: under a key that this one's secret makes of each address, and with an id
    /// that leads to one of the site's shards. The id changes only where the site has fewer shards than it had. It is where its
    /// way leads, whatever the backup says.
    #[must_use]
    pub fn moved_in(mut self, shards: u8, key: impl Fn(&Email) -> String) -> Self {
        self.profile.rename(key);
        self.arrive();
        let id = self.id.within(shards);
        if id != self.id {
            self.merged.insert(core::mem::replace(&mut self.id, id));
        }
        self
    }
}

impl Profile {
    /// Names the addresses, and what is known of each, by other keys.
    fn rename(&mut self, key: impl Fn(&Email) -> String) {
        let names: Vec<(String, String)> =
            self.addresses.iter().map(|(old, address)| (old.to_owned(), key(&address.email))).collect();
        self.addresses.rename(&names);
        self.consents.rename(&names);
        self.mailboxes.rename(&names);
    }
}

/// A lead comes back from a backup. Where there is none it is as it was; a known one learns what it does not know. Others
/// were told of all this when it happened: they hear only of a stage that nobody had entered before.
pub fn restore(known: Option<Lead>, kept: Lead, context: &Context<'_>) -> Decision {
    let Some(mut lead) = known else {
        let mut kept = kept;
        // What was late by the time of the backup or since was told, or is no news any more.
        kept.fall_late(context.site, context.now);
        kept.late.clear();
        kept.wake_at = kept.wakes_at();
        let wakes = kept.wake_at.map(|at| Effect::Wake(kept.id.clone(), Some(at)));
        let reply = done(&kept, Change::Created);
        let shown = !kept.test && context.site.projects(kept.is_qualified());
        let shown = shown.then(|| Effect::Project(kept.id.clone()));
        let contact = kept.account().map(|_| Effect::Contribute(kept.id.clone()));
        // Where nobody is picked they wait for nobody.
        kept.awaits = kept.awaits.filter(|_| waits(&kept, context.site));
        let awaits = kept.awaits.map(|_| Effect::Await(kept.id.clone()));
        let effects =
            shown.into_iter().chain(contact).chain(wakes).chain(awaits).chain([Effect::PutLead(Box::new(kept))]);
        return Decision { effects: effects.collect(), reply };
    };
    lead.fall_late(context.site, context.now);
    if !lead.learns_from(&kept) {
        return Decision { effects: Vec::new(), reply: done(&lead, Change::None) };
    }
    let entered = lead.reconsider(context.site, context.now);
    finish(lead, Change::Updated, Vec::new(), &stage_events(&entered), context)
}

/// Somebody comes from elsewhere: known by the address or new. Nothing was submitted. What is known already keeps the time
/// and the source it came with, so that the same table changes nothing the second time.
pub fn welcome(known: Result<Lead, Newborn>, row: &Row, context: &Context<'_>) -> Decision {
    let at = row.at.min(context.now);
    let is_new = known.is_err();
    let mut lead = known.unwrap_or_else(|newborn| newborn.lead(&row.key, &row.email, at, context));
    if !learn(&mut lead, row, at, context) && !is_new {
        return Decision { effects: Vec::new(), reply: done(&lead, Change::None) };
    }
    let entered = lead.reconsider(context.site, context.now);
    let (change, first) =
        if is_new { (Change::Created, EventType::LeadCreated) } else { (Change::Updated, EventType::LeadUpdated) };
    let mut events = Vec::new();
    if row.tell {
        events.push(first);
        events.extend(stage_events(&entered));
    }
    finish(lead, change, Vec::new(), &events, context)
}

fn learn(lead: &mut Lead, row: &Row, at: Millis, context: &Context<'_>) -> bool {
    let country = lead.profile.place.as_ref().and_then(|Latest { value, .. }| value.country.clone());
    let mut learned = false;
    for (name, said) in &row.fields {
        let (value, typed) = write_phone(name, said, context.site, country.as_deref());
        let fields = &mut lead.profile.fields;
        let fits = fields.present(name).is_some() || fields.len() < MAX_FIELDS;
        if fits && fields.value(name) != Some(&value) {
            learned |= fields.learn(name, FieldValue { at, value, source: row.source.clone(), typed });
        }
    }
    learned
}

#[cfg(test)]
mod tests;
