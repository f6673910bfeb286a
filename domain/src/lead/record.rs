//! The record of a lead, as its shard keeps it.

mod written;

use super::{Journey, Latest, Mover, Profile, Promise, Stage, StageEntry, decide::why};
use crate::{
    account::{Contribution, Standing},
    condition::{CameFrom, Person, Totals},
    email::Email,
    id::LeadId,
    score::{self, Facts, Score, Scores},
    site::{Scoring, Site, Thresholds},
    time::{Day, Millis},
    visit::SignalCounts,
};
use alloc::{
    borrow::ToOwned,
    collections::{BTreeMap, BTreeSet},
    string::String,
    sync::Arc,
    vec::Vec,
};
use serde::{Deserialize, Serialize};
use written::WrittenLead;

/// One person: what is known ([`Profile`]), and what followed from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "WrittenLead")]
pub struct Lead {
    /// Public id.
    pub id: LeadId,
    /// Grows with every change.
    pub version: u32,
    /// The address to write to: the first of [`Profile::addresses`].
    pub email: Email,
    /// First known.
    pub created_at: Millis,
    /// Last changed.
    pub updated_at: Millis,
    /// Where it is.
    pub stage: Stage,
    /// The furthest it has been.
    pub furthest: Stage,
    /// Every stage entered: where it is and has been follows from it.
    #[serde(rename = "entries")]
    pub journey: Journey,
    /// What was told and seen.
    pub profile: Profile,
    /// What is to be done about it in time, because it is where it is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub promises: Vec<Promise>,
    /// When the shard was last asked to look at it, because something may be late then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wake_at: Option<Millis>,
    /// What of it turned out to be late just now, and is to be told with what happens.
    #[serde(skip)]
    pub late: Vec<Promise>,
    /// Since when it is qualified and waits for an owner; others are told that it is qualified when it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub awaits: Option<Millis>,
    /// The list of people to leave alone that it is on, as of the last change: no rule moves it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suppressed: Option<String>,
    /// Whether it came of a test: it is worth nothing, and no rule moves it.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub test: bool,
    /// Leads that turned out to be the same person, by the ids they had.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub merged: BTreeSet<LeadId>,
    /// How the organisation stands, as its account told last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standing: Option<Latest<Standing>>,
    /// The day of which the account was last told that the person was active.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contributed_on: Option<Day>,
    /// The score it goes by, as of the last change.
    pub score: Score,
    /// What other models said then.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_scores: Vec<Score>,
}

impl Lead {
    /// Somebody new, by an address and the key that names it.
    pub(super) fn new(id: LeadId, key: &str, email: Email, now: Millis, scoring: &Scoring) -> Self {
        let mut profile = Profile::default();
        profile.addresses.tell(key, email.clone(), now);
        Self {
            id,
            version: 0,
            email,
            created_at: now,
            updated_at: now,
            stage: Stage::Lead,
            furthest: Stage::Lead,
            journey: Journey::begin(now),
            promises: Vec::new(),
            wake_at: None,
            late: Vec::new(),
            awaits: None,
            suppressed: None,
            profile,
            test: false,
            merged: BTreeSet::new(),
            standing: None,
            contributed_on: None,
            score: score::score(&scoring.default, &Facts::default(), now.day()),
            other_scores: Vec::new(),
        }
    }

    /// Whether it is, or has been, worth a salesperson's time.
    pub fn is_qualified(&self) -> bool {
        self.furthest >= Stage::Mql
    }

    /// Whether an id is this lead's, or of one that turned out to be the same person.
    pub fn is_or_was(&self, id: &LeadId) -> bool {
        self.id == *id || self.merged.contains(id)
    }

    /// Of two leads that are one person, the one whose id stays: it was there first. Every lead is born with its place in
    /// this order, so that merges that cross each other agree.
    pub fn seniority(&self) -> (Millis, &LeadId) {
        (self.created_at, &self.id)
    }

    /// Takes in another lead that is the same person. Its id leads here from now on.
    ///
    /// It is where both ways together lead. Nobody is told that it entered a stage the other had entered.
    pub fn absorb(&mut self, other: &Self) {
        let waits = self.awaits.max(other.awaits);
        self.awaits = waits.filter(|since| !self.was_told_of(*since) && !other.was_told_of(*since));
        self.profile.merge(&other.profile);
        self.merged.insert(other.id.clone());
        self.merged.extend(other.merged.iter().cloned());
        self.journey.merge(&other.journey);
        self.join_promises(&other.promises);
        self.arrive();
        self.version = self.version.max(other.version);
        self.write_to_first();
    }

    /// Whether others were told that it is qualified: it is, or has been since some moment, and waits for nobody.
    fn was_told_of(&self, since: Millis) -> bool {
        let has_been = self.journey.iter().any(|entry| entry.stage >= Stage::Mql && entry.at >= since);
        self.awaits.is_none() && (has_been || self.journey.bar() >= Stage::Mql)
    }

    /// Is where its way leads.
    pub(super) fn arrive(&mut self) {
        (self.stage, self.furthest) = (self.journey.present(), self.journey.furthest());
    }

    /// Takes in what another state of the same person holds: a record of the same lead, or of one that is part of it. Says
    /// whether any of it is news; if not, nothing changes.
    pub(super) fn learns_from(&mut self, other: &Self) -> bool {
        let before = self.clone();
        self.absorb(other);
        self.merged.remove(&self.id);
        let known = |lead: &Self| (lead.stage, lead.furthest, lead.merged.clone(), lead.journey.clone(), lead.awaits);
        let news = known(self) != known(&before) || self.profile != before.profile;
        if !news {
            *self = before;
        }
        news
    }

    /// Goes by the address that was known first.
    pub(super) fn write_to_first(&mut self) {
        if let Some(first) = self.profile.addresses.first() {
            self.email = first.email.clone();
        }
    }

    /// Scores again, as of `now`, and moves forward as far as score and signals earn. Returns the stages entered.
    pub fn reconsider(&mut self, site: &Site, now: Millis) -> Vec<Stage> {
        if self.test {
            return Vec::new();
        }
        let facts = self.facts(site);
        let person = self.person(&site.competitors);
        let Scores { best, model, others } = Scores::of(&site.scoring, &facts, &person, now.day());
        let thresholds = model.thresholds;
        (self.score, self.other_scores) = (best, others);
        self.suppressed = site.suppressed_by(&self.profile).map(ToOwned::to_owned);
        let earned = self.earned(site, thresholds, &facts);
        for (stage, signal) in &earned {
            let (by, reason) = (Mover::Rules, Some(why(signal.as_deref())));
            self.journey.enter(StageEntry { at: now, stage: *stage, by, reason, note: None, request: None });
        }
        self.arrive();
        earned.into_keys().collect()
    }

    /// The stages that rules bring it into now, in order, each with the signal that does, if it is not the score.
    ///
    /// A threshold is crossed once, and once more after each time the lead was recycled; then it takes something new, since
    /// who they are was known when they were sent back.
    fn earned(&self, site: &Site, thresholds: Thresholds, facts: &Facts) -> BTreeMap<Stage, Option<Arc<str>>> {
        let (total, lifecycle) = (self.score.total.0, &site.lifecycle);
        let waits = self.stage == Stage::Recycled && facts.counts.is_empty();
        if self.suppressed.is_some() || self.stage == Stage::Disqualified || waits {
            return BTreeMap::new();
        }
        let crossed = [(thresholds.mql, Stage::Mql), (thresholds.sql, Stage::Sql)].into_iter();
        let crossed = crossed.filter(|(points, _)| total >= *points).map(|(_, stage)| (stage, None));
        let happened = |key| facts.counts.total(key) > 0 || facts.holds.contains(&key);
        let direct = lifecycle.direct.iter().filter(|direct| happened(direct.key));
        // Whoever gets further than the first stage of the rules has been there.
        let direct = direct.flat_map(|direct| {
            [Stage::Mql, direct.stage].into_iter().map(|stage| (stage, Some(Arc::clone(&direct.signal))))
        });
        let mut earned: BTreeMap<Stage, Option<Arc<str>>> = direct.collect();
        for (stage, score) in crossed {
            earned.entry(stage).or_insert(score);
        }
        let bar = self.journey.bar();
        earned.retain(|stage, _| *stage > bar && lifecycle.uses(*stage));
        earned
    }

    /// The same lead with the scores of another day: they fade. Its stage stays.
    #[must_use]
    pub fn scored_on(mut self, site: &Site, today: Day) -> Self {
        if self.test {
            return self;
        }
        let Scores { best, others, .. } = self.scores(site, today);
        (self.score, self.other_scores) = (best, others);
        self
    }

    /// What each of the site's models says on a day.
    pub fn scores<'a>(&self, site: &'a Site, today: Day) -> Scores<'a> {
        Scores::of(&site.scoring, &self.facts(site), &self.person(&site.competitors), today)
    }

    /// What is known when it is scored. What somebody did before they were recycled was weighed then: from the day after on
    /// they begin anew.
    fn facts(&self, site: &Site) -> Facts {
        let since = self.journey.recycled_at().map(Millis::day);
        let anew = |counts: SignalCounts| since.map_or_else(|| counts.clone(), |day| counts.behind(day));
        let mut facts = Facts::of(&site.scoring, anew(self.counts()), &self.person(&site.competitors));
        if site.scoring.asks_who_is_verified() {
            facts.verified = anew(self.verified_counts());
        }
        facts
    }

    /// The organisation the lead is a contact of; none of a test.
    pub fn account(&self) -> Option<String> {
        self.email.account().filter(|_| !self.test)
    }

    /// Every organisation that may have the lead as a contact: its first address may have been another's once.
    pub fn accounts(&self) -> BTreeSet<String> {
        let others = self.profile.addresses.iter().filter_map(|(_, address)| address.email.account());
        others.chain(self.email.account()).filter(|_| !self.test).collect()
    }

    /// How many people of the organisation were heard of lately, as the account told last; see [`Standing::told`].
    pub fn active_contacts(&self) -> u32 {
        self.standing.as_ref().map_or(0, |standing| standing.value.told())
    }

    /// The day on which the person was last heard of.
    pub fn active_on(&self) -> Day {
        let seen = self.profile.browsers.visits().last_seen;
        let sent = self.profile.diary.iter().next().map(|entry| entry.at);
        seen.max(sent).unwrap_or(self.created_at).day()
    }

    /// What the lead contributes to its account; nothing without one.
    pub fn contribution(&self, site: &Site, today: Day) -> Option<Contribution> {
        self.account()?;
        // What the account is like must not come back to it.
        let alone = Self { standing: None, ..self.clone() };
        let engagement = alone.scores(site, today).best.engagement;
        Some(Contribution { version: self.version, gone: false, engagement, active_on: self.active_on() })
    }

    fn counts(&self) -> SignalCounts {
        let mut counts = SignalCounts::default();
        self.profile.submitted.add_signals(&mut counts);
        self.profile.browsers.add_signals(&mut counts);
        counts
    }

    fn verified_counts(&self) -> SignalCounts {
        let mut counts = SignalCounts::default();
        self.profile.submitted.add_verified_signals(&mut counts);
        self.profile.browsers.add_verified_signals(&mut counts);
        counts
    }

    /// What conditions may ask about.
    pub(crate) fn person<'a>(&'a self, competitors: &[String]) -> Person<'a> {
        let Profile { browsers, fields, place, submitted, .. } = &self.profile;
        let visits = browsers.visits();
        let tracked = !browsers.is_empty();
        let touches = CameFrom::of_visitor(browsers.first_touch(), browsers.last_touch());
        Person {
            touches: if tracked { touches } else { CameFrom::default() },
            tracked,
            country: place.as_ref().and_then(|place| place.value.country.as_deref()),
            region: place.as_ref().and_then(|place| place.value.region.as_deref()),
            totals: Totals {
                sessions: visits.sessions,
                views: visits.views,
                engaged_minutes: u32::try_from(visits.engaged_seconds() / 60).unwrap_or(u32::MAX),
                submissions: submitted.submissions(),
                active_contacts: self.active_contacts(),
            },
            ..Person::with_address(&self.email, fields, competitors)
        }
    }
}
