//! From which score on how many pass, and how many of those convert.

use super::judged::Judged;
use leadline_domain::{score::Points, site::Model};
use serde::Serialize;
use std::collections::BTreeMap;

/// Steps between the lowest and the highest score that are looked at, about.
const STEPS: i64 = 12;

/// Widths of a step, in thousandths of a point: round numbers.
const WIDTHS: [i64; 9] = [1_000, 2_000, 5_000, 10_000, 20_000, 25_000, 50_000, 100_000, 250_000];

/// What becomes of those who score so much.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Passing {
    /// From this score on.
    pub(crate) points: Points,
    /// What the model calls it, if it is one of its thresholds: `mql`, `sql`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) names: Vec<&'static str>,
    /// How many score as much.
    pub(crate) pass: usize,
    /// How many of those converted.
    pub(crate) converted: usize,
    /// The share of those who pass that converted; nothing if nobody passes.
    pub(crate) precision: Option<f64>,
    /// The share of all the model's people who converted that pass; nothing if nobody converted.
    pub(crate) recall: Option<f64>,
}

/// A model's own thresholds, and round numbers between the lowest and the highest score.
pub(super) fn passing(model: &Model, people: &[Judged<'_>]) -> Vec<Passing> {
    let mut named: BTreeMap<i64, Vec<&'static str>> = BTreeMap::new();
    for points in steps(people) {
        named.entry(points).or_default();
    }
    for (points, name) in [(model.thresholds.mql, "mql"), (model.thresholds.sql, "sql")] {
        named.entry(points).or_default().push(name);
    }
    let all = people.iter().filter(|person| person.converted).count();
    named.into_iter().map(|(points, names)| of(points, names, people, all)).collect()
}

fn of(points: i64, names: Vec<&'static str>, people: &[Judged<'_>], all: usize) -> Passing {
    let passing = || people.iter().filter(|person| person.score.0 >= points);
    let (pass, converted) = (passing().count(), passing().filter(|person| person.converted).count());
    let (precision, recall) = (share(converted, pass), share(converted, all));
    Passing { points: Points(points), names, pass, converted, precision, recall }
}

fn steps(people: &[Judged<'_>]) -> Vec<i64> {
    let scores = || people.iter().map(|person| person.score.0);
    let (least, most) = (scores().min().unwrap_or_default(), scores().max().unwrap_or_default());
    let width = WIDTHS.into_iter().find(|width| (most - least) / width <= STEPS).unwrap_or(1_000_000);
    let first = least.div_euclid(width) * width;
    (0..=2 * STEPS).map(|step| first + step * width).take_while(|points| *points <= most).collect()
}

/// A share, if there is anything to have a share of.
pub(super) fn share(part: usize, whole: usize) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "people are counted, and there are fewer than 2^53")]
    (whole > 0).then(|| part as f64 / whole as f64)
}
