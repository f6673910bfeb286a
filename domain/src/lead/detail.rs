//! All that is known of a lead, for whoever looks at one.

use super::{Address, AddressState, ConsentEntry, DiaryEntry, FieldValue, Lead, LeadView, Profile, Said, Step};
use crate::{bond::Bond, id::VisitorId, time::Millis};
use alloc::{borrow::ToOwned, collections::BTreeMap, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// A lead with everything that led to what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeadDetail {
    /// What everybody sees of it.
    #[serde(flatten)]
    pub lead: LeadView,
    /// Every stage entered that is kept, the oldest first, with what people wrote beside it.
    #[serde(default)]
    pub steps: Vec<Step>,
    /// Every address, the one to write to first.
    pub addresses: Vec<AddressView>,
    /// The answers that are kept of each field, the present one first.
    pub history: BTreeMap<String, Vec<Answer>>,
    /// The person's browsers, the one seen last first.
    pub browsers: Vec<Browser>,
    /// What the person did, newest first.
    pub diary: Vec<DiaryLine>,
    /// What the person agreed to and took back, by address and purpose.
    #[serde(default)]
    pub consents: Vec<ConsentView>,
}

/// An address of the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Address"))]
#[serde(from = "Written")]
pub struct AddressView {
    /// As typed.
    pub email: String,
    /// Whether it may be written to.
    pub state: AddressState,
    /// RFC 3339, UTC: when it was first shown to be the person's.
    pub verified_at: Option<String>,
    /// RFC 3339, UTC: when it was last said that mail to it came back; nothing if it reaches it again.
    pub bounced_at: Option<String>,
}

/// An address as shards say it; those of an earlier release know no more than how it was typed.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
enum Written {
    Typed(String),
    Known { email: String, state: AddressState, verified_at: Option<String>, bounced_at: Option<String> },
}

impl From<Written> for AddressView {
    fn from(written: Written) -> Self {
        match written {
            Written::Typed(email) => {
                Self { email, state: AddressState::default(), verified_at: None, bounced_at: None }
            }
            Written::Known { email, state, verified_at, bounced_at } => Self { email, state, verified_at, bounced_at },
        }
    }
}

/// What was said about writing to an address, or whatever else it was agreed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Consent"))]
pub struct ConsentView {
    /// Which address; nothing if it is not known any more.
    pub email: Option<String>,
    /// For what, for example `mail`.
    pub purpose: String,
    /// Whether it may be done: the newest word counts, and what was taken back comes back by a later confirmation alone.
    pub is_allowed: bool,
    /// What waits to be confirmed through a link that the mailbox was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<ConsentLine>,
    /// What was said, the newest first.
    pub log: Vec<ConsentLine>,
}

/// Something that was said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConsentLine {
    /// RFC 3339, UTC.
    pub at: String,
    /// What.
    pub said: Said,
    /// Through what, for example `api`.
    pub source: String,
    /// Which text was agreed to; empty where there was none.
    pub text: String,
    /// The text itself, where a form has shown it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wording: Option<String>,
    /// The language of the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
}

/// An answer to a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "FieldAnswer"))]
pub struct Answer {
    /// RFC 3339, UTC.
    pub at: String,
    /// The answer.
    pub value: String,
    /// Where it came from, for example `form:whitepaper`.
    pub source: String,
}

/// A browser of the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Browser {
    /// Which.
    pub visitor: VisitorId,
    /// RFC 3339, UTC; nothing if not known.
    pub last_seen: Option<String>,
    /// Sessions begun.
    pub sessions: u32,
    /// Pages seen.
    pub views: u32,
    /// How sure it is that it is the person's.
    #[serde(default)]
    pub bond: Bond,
    /// Whether it turned out to be somebody else's: it counts for nothing.
    #[serde(default)]
    pub detached: bool,
}

/// What came in at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DiaryLine {
    /// RFC 3339, UTC.
    pub at: String,
    /// In which browser, where that is known.
    pub visitor: Option<VisitorId>,
    /// Kind and subject of each thing done, for example `view /pricing`.
    pub deeds: Vec<String>,
}

impl From<&Lead> for LeadDetail {
    fn from(lead: &Lead) -> Self {
        let profile = &lead.profile;
        let mut seen: Vec<_> = profile.browsers.iter().collect();
        seen.sort_by_key(|(seen, _)| core::cmp::Reverse((seen.visits.last_seen, seen.folded)));
        Self {
            lead: LeadView::from(lead),
            steps: lead.journey.iter().map(Step::from).collect(),
            addresses: addresses(profile),
            history: profile
                .fields
                .iter()
                .map(|(name, _)| {
                    (name.to_owned(), profile.fields.history(name).into_iter().map(Answer::from).collect())
                })
                .collect(),
            browsers: seen
                .into_iter()
                .map(|(seen, detached)| Browser {
                    visitor: seen.visitor.clone(),
                    last_seen: seen.visits.last_seen.map(Millis::rfc3339),
                    sessions: seen.visits.sessions,
                    views: seen.visits.views,
                    bond: profile.browsers.bond(&seen.visitor),
                    detached,
                })
                .collect(),
            diary: profile.diary.iter().map(DiaryLine::from).collect(),
            consents: consents(profile),
        }
    }
}

fn addresses(profile: &Profile) -> Vec<AddressView> {
    let mut known: Vec<_> = profile.addresses.iter().collect();
    known.sort_by_key(|(key, address)| (address.since, *key));
    let view = |(key, address): (&str, &Address)| {
        let mailbox = profile.mailboxes.get(key);
        let bounced = mailbox.and_then(|mailbox| mailbox.bounced.as_ref()).filter(|said| said.value);
        AddressView {
            email: address.email.typed.clone(),
            state: profile.address_state(key),
            verified_at: mailbox.and_then(|mailbox| mailbox.verified_at).map(Millis::rfc3339),
            bounced_at: bounced.map(|said| said.at.rfc3339()),
        }
    };
    known.into_iter().map(view).collect()
}

fn consents(profile: &Profile) -> Vec<ConsentView> {
    let address = |key: &str| profile.addresses.iter().find(|(known, _)| *known == key).map(|(_, address)| address);
    let line = |(said, entry): (Said, &ConsentEntry)| {
        let at = entry.written_at();
        let ConsentEntry { source, text, .. } = entry.clone();
        let known = profile.wordings.get(&text);
        let (wording, locale) = known.map(|known| (known.text.clone(), known.locale.clone())).unzip();
        ConsentLine { at: at.rfc3339(), said, source, text, wording, locale }
    };
    let all = profile.consents.iter().map(|(key, purpose, entries)| ConsentView {
        email: address(key).map(|address| address.email.typed.clone()),
        purpose: purpose.to_owned(),
        is_allowed: profile.consents.allows(key, purpose),
        pending: profile.consents.pending(key, purpose).map(|entry| line((Said::Pending, entry))),
        log: entries.into_iter().rev().map(line).collect(),
    });
    all.collect()
}

impl From<&FieldValue> for Answer {
    fn from(answer: &FieldValue) -> Self {
        let FieldValue { at, value, source, .. } = answer;
        Self { at: at.rfc3339(), value: value.clone(), source: source.clone() }
    }
}

impl From<&DiaryEntry> for DiaryLine {
    fn from(entry: &DiaryEntry) -> Self {
        let deeds = entry.deeds.iter().map(|deed| alloc::format!("{} {}", deed.kind, deed.what)).collect();
        Self { at: entry.at.rfc3339(), visitor: entry.visitor.clone(), deeds }
    }
}
