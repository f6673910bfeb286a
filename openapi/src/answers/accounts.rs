//! Organisations.

use leadline_domain::{id::LeadId, score::Points, trail::Object};
use schemars::JsonSchema;
use serde::Serialize;

/// Organisations, those first of whose contacts any was heard of last.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AccountPage {
    /// The site's key.
    site: String,
    /// How each stands today.
    accounts: Vec<AccountListed>,
    /// The `cursor` of the next page; `null` on the last one.
    next: Option<String>,
}

/// An organisation in a list.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AccountListed {
    /// Its registrable domain; `null` until a contact is heard of again that an earlier release was told of.
    domain: Option<String>,
    /// What the trail calls it.
    id: Object,
    /// Leads with an address there.
    contacts: u32,
    /// Those of them that were heard of within 30 days.
    active: u32,
    /// What all of them did, in points.
    engagement: Points,
    /// The last day, UTC, on which any of them was heard of.
    active_on: String,
    /// Who has its leads.
    owner: Option<String>,
}

/// How an organisation stands.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AccountShown {
    account: Account,
}

/// An organisation, by the contacts it has.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Account {
    /// Its registrable domain.
    domain: String,
    /// What the trail calls it.
    id: Object,
    /// Leads with an address there.
    contacts: u32,
    /// Those of them that were heard of within 30 days.
    active: u32,
    /// What all of them did, in points.
    engagement: Points,
    /// Who has its leads.
    owner: Option<String>,
    /// At most 200 of its contacts.
    leads: Vec<LeadId>,
}

/// Who has an organisation's leads from now on.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AccountAssigned {
    account: AccountOwner,
}

/// An organisation and who has its leads.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AccountOwner {
    /// Its registrable domain.
    domain: String,
    /// What the trail calls it.
    id: Object,
    /// Who has its leads.
    owner: Option<String>,
}
