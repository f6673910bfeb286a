//! From which score on how many pass, and how many of those convert.

use super::Closed;
use leadline_domain::{score::Points, site::Site};
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
    /// What the site calls it, if it is one of its thresholds: `mql`, `sql`, with the model where it is not the default.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) names: Vec<String>,
    /// How many score as much.
    pub(crate) pass: usize,
    /// How many of those converted.
    pub(crate) converted: usize,
    /// The share of those who pass that converted; nothing if nobody passes.
    pub(crate) precision: Option<f64>,
    /// The share of all who converted that pass; nothing if nobody converted.
    pub(crate) recall: Option<f64>,
}

/// The site's own thresholds, and round numbers between the lowest and the highest score.
pub(super) fn passing(site: &Site, closed: &[Closed]) -> Vec<Passing> {
    let mut named: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for points in steps(closed) {
        named.entry(points).or_default();
    }
    for (at, model) in site.scoring.models().enumerate() {
        let suffix = if at == 0 { String::new() } else { format!(" of {}", model.id) };
        for (points, name) in [(model.thresholds.mql, "mql"), (model.thresholds.sql, "sql")] {
            named.entry(points).or_default().push(format!("{name}{suffix}"));
        }
    }
    let all = closed.iter().filter(|closed| closed.converted).count();
    named.into_iter().map(|(points, names)| of(points, names, closed, all)).collect()
}

fn of(points: i64, names: Vec<String>, closed: &[Closed], all: usize) -> Passing {
    let passing = || closed.iter().filter(|closed| closed.scored.score.0 >= points);
    let (pass, converted) = (passing().count(), passing().filter(|closed| closed.converted).count());
    let (precision, recall) = (share(converted, pass), share(converted, all));
    Passing { points: Points(points), names, pass, converted, precision, recall }
}

fn steps(closed: &[Closed]) -> Vec<i64> {
    let scores = || closed.iter().map(|closed| closed.scored.score.0);
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
