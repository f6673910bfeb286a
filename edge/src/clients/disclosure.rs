//! Asking every object that has something of one person.

use super::{
    account_shard::Account,
    lead_shard::address,
    object::{self, Address, Patience},
};
use crate::refusal::Refusal;
use leadline_domain::{
    account::Contribution,
    id::LeadId,
    lead::{Shard, disclosure::Trace},
    trail::Entry,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use worker::Env;

/// A question about contacts of an account.
#[derive(Serialize, Deserialize)]
pub(crate) struct Contacts {
    /// Which account.
    pub(crate) account: Account,
    /// Which of its contacts.
    pub(crate) leads: BTreeSet<LeadId>,
}

/// What an account has of a contact.
#[derive(Serialize, Deserialize)]
pub(crate) struct Contact {
    /// Which.
    pub(crate) lead: LeadId,
    /// What it contributes.
    pub(crate) said: Contribution,
    /// How many active contacts it was told of.
    pub(crate) told: u32,
}

/// What a shard has of a person, by the ids they had.
pub(crate) async fn trace(env: &Env, shard: &Shard, ids: &BTreeSet<LeadId>) -> Result<Trace, Refusal> {
    object::ask(env, address(&shard.name()), "trace", ids, Patience::Needed).await
}

/// What an account has of contacts.
pub(crate) async fn contacts(env: &Env, contacts: &Contacts) -> Result<Vec<Contact>, Refusal> {
    let name = contacts.account.name();
    object::ask(env, Address { binding: "ACCOUNT_SHARD", name: &name }, "contacts", contacts, Patience::Needed).await
}

/// Entries of a site's trail that name a person.
pub(crate) async fn entries(env: &Env, site: &str, ids: &BTreeSet<LeadId>) -> Result<Vec<Entry>, Refusal> {
    let name = format!("site/{site}");
    object::ask(env, Address { binding: "SITE_REGISTRY", name: &name }, "trail-of", ids, Patience::Needed).await
}
