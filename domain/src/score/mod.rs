//! What a lead is worth, and why.

mod decay;
mod pay;
mod points;
mod reason;
mod several;
pub mod vectors;

pub use decay::faded;
pub use points::Points;
pub use reason::{FLOOR, Part, Reason};
pub use several::Scores;

use crate::{
    condition::Person,
    site::{DEFAULT_MODEL, Grade, Model, Rule, Scoring, SignalKey},
    time::Day,
    visit::SignalCounts,
};
use alloc::{string::String, sync::Arc, vec::Vec};
use pay::Known;
use serde::{Deserialize, Serialize};

/// What is known of a lead when it is scored.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// What happened, by day.
    pub counts: SignalCounts,
    /// What of it surely was the person's doing: see [`crate::bond::Bond`].
    pub verified: SignalCounts,
    /// What is true.
    pub holds: Vec<SignalKey>,
}

impl Facts {
    /// What happened to a person, and what of the site's signals is true of them. Nothing of it is known to be verified.
    pub fn of(scoring: &Scoring, counts: SignalCounts, person: &Person<'_>) -> Self {
        Self { counts, verified: SignalCounts::default(), holds: scoring.signals_true_of(person).collect() }
    }
}

/// A score with its reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Score {
    /// The model that gave it.
    // Rows of an earlier release knew only one.
    #[serde(default = "default_model")]
    pub model: String,
    /// All reasons together: fit and engagement, and what a floor adds.
    pub total: Points,
    /// Who they are.
    pub fit: Points,
    /// What they did.
    pub engagement: Points,
    /// How well they fit, A to D.
    pub grade: Grade,
    /// One for each rule that gave or took points, in the order of the rules; a floor last.
    pub reasons: Vec<Reason>,
}

impl Score {
    /// The score without the ages of its reasons, the one thing that every day changes.
    #[must_use]
    pub fn ageless(&self) -> Self {
        let mut score = self.clone();
        score.reasons.iter_mut().for_each(|reason| reason.age_days = None);
        score
    }
}

fn default_model() -> String {
    String::from(DEFAULT_MODEL)
}

/// Scores a lead as of `today`: a pure function of model, facts and day, so that any lead can be scored again at any time.
///
/// With the same facts a score falls from day to day or stays, unless a rule that takes points away fades.
pub fn score(model: &Model, facts: &Facts, today: Day) -> Score {
    let mut room: Vec<i64> = model.groups.iter().map(|group| group.cap).collect();
    let mut reasons = Vec::with_capacity(model.rules.len() + 1);
    let (mut fit, mut engagement) = (0, 0);
    for rule in &model.rules {
        let Some(reason) = reason(model, rule, facts, today, &mut room) else { continue };
        match reason.category {
            Part::Fit => fit += reason.points.0,
            Part::Engagement => engagement += reason.points.0,
            Part::Floor => {}
        }
        reasons.push(reason);
    }
    let sum = fit + engagement;
    let total = model.floor.map_or(sum, |floor| sum.max(floor));
    if total != sum {
        reasons.push(lift(total - sum));
    }
    Score {
        model: model.id.clone(),
        total: Points(total),
        fit: Points(fit),
        engagement: Points(engagement),
        grade: model.grades.grade(fit),
        reasons,
    }
}

/// Nothing where there is nothing to pay for, or nothing left of it.
fn reason(model: &Model, rule: &Rule, facts: &Facts, today: Day, room: &mut [i64]) -> Option<Reason> {
    let counts = if rule.verified { &facts.verified } else { &facts.counts };
    let (undated, dated) = counts.of(rule.key);
    let holds = facts.holds.contains(&rule.key);
    if undated == 0 && dated.is_empty() && !holds {
        return None;
    }
    let paid = rule.pay(Known { undated, dated, holds }, today);
    if paid.points == 0 {
        return None;
    }
    let points = rule.group.and_then(|group| room.get_mut(group)).map_or(paid.points, |room| take(room, paid.points));
    let group = rule.group.filter(|_| points != paid.points).and_then(|group| model.groups.get(group));
    Some(Reason {
        signal: Arc::clone(&rule.signal),
        category: rule.category.into(),
        points: Points(points),
        count: paid.count,
        capped: paid.capped || group.is_some(),
        verified: rule.verified,
        group: group.map(|group| Arc::clone(&group.id)),
        latest: paid.latest,
        age_days: paid.latest.map(|day| pay::age(day, today)),
        undecayed: rule.can_fade().then_some(Points(paid.undecayed)),
    })
}

/// Takes as many of these points as there is room for in the group, whose cap has their sign.
fn take(room: &mut i64, points: i64) -> i64 {
    let taken = if points < 0 { points.max(*room) } else { points.min(*room) };
    *room -= taken;
    taken
}

fn lift(points: i64) -> Reason {
    Reason {
        signal: Arc::from(FLOOR),
        category: Part::Floor,
        points: Points(points),
        count: 1,
        capped: false,
        verified: false,
        group: None,
        latest: None,
        age_days: None,
        undecayed: None,
    }
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
