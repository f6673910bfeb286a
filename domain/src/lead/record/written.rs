//! How a lead was written by this release and the one before.

use super::Lead;
use crate::{
    account::Standing,
    bond::Bond,
    email::Email,
    geo::Place,
    id::{LeadId, VisitorId},
    lead::{Browsers, Fields, Journey, Latest, Profile, Promise, Share, Stage, Submitted, profile::UNNAMED},
    score::Score,
    secret::derived_entropy,
    time::{Day, Millis},
    visit::{SignalCounts, Snapshot, Touches, Visits},
};
use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec::Vec,
};
use serde::Deserialize;

/// A lead as it was written. Before there was a profile, its parts stood in the lead itself.
#[derive(Deserialize)]
pub(super) struct WrittenLead {
    id: LeadId,
    version: u32,
    email: Email,
    created_at: Millis,
    updated_at: Millis,
    stage: Stage,
    furthest: Stage,
    entries: Journey,
    #[serde(default)]
    promises: Vec<Promise>,
    #[serde(default)]
    wake_at: Option<Millis>,
    #[serde(default)]
    awaits: Option<Millis>,
    #[serde(default)]
    suppressed: Option<String>,
    profile: Option<Profile>,
    #[serde(default)]
    test: bool,
    #[serde(default)]
    merged: BTreeSet<LeadId>,
    #[serde(default)]
    standing: Option<Latest<Standing>>,
    #[serde(default)]
    contributed_on: Option<Day>,
    score: Score,
    #[serde(default)]
    other_scores: Vec<Score>,
    #[serde(default)]
    fields: Fields,
    #[serde(default)]
    submissions: u32,
    #[serde(default)]
    submitted: SignalCounts,
    #[serde(default)]
    visitors: BTreeMap<VisitorId, Snapshot>,
    #[serde(default)]
    closed: SignalCounts,
    #[serde(default)]
    closed_visits: Visits,
    #[serde(default)]
    closed_touches: Touches,
    #[serde(default)]
    place: Place,
}

impl From<WrittenLead> for Lead {
    fn from(mut written: WrittenLead) -> Self {
        let profile = written.profile.take().unwrap_or_else(|| profile(&written));
        Self {
            profile,
            id: written.id,
            version: written.version,
            email: written.email,
            created_at: written.created_at,
            updated_at: written.updated_at,
            stage: written.stage,
            furthest: written.furthest,
            journey: written.entries,
            promises: written.promises,
            wake_at: written.wake_at,
            late: Vec::new(),
            awaits: written.awaits,
            suppressed: written.suppressed,
            test: written.test,
            merged: written.merged,
            standing: written.standing,
            contributed_on: written.contributed_on,
            score: written.score,
            other_scores: written.other_scores,
        }
    }
}

fn profile(written: &WrittenLead) -> Profile {
    let mut profile = Profile { fields: written.fields.clone(), ..Profile::default() };
    profile.addresses.tell(UNNAMED, written.email.clone(), written.created_at);
    let signals = written.submitted.clone();
    let share = Share { submissions: written.submissions, signals, ..Share::default() };
    profile.submitted = Submitted::of(written.id.clone(), share);
    profile.browsers = browsers(written);
    if !written.place.is_unknown() {
        profile.place = Some(Latest { at: written.updated_at, value: written.place.clone() });
    }
    profile
}

fn browsers(written: &WrittenLead) -> Browsers {
    let mut browsers = Browsers::default();
    for seen in written.visitors.values() {
        browsers.see(seen.clone(), Bond::Claimed);
    }
    if written.closed != SignalCounts::default() || !written.closed_touches.is_empty() {
        // Those that were no longer kept apart had become one sum; it goes on as a browser of its own.
        let sum = Snapshot {
            visitor: VisitorId::from_entropy(&derived_entropy(&["closed", written.id.as_str()])),
            folded: written.closed_visits.views,
            first: written.closed_touches.first.clone(),
            last: written.closed_touches.last.clone(),
            between: written.closed_touches.between.clone(),
            signals: written.closed.clone(),
            visits: written.closed_visits,
        };
        browsers.see(sum, Bond::Claimed);
    }
    browsers
}
