//! What a lead is worth, and why.

mod points;

pub use points::Points;

use crate::{
    site::{Category, Grade, Repeat, Rule, Scoring, Signal, SignalKey},
    time::Day,
    visit::SignalCounts,
};
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// What is known of a lead when it is scored.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// What happened, by day.
    pub counts: SignalCounts,
    /// What is true.
    pub holds: Vec<SignalKey>,
}

/// Why a lead has some of its points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The signal paid for.
    pub signal: String,
    /// Who they are, or what they did.
    pub category: Category,
    /// What this reason adds; reasons add up to the score exactly.
    pub points: Points,
    /// How often it happened; 1 for what is true.
    pub count: u32,
    /// Whether a cap held the points back.
    pub capped: bool,
    /// The last day it happened, as `2026-11-21`, if it has a date.
    pub latest: Option<String>,
}

/// A score with its reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// Fit and engagement together.
    pub total: Points,
    /// Who they are.
    pub fit: Points,
    /// What they did.
    pub engagement: Points,
    /// How well they fit, A to D.
    pub grade: Grade,
    /// One for each rule that gave or took points, in the order of the rules.
    pub reasons: Vec<Reason>,
}

/// Scores a lead: a pure function of model and facts, so that any lead can be scored again at any time.
pub fn score(model: &Scoring, facts: &Facts) -> Score {
    let reasons: Vec<Reason> = model.rules.iter().filter_map(|rule| reason(model, rule, facts)).collect();
    let sum = |category| Points(reasons.iter().filter(|r| r.category == category).map(|r| r.points.0).sum());
    let (fit, engagement) = (sum(Category::Fit), sum(Category::Engagement));
    Score { total: Points(fit.0 + engagement.0), fit, engagement, grade: model.grades.grade(fit.0), reasons }
}

fn reason(model: &Scoring, rule: &Rule, facts: &Facts) -> Option<Reason> {
    let signal = model.signals.get(rule.signal)?;
    let count = count(signal, facts);
    let times = match rule.repeat {
        Repeat::Once => count.min(1),
        Repeat::Daily => facts.counts.days(signal.key).max(u32::from(holds(signal, facts))),
        Repeat::Each => count,
    };
    let (points, capped) = rule.pay(times);
    (points.0 != 0).then(|| Reason {
        signal: signal.id.clone(),
        category: rule.category,
        points,
        count,
        capped,
        latest: facts.counts.latest(signal.key).map(Day::iso),
    })
}

fn holds(signal: &Signal, facts: &Facts) -> bool {
    facts.holds.contains(&signal.key)
}

fn count(signal: &Signal, facts: &Facts) -> u32 {
    facts.counts.total(signal.key).saturating_add(u32::from(holds(signal, facts)))
}

impl Rule {
    /// What the rule pays for `times`, and whether its cap held it back.
    fn pay(&self, times: u32) -> (Points, bool) {
        let full = self.millipoints.saturating_mul(i64::from(times));
        let paid = match self.cap {
            Some(cap) if self.millipoints < 0 => full.max(cap),
            Some(cap) => full.min(cap),
            None => full,
        };
        (Points(paid), paid != full)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site;
    use alloc::vec;
    use proptest::prelude::*;

    fn facts(events: &[(&str, u16)], holds: &[&str]) -> Facts {
        let mut facts = Facts::default();
        for (signal, day) in events {
            facts.counts.add(SignalKey::of(signal), Day(*day));
        }
        facts.holds = holds.iter().map(|id| SignalKey::of(id)).collect();
        facts
    }

    #[test]
    fn a_score_explains_itself() {
        let events =
            [("pricing-view", 3), ("pricing-view", 4), ("case-study", 1), ("case-study", 1), ("case-study", 1)];
        let score = score(&site::example().scoring, &facts(&events, &["decision-maker", "free-mail"]));
        insta::assert_json_snapshot!(score);
    }

    #[test]
    fn each_daily_and_once_pay_differently() {
        let model = site::example().scoring;
        let events = [("webinar", 1), ("webinar", 1), ("webinar", 2)];
        assert_eq!(score(&model, &facts(&events, &[])).total, Points(40_000));
    }

    proptest! {
        #[test]
        fn reasons_add_up_and_caps_hold(
            events in prop::collection::vec((prop::sample::select(vec!["pricing-view", "case-study", "webinar"]), 0u16..50), 0..60),
            holds in prop::sample::subsequence(vec!["target-size", "decision-maker", "free-mail", "competitor"], 0..4),
        ) {
            let score = score(&site::example().scoring, &facts(&events, &holds));
            prop_assert_eq!(score.reasons.iter().map(|reason| reason.points.0).sum::<i64>(), score.total.0);
            prop_assert_eq!(score.fit.0 + score.engagement.0, score.total.0);
            for reason in score.reasons.iter().filter(|reason| reason.signal == "case-study") {
                prop_assert!(reason.points.0 <= 30_000);
            }
        }
    }
}
