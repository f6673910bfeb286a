//! Which rules tell those who convert from those who don't.

use super::{judged::Judged, threshold::share};
use leadline_domain::site::Model;
use serde::Serialize;

/// Fewest cases that have to be expected in each of the four cells of a two-by-two table for its shares to be compared
/// (Cochran 1954).
const FEWEST: f64 = 5.0;

/// How many standard errors two shares have to differ by for chance to bring it about once in twenty times.
const SIGNIFICANT: f64 = 1.96;

/// How well a rule tells people apart.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Separation {
    /// The signal paid for.
    pub(crate) signal: String,
    /// What the rule gives each time, in points.
    pub(crate) points: f64,
    /// People it gave points to, or took them from.
    pub(crate) with: Group,
    /// Everybody else the model is for.
    pub(crate) without: Group,
    /// How many times as often those with it convert; nothing if nobody without it does.
    pub(crate) lift: Option<f64>,
    /// What that says.
    pub(crate) verdict: Verdict,
}

/// Some people, and how many of them converted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Group {
    pub(crate) leads: usize,
    pub(crate) converted: usize,
    /// The share that converted; nothing if there is nobody.
    pub(crate) rate: Option<f64>,
}

/// What the numbers say of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Verdict {
    /// It tells people apart, the way its points say.
    Separates,
    /// It tells people apart, the other way: its points have the wrong sign.
    Misleads,
    /// It does not tell people apart.
    DoesNotSeparate,
    /// There are too few people to tell.
    TooFew,
}

/// Every rule of a model, the clearest first. A rule counts for those whose score it is a reason of.
pub(super) fn separations(model: &Model, people: &[Judged<'_>]) -> Vec<Separation> {
    let mut signals: Vec<(&str, i64)> = Vec::new();
    for rule in &model.rules {
        // Several rules of one signal are told apart by nothing that a reason says.
        match signals.iter_mut().find(|(signal, _)| **signal == *rule.signal) {
            Some((_, points)) => *points += rule.millipoints,
            None => signals.push((&rule.signal, rule.millipoints)),
        }
    }
    let mut found: Vec<Separation> =
        signals.into_iter().map(|(signal, points)| separation(signal, points, people)).collect();
    found.sort_by(|one, other| one.verdict.cmp(&other.verdict).then(strength(other).total_cmp(&strength(one))));
    found
}

fn separation(signal: &str, millipoints: i64, people: &[Judged<'_>]) -> Separation {
    let has = |person: &Judged<'_>| person.reasons.iter().any(|reason| *reason.signal == *signal);
    let (with, without): (Vec<Judged<'_>>, Vec<Judged<'_>>) = people.iter().partition(|person| has(person));
    let (with, without) = (group(&with), group(&without));
    let lift = with.rate.zip(without.rate).filter(|(_, without)| *without > 0.0).map(|(with, without)| with / without);
    #[expect(clippy::cast_precision_loss, reason = "points stay far below 2^53 thousandths")]
    let points = millipoints as f64 / 1_000.0;
    let verdict = verdict(with, without, millipoints > 0);
    Separation { signal: signal.to_owned(), points, with, without, lift, verdict }
}

fn group(people: &[Judged<'_>]) -> Group {
    let converted = people.iter().filter(|person| person.converted).count();
    Group { leads: people.len(), converted, rate: share(converted, people.len()) }
}

fn strength(separation: &Separation) -> f64 {
    standard_errors(separation.with, separation.without).abs()
}

fn verdict(with: Group, without: Group, promises: bool) -> Verdict {
    if fewest_expected(with, without) < FEWEST {
        return Verdict::TooFew;
    }
    let errors = standard_errors(with, without);
    match (errors.abs() >= SIGNIFICANT, (errors > 0.0) == promises) {
        (false, _) => Verdict::DoesNotSeparate,
        (true, true) => Verdict::Separates,
        (true, false) => Verdict::Misleads,
    }
}

#[expect(clippy::cast_precision_loss, reason = "people are counted, and there are fewer than 2^53")]
fn pooled(with: Group, without: Group) -> (f64, f64, f64) {
    let (n, m) = (with.leads as f64, without.leads as f64);
    let converted = (with.converted + without.converted) as f64;
    (n, m, if n + m > 0.0 { converted / (n + m) } else { 0.0 })
}

/// The smallest number of people to be expected in any cell if the rule told nobody apart.
fn fewest_expected(with: Group, without: Group) -> f64 {
    let (n, m, rate) = pooled(with, without);
    n.min(m) * rate.min(1.0 - rate)
}

/// By how many standard errors the shares differ (the pooled two-proportion test).
fn standard_errors(with: Group, without: Group) -> f64 {
    let (n, m, rate) = pooled(with, without);
    let error = (rate * (1.0 - rate) * (1.0 / n + 1.0 / m)).sqrt();
    let difference = with.rate.unwrap_or_default() - without.rate.unwrap_or_default();
    if n == 0.0 || m == 0.0 || error == 0.0 { 0.0 } else { difference / error }
}
