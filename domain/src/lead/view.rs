//! A lead as others see it: in the API, in events, in KV.

use super::{AddressState, Latest, Lead, Mover, Profile, PromiseView, Stage, StageEntry};
use crate::{
    assignment::Assigned,
    attribution::Channel,
    geo::Place,
    id::LeadId,
    score::Score,
    visit::{MiddleTouch, Touch},
};
use alloc::{borrow::ToOwned, collections::BTreeMap, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// A lead as others see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Lead"))]
pub struct LeadView {
    /// Public id.
    pub id: LeadId,
    /// Grows with every change: a reader keeps the greater.
    pub version: u32,
    /// Whether it came of a test: worth nothing, and told of for nobody to act on.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub test: bool,
    /// Ids of leads that turned out to be the same person; what is known under them belongs here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub merged: Vec<LeadId>,
    /// The address as typed.
    pub email: String,
    /// Whether it may be written to; left out while it is `unverified`.
    #[serde(default, skip_serializing_if = "is_unverified")]
    pub email_state: AddressState,
    /// Whether what was ever said for the address allows a purpose, by its id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub allows: BTreeMap<String, bool>,
    /// Where it is.
    pub stage: Stage,
    /// The furthest it has been.
    pub furthest: Stage,
    /// The newest 16 stages entered, the oldest of them first, without notes.
    // Rows of an earlier release don't say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub journey: Vec<Step>,
    /// What is to be done in time because the lead is where it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub slas: Vec<PromiseView>,
    /// The list of people to leave alone that the person is on: no rule moves the lead, and nobody is to be routed to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suppressed: Option<String>,
    /// Labels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Who looks after the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Who was picked last to look after the person; people may have chosen somebody else since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assigned: Option<AssignedView>,
    /// Score with reasons.
    pub score: Score,
    /// What models other than the one it goes by say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_scores: Vec<Score>,
    /// What the person told.
    pub fields: BTreeMap<String, String>,
    /// ISO 3166-1 code of the country of the last submission or `identify`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The part of ISO 3166-2 behind the country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The company's registered domain; none of free and disposable mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// How many people of the company were heard of within 30 days, this one among them; 0, and left out, if nobody else was.
    #[serde(default, skip_serializing_if = "is_none")]
    pub active_contacts: u32,
    /// Submissions taken.
    pub submissions: u32,
    /// Sessions, over all browsers.
    // Rows of an earlier release don't say, nor do they below.
    #[serde(default)]
    pub sessions: u32,
    /// Pages seen, over all browsers.
    #[serde(default)]
    pub views: u32,
    /// Engaged seconds, over all browsers.
    #[serde(default)]
    pub engaged_seconds: u64,
    /// Where the person first came from.
    pub first_touch: Option<Origin>,
    /// Where the person last came from.
    pub last_touch: Option<Origin>,
    /// Where the person came from between, oldest first: the newest eight.
    #[serde(default)]
    pub touches_between: Vec<Waypoint>,
    /// RFC 3339, UTC.
    pub created_at: String,
    /// RFC 3339, UTC.
    pub updated_at: String,
}

/// How many stages are told with every event; where a lead is looked at, all of them are.
pub const MOST_STEPS: usize = 16;

fn steps(lead: &Lead) -> Vec<Step> {
    let older = lead.journey.iter().count().saturating_sub(MOST_STEPS);
    lead.journey.iter().skip(older).map(|entry| Step { note: None, ..Step::from(entry) }).collect()
}

/// A stage that was entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Step {
    /// Which.
    pub stage: Stage,
    /// RFC 3339, UTC.
    pub at: String,
    /// `rules` or `people`.
    pub by: Mover,
    /// Why: `score`, `signal:<id>`, or the code of a reason that people gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What people wrote beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl From<&StageEntry> for Step {
    fn from(entry: &StageEntry) -> Self {
        let StageEntry { at, stage, by, reason, note, .. } = entry.clone();
        Self { stage, at: at.rfc3339(), by, reason, note }
    }
}

/// Who was picked, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Assigned"))]
pub struct AssignedView {
    /// The owner; nobody where no route knew one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// `route:<id>`, `default`, `no-route`; or why nobody had to be picked any more: `people`, `kept`, `nobody`.
    pub why: String,
    /// RFC 3339, UTC.
    pub at: String,
}

impl From<&Latest<Assigned>> for AssignedView {
    fn from(assigned: &Latest<Assigned>) -> Self {
        let Assigned { owner, why } = assigned.value.clone();
        Self { owner, why, at: assigned.at.rfc3339() }
    }
}

/// Where somebody came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Touch"))]
pub struct Origin {
    /// RFC 3339, UTC.
    pub at: String,
    /// Who sent them: `utm_source`, or the network of a click id, or the referring place.
    pub source: String,
    /// How: `utm_medium`, or `organic`, `social`, `referral`, …
    pub medium: String,
    /// `utm_campaign`.
    pub campaign: String,
    /// The channel.
    // Rows of an earlier release don't say.
    #[serde(default)]
    pub channel: Channel,
}

/// Where somebody came from between the first time and the last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "TouchBetween"))]
pub struct Waypoint {
    /// The day, UTC, for example `2026-11-21`.
    pub day: String,
    /// Who sent them.
    pub source: String,
    /// `utm_campaign`.
    pub campaign: String,
    /// The channel.
    pub channel: Channel,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_unverified(state: &AddressState) -> bool {
    *state == AddressState::Unverified
}

fn allows(profile: &Profile) -> BTreeMap<String, bool> {
    let Some(first) = profile.addresses.first_key() else { return BTreeMap::new() };
    let said = profile.consents.iter().filter(|(key, ..)| *key == first);
    said.map(|(key, purpose, _)| (purpose.to_owned(), profile.consents.allows(key, purpose))).collect()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
const fn is_none(contacts: &u32) -> bool {
    *contacts == 0
}

impl From<&MiddleTouch> for Waypoint {
    fn from(touch: &MiddleTouch) -> Self {
        let MiddleTouch { day, channel, source, campaign } = touch.clone();
        Self { day: day.iso(), source, campaign, channel }
    }
}

impl From<&Touch> for Origin {
    fn from(touch: &Touch) -> Self {
        Self {
            at: touch.at.rfc3339(),
            source: touch.source.clone(),
            medium: touch.medium.clone(),
            campaign: touch.campaign.clone(),
            channel: touch.channel,
        }
    }
}

impl From<&Lead> for LeadView {
    fn from(lead: &Lead) -> Self {
        let Profile { browsers, fields, place, submitted, .. } = &lead.profile;
        let (visits, touches) = (browsers.visits(), browsers.touches());
        let Place { country, region } = place.as_ref().map(|place| place.value.clone()).unwrap_or_default();
        Self {
            id: lead.id.clone(),
            version: lead.version,
            test: lead.test,
            merged: lead.merged.iter().cloned().collect(),
            email: lead.email.typed.clone(),
            email_state: lead
                .profile
                .addresses
                .first_key()
                .map(|key| lead.profile.address_state(key))
                .unwrap_or_default(),
            allows: allows(&lead.profile),
            stage: lead.stage,
            furthest: lead.furthest,
            journey: steps(lead),
            slas: lead.promises.iter().map(PromiseView::from).collect(),
            suppressed: lead.suppressed.clone(),
            tags: lead.profile.tags_on().map(ToOwned::to_owned).collect(),
            owner: lead.profile.owner().map(ToOwned::to_owned),
            assigned: lead.profile.assigned.as_ref().map(AssignedView::from),
            score: lead.score.clone(),
            other_scores: lead.other_scores.clone(),
            fields: fields.iter().map(|(name, answer)| (name.to_owned(), answer.value.clone())).collect(),
            country,
            region,
            account: lead.account(),
            active_contacts: lead.active_contacts(),
            submissions: submitted.submissions(),
            sessions: visits.sessions,
            views: visits.views,
            engaged_seconds: visits.engaged_seconds(),
            first_touch: touches.first.as_ref().map(Origin::from),
            last_touch: touches.last.as_ref().map(Origin::from),
            touches_between: touches.between.iter().map(Waypoint::from).collect(),
            created_at: lead.created_at.rfc3339(),
            updated_at: lead.updated_at.rfc3339(),
        }
    }
}
