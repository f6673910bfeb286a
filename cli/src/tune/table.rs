//! What tuning found, as people read it.

use super::{
    Tuning,
    judged::ModelTuning,
    rule::{Group, Separation, Verdict},
    threshold::Passing,
};
use crate::{
    finding::count,
    leads::{points, printable},
    table::{
        Align::{self, Left, Point, Right},
        lay_out_by,
    },
};

/// Two tables for each model, below a line that says whom they are of.
pub(super) fn told(tuning: &Tuning) -> String {
    let Tuning { leads, converted, unknown, conflicting, models } = tuning;
    let left_out = [(*unknown, "without a known outcome"), (*conflicting, "with outcomes that contradict each other")];
    let left_out = left_out.into_iter().filter(|(number, _)| *number > 0);
    let left_out = left_out.map(|(number, why)| format!("\n{} {why} left out", count(number, "lead")));
    let head = format!("{}, {converted} of them converted{}", count(*leads, "lead"), left_out.collect::<String>());
    let several = models.len() > 1;
    let sections = models.iter().map(|model| if several { headed(model) } else { tables(model) });
    std::iter::once(head).chain(sections).collect::<Vec<_>>().join("\n\n")
}

fn headed(tuning: &ModelTuning) -> String {
    let ModelTuning { model, leads, converted, .. } = tuning;
    let head = format!("model {model}: for {}, {converted} of them converted", count(*leads, "lead"));
    format!("{head}\n\n{}", tables(tuning))
}

/// Thresholds: how many pass, how many of those converted.
const THRESHOLDS: [Align; 6] = [Point, Left, Right, Right, Right, Right];

/// Rules: how many have it and how many not, and which share of either converts.
const RULES: [Align; 8] = [Left, Point, Right, Right, Right, Right, Right, Left];

fn tables(tuning: &ModelTuning) -> String {
    let heading = ["from", "", "pass", "converted", "precision", "recall"].map(ToOwned::to_owned);
    let thresholds: Vec<[String; 6]> =
        std::iter::once(heading).chain(tuning.thresholds.iter().map(threshold)).collect();
    let heading = ["signal", "points", "with", "convert with", "without", "convert without", "lift", "verdict"]
        .map(ToOwned::to_owned);
    let rules: Vec<[String; 8]> = std::iter::once(heading).chain(tuning.rules.iter().map(rule)).collect();
    format!("{}\n\n{}", lay_out_by(THRESHOLDS, &thresholds), lay_out_by(RULES, &rules))
}

fn threshold(passing: &Passing) -> [String; 6] {
    [
        points(passing.points),
        passing.names.join(", "),
        passing.pass.to_string(),
        passing.converted.to_string(),
        percent(passing.precision),
        percent(passing.recall),
    ]
}

fn rule(separation: &Separation) -> [String; 8] {
    let Separation { signal, points, with, without, lift, verdict } = separation;
    let Group { leads: those, rate, .. } = with;
    let lift = lift.map_or_else(|| "–".to_owned(), |lift| format!("{lift:.1}×"));
    let words = match verdict {
        Verdict::Separates => "separates",
        Verdict::Misleads => "the other way round",
        Verdict::DoesNotSeparate => "does not separate",
        Verdict::TooFew => "too few to tell",
    };
    let (signal, worth, others) = (printable(signal), format!("{points:+}"), without.leads.to_string());
    [signal, worth, those.to_string(), percent(*rate), others, percent(without.rate), lift, words.to_owned()]
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{:.1} %", share * 100.0))
}
