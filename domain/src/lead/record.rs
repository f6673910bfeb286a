//! The record of a lead, as its shard keeps it.

use super::{Fields, Stage, StageEntry};
use crate::{
    condition::{CameFrom, Person, Totals},
    email::Email,
    geo::Place,
    id::{LeadId, VisitorId},
    score::{self, Facts, Score, Scores},
    site::{Scoring, Site},
    time::{Day, Millis},
    visit::{SignalCounts, Snapshot, Touch, Touches, Visits},
};
use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec::Vec,
};
use serde::{Deserialize, Serialize};

/// Most visitors kept apart; beyond them the least active is closed into one sum.
const MAX_VISITORS: usize = 32;

/// Most closed visitors remembered; at 30 bytes each they take 15 KB of a record. Beyond them one that comes back counts
/// again, which takes more than 500 browsers of one address.
const MAX_CLOSED: usize = 512;

/// One person, by e-mail address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lead {
    /// Public id.
    pub id: LeadId,
    /// Grows with every change.
    pub version: u32,
    /// The address, as last typed and as matched.
    pub email: Email,
    /// First known.
    pub created_at: Millis,
    /// Last changed.
    pub updated_at: Millis,
    /// Where it is.
    pub stage: Stage,
    /// The furthest it has been.
    pub furthest: Stage,
    /// Every stage entered.
    pub entries: Vec<StageEntry>,
    /// What the person told.
    pub fields: Fields,
    /// Submissions taken.
    pub submissions: u32,
    /// What submitting made happen.
    pub submitted: SignalCounts,
    /// Activity of each browser, the latest snapshot of each.
    pub visitors: BTreeMap<VisitorId, Snapshot>,
    /// Activity of browsers no longer kept apart.
    pub closed: SignalCounts,
    /// Those browsers: what they say later would count twice.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub closed_visitors: BTreeSet<VisitorId>,
    /// How often they came, and for how long.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub closed_visits: Visits,
    /// Where they came from.
    #[serde(default, skip_serializing_if = "Touches::is_empty")]
    pub closed_touches: Touches,
    /// Where the person was when last heard of through a form or a site's word.
    #[serde(default, skip_serializing_if = "Place::is_unknown")]
    pub place: Place,
    /// The score it goes by, as of the last change.
    pub score: Score,
    /// What other models said then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_scores: Vec<Score>,
}

impl Lead {
    /// Somebody new.
    pub(super) fn new(id: LeadId, email: Email, now: Millis, scoring: &Scoring) -> Self {
        Self {
            id,
            version: 0,
            email,
            created_at: now,
            updated_at: now,
            stage: Stage::Lead,
            furthest: Stage::Lead,
            entries: alloc::vec![StageEntry { stage: Stage::Lead, at: now }],
            fields: Fields::default(),
            submissions: 0,
            submitted: SignalCounts::default(),
            visitors: BTreeMap::new(),
            closed: SignalCounts::default(),
            closed_visitors: BTreeSet::new(),
            closed_visits: Visits::default(),
            closed_touches: Touches::default(),
            place: Place::default(),
            score: score::score(&scoring.default, &Facts::default(), now.day()),
            other_scores: Vec::new(),
        }
    }

    /// Whether it is, or has been, worth a salesperson's time.
    pub fn is_qualified(&self) -> bool {
        self.furthest >= Stage::Mql
    }

    /// Was heard of from a place, if it is known. Says whether it was somewhere else before.
    pub(super) fn be_at(&mut self, place: Place) -> bool {
        let moves = !place.is_unknown() && place != self.place;
        if moves {
            self.place = place;
        }
        moves
    }

    /// Takes a visitor's activity in: of two snapshots of one visitor the one with more items is the later, and of two
    /// with as many the one that is greater by content, so that order makes no difference. Says whether anything changed.
    pub(super) fn see(&mut self, snapshot: Snapshot) -> bool {
        let known = self.visitors.get(&snapshot.visitor);
        if self.closed_visitors.contains(&snapshot.visitor) || known.is_some_and(|known| !is_later(&snapshot, known)) {
            return false;
        }
        let visitor = snapshot.visitor.clone();
        self.visitors.insert(visitor.clone(), snapshot);
        if self.visitors.len() > MAX_VISITORS {
            self.close_one_but(&visitor);
        }
        true
    }

    /// Closes the least active visitor but the one that is here just now, and remembers it.
    fn close_one_but(&mut self, here: &VisitorId) {
        let others = self.visitors.values().filter(|seen| seen.visitor != *here);
        let least = others.min_by_key(|seen| (seen.folded, &seen.visitor)).map(|seen| seen.visitor.clone());
        if let Some(closed) = least.and_then(|visitor| self.visitors.remove(&visitor)) {
            self.closed.merge(&closed.signals);
            self.closed_visits = self.closed_visits.plus(closed.visits);
            self.closed_touches.merge(&closed.touches());
            if self.closed_visitors.len() >= MAX_CLOSED {
                self.closed_visitors.pop_first();
            }
            self.closed_visitors.insert(closed.visitor);
        }
    }

    /// Scores again, as of `now`, and moves forward as far as the score earns. Returns the stages entered.
    pub fn reconsider(&mut self, site: &Site, now: Millis) -> Vec<Stage> {
        let Scores { best, model, others } = self.scores(site, now.day());
        (self.score, self.other_scores) = (best, others);
        let earned: Vec<Stage> =
            Stage::earned(&self.score, model.thresholds).filter(|stage| *stage > self.furthest).collect();
        for stage in &earned {
            self.entries.push(StageEntry { stage: *stage, at: now });
            (self.stage, self.furthest) = (*stage, *stage);
        }
        earned
    }

    /// The same lead with the scores of another day: they fade. Its stage stays.
    #[must_use]
    pub fn scored_on(mut self, site: &Site, today: Day) -> Self {
        let Scores { best, others, .. } = self.scores(site, today);
        (self.score, self.other_scores) = (best, others);
        self
    }

    /// What each of the site's models says on a day.
    pub fn scores<'a>(&self, site: &'a Site, today: Day) -> Scores<'a> {
        let person = self.person(&site.competitors);
        Scores::of(&site.scoring, &Facts::of(&site.scoring, self.counts(), &person), &person, today)
    }

    fn counts(&self) -> SignalCounts {
        let mut counts = self.submitted.clone();
        counts.merge(&self.closed);
        for seen in self.visitors.values() {
            counts.merge(&seen.signals);
        }
        counts
    }

    /// What conditions may ask about.
    fn person<'a>(&'a self, competitors: &[String]) -> Person<'a> {
        let visits = self.visits();
        let tracked = !self.visitors.is_empty();
        let touches = CameFrom::of_visitor(self.first_touch(), self.last_touch());
        Person {
            touches: if tracked { touches } else { CameFrom::default() },
            tracked,
            country: self.place.country.as_deref(),
            totals: Totals {
                sessions: visits.sessions,
                views: visits.views,
                engaged_minutes: u32::try_from(visits.engaged_seconds() / 60).unwrap_or(u32::MAX),
                submissions: self.submissions,
            },
            ..Person::with_address(&self.email, &self.fields, competitors)
        }
    }

    /// How often the person came, and for how long, over all browsers.
    pub fn visits(&self) -> Visits {
        self.visitors.values().map(|seen| seen.visits).fold(self.closed_visits, Visits::plus)
    }

    /// Where the person came from over time, over all browsers.
    pub fn touches(&self) -> Touches {
        let mut touches = self.closed_touches.clone();
        self.visitors.values().for_each(|seen| touches.merge(&seen.touches()));
        touches
    }

    /// Where the person first came from, over all browsers; see [`Touches::first`].
    pub fn first_touch(&self) -> Option<&Touch> {
        let firsts = self.visitors.values().map(|seen| &seen.first).chain([&self.closed_touches.first]);
        firsts.flatten().min_by_key(|touch| (touch.is_direct(), *touch))
    }

    /// Where the person last came from, over all browsers; see [`Touches::last`].
    pub fn last_touch(&self) -> Option<&Touch> {
        let lasts = self.visitors.values().map(|seen| &seen.last).chain([&self.closed_touches.last]);
        lasts.flatten().max_by_key(|touch| (!touch.is_direct(), *touch))
    }
}

fn is_nothing(visits: &Visits) -> bool {
    *visits == Visits::default()
}

/// Whether one snapshot of a visitor replaces another.
fn is_later(one: &Snapshot, other: &Snapshot) -> bool {
    let content = |snapshot| postcard::to_allocvec(snapshot).unwrap_or_default();
    one.folded > other.folded || (one.folded == other.folded && content(one) > content(other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{attribution::Origin, site, site::SignalKey, time::Day};

    fn snapshot(visitor: u8, folded: u32) -> Snapshot {
        let mut signals = SignalCounts::default();
        for _ in 0..folded {
            signals.add(SignalKey(1), Day(1));
        }
        let visits = Visits { sessions: 1, views: folded, ..Visits::default() };
        let first = Some(Touch::new(&Origin::direct(), Millis(i64::from(visitor))));
        Snapshot {
            visitor: VisitorId::from_entropy(&[visitor; 16]),
            folded,
            first,
            last: None,
            between: Vec::new(),
            signals,
            visits,
        }
    }

    #[test]
    fn more_browsers_than_are_kept_apart_count_once_each_however_often_they_come_back() {
        let site = site::example();
        let email = Email::parse("ada@example.com").unwrap();
        let mut lead = Lead::new(LeadId::new(0, &[0; 16]), email, Millis(0), &site.scoring);
        for _ in 0..3 {
            for visitor in 0..50 {
                lead.see(snapshot(visitor, 2));
            }
        }
        assert_eq!(lead.visitors.len(), MAX_VISITORS);
        assert_eq!(lead.counts().total(SignalKey(1)), 100);
        assert_eq!((lead.visits().sessions, lead.visits().views), (50, 100));
        assert_eq!(lead.first_touch().map(|touch| touch.at), Some(Millis(0)), "also from a browser that was closed");
    }
}
