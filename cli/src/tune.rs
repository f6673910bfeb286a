//! `leadline tune`: holds scores against what became of people.

mod outcome;
mod rule;
mod table;
#[cfg(test)]
mod tests;
mod threshold;

use crate::{
    args::TuneArgs,
    expand::Environment,
    failure::Failure,
    replay::{Complaint, json_lines},
    score::Scored,
    site_dir, text_file,
};
use leadline_domain::site::Site;
use outcome::Outcomes;
use rule::Separation;
use serde::Serialize;
use serde_json::Value;
use threshold::Passing;

/// Somebody with a score of whom it is known what became.
pub(crate) struct Closed {
    pub(crate) scored: Scored,
    pub(crate) converted: bool,
}

/// What the scores are good for.
#[derive(Debug, Serialize)]
pub(crate) struct Tuning {
    /// People whose outcome is known.
    leads: usize,
    /// Of whom so many converted.
    converted: usize,
    /// People whose outcome nobody told.
    unknown: usize,
    /// From which score on how many pass, and what became of them.
    thresholds: Vec<Passing>,
    /// What tells buyers from others, and what doesn't.
    rules: Vec<Separation>,
}

/// Reads scored people and their outcomes, and compares.
pub(crate) fn run(
    args: &TuneArgs,
    environment: Environment<'_>,
    aside: &mut dyn FnMut(&str),
) -> Result<String, Failure> {
    let (_, site) = site_dir::load(&args.site, environment).map_err(Failure::Problems)?;
    let text = text_file::read(&args.leads)?;
    let outcomes = match &args.outcomes {
        Some(path) => outcome::read(&text_file::read(path)?, &mut |complaint| aside(&format!("outcomes: {complaint}"))),
        None => Outcomes::default(),
    };
    let (closed, unknown, complaints) = closed(&text, &outcomes);
    for complaint in complaints {
        aside(&complaint.to_string());
    }
    if closed.is_empty() {
        return Err(Failure::NoOutcomes { path: args.leads.display().to_string() });
    }
    let tuning = tune(&site, &closed, unknown);
    let json = || serde_json::to_string(&tuning).unwrap_or_default();
    Ok(if args.json { json() } else { table::told(&tuning) })
}

/// Everybody whose outcome is known, how many there are whose is not, and lines that could not be read.
fn closed(text: &str, outcomes: &Outcomes) -> (Vec<Closed>, usize, Vec<Complaint>) {
    let (lines, mut complaints) = json_lines(text);
    let (mut closed, mut unknown) = (Vec::new(), 0);
    for (line, object) in lines {
        let said = object.get("converted").and_then(outcome::truth);
        match serde_json::from_value::<Scored>(Value::Object(object)) {
            Ok(scored) => match said.or_else(|| outcomes.of(&scored.person)) {
                Some(converted) => closed.push(Closed { scored, converted }),
                None => unknown += 1,
            },
            Err(error) => {
                let what = format!("not a person as `leadline score --json` prints one ({error})");
                complaints.push(Complaint { line, what });
            }
        }
    }
    complaints.sort_by_key(|complaint| complaint.line);
    (closed, unknown, complaints)
}

fn tune(site: &Site, closed: &[Closed], unknown: usize) -> Tuning {
    Tuning {
        leads: closed.len(),
        converted: closed.iter().filter(|closed| closed.converted).count(),
        unknown,
        thresholds: threshold::passing(site, closed),
        rules: rule::separations(site, closed),
    }
}
