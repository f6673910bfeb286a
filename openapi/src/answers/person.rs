//! Everything that is kept of one person.

use leadline_domain::{account::Contribution, id::LeadId, lead::disclosure::Disclosure, trail::Entry, trail::Object};
use schemars::JsonSchema;
use serde::Serialize;

/// Everything that is kept of one person.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PersonExport {
    /// What this is.
    #[schemars(extend("const" = "person"))]
    leadline: String,
    /// Which layout it has.
    #[schemars(extend("const" = 1))]
    v: u32,
    /// The site's key.
    site: String,
    /// When it was put together.
    at: String,
    /// What the site's shards have.
    person: Disclosure,
    /// What the organisations of the person's addresses have.
    accounts: Vec<PersonAccount>,
    /// Entries of the trail that name the person.
    trail: Vec<Entry>,
    /// Who is told of leads.
    sinks: Vec<SinkTold>,
}

/// What an organisation has of a person.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PersonAccount {
    /// Its registrable domain.
    domain: String,
    /// What the trail calls it.
    id: Object,
    /// The person, under each id that they had.
    contacts: Vec<PersonContact>,
}

/// What an organisation has of a contact.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PersonContact {
    /// Which.
    lead: LeadId,
    /// What it contributes.
    said: Contribution,
    /// How many active contacts it was told of.
    told: u32,
}

/// Who is told of leads.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SinkTold {
    /// The sink's id.
    id: String,
    /// What it is.
    #[schemars(extend("enum" = ["webhook", "http", "mail"]))]
    kind: String,
    /// The types of events it takes; all of them if it is empty.
    events: Vec<String>,
}
