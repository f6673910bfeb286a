//! What tuning found, as people read it.

use super::{
    Tuning,
    rule::{Group, Separation, Verdict},
    threshold::Passing,
};
use crate::{
    finding::count,
    leads::{points, printable},
    table::lay_out,
};

/// Both tables, with a line each that says what they are.
pub(super) fn told(tuning: &Tuning) -> String {
    let Tuning { leads, converted, unknown, .. } = tuning;
    let unknown = if *unknown > 0 {
        format!("; {} without a known outcome left out", count(*unknown, "lead"))
    } else {
        String::new()
    };
    let heading = ["from", "", "pass", "converted", "precision", "recall"].map(ToOwned::to_owned);
    let thresholds: Vec<[String; 6]> =
        std::iter::once(heading).chain(tuning.thresholds.iter().map(threshold)).collect();
    let heading =
        ["signal", "points", "with", "convert", "without", "convert", "lift", "verdict"].map(ToOwned::to_owned);
    let rules: Vec<[String; 8]> = std::iter::once(heading).chain(tuning.rules.iter().map(rule)).collect();
    format!(
        "{}, {converted} of them converted{unknown}\n\n{}\n\n{}",
        count(*leads, "lead"),
        lay_out(&thresholds),
        lay_out(&rules)
    )
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
    let Separation { signal, model, points, with, without, lift, verdict } = separation;
    let signal = if model == "default" { printable(signal) } else { format!("{} ({model})", printable(signal)) };
    let Group { leads: those, rate, .. } = with;
    let lift = lift.map_or_else(|| "–".to_owned(), |lift| format!("{lift:.1}×"));
    let words = match verdict {
        Verdict::Separates => "separates",
        Verdict::Misleads => "the other way round",
        Verdict::DoesNotSeparate => "does not separate",
        Verdict::TooFew => "too few to tell",
    };
    let others = without.leads.to_string();
    let worth = format!("{points:+}");
    [signal, worth, those.to_string(), percent(*rate), others, percent(without.rate), lift, words.to_owned()]
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{:.1} %", share * 100.0))
}
