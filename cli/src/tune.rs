//! `leadline tune`: holds scores against what became of people.

mod foreign;
mod judged;
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
use judged::ModelTuning;
use leadline_domain::site::Site;
use outcome::{Outcome, Outcomes};
use serde::Serialize;
use serde_json::Value;

/// Most complaints about one file that are told one by one.
const MOST_TOLD: usize = 10;

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
    /// People who are said to have converted and not to have.
    conflicting: usize,
    /// Each model by the people it is for, the default one first.
    models: Vec<ModelTuning>,
}

/// Scored people, sorted by what is known of their outcome.
#[derive(Default)]
struct Sorted {
    closed: Vec<Closed>,
    unknown: usize,
    conflicting: usize,
    complaints: Vec<Complaint>,
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
        Some(path) => {
            let mut complaints = Vec::new();
            let read = outcome::read(&text_file::read(path)?, &mut |complaint| complaints.push(complaint));
            tell(&complaints, "outcomes: ", aside);
            read.map_err(|why| Failure::Outcomes { path: path.display().to_string(), why })?
        }
        None => Outcomes::default(),
    };
    let Sorted { closed, unknown, conflicting, complaints } = sort(&text, &outcomes);
    tell(&complaints, "", aside);
    if complaints.iter().any(Complaint::is_of_another_kind) {
        aside("LEADS takes the lines that `leadline score --json` prints");
    }
    if closed.is_empty() {
        return Err(Failure::NoOutcomes { path: args.leads.display().to_string() });
    }
    if let Some(foreign) = foreign::told(&site, &closed) {
        aside(&foreign);
    }
    let tuning = tune(&site, &closed, unknown, conflicting);
    let json = || serde_json::to_string(&tuning).unwrap_or_default();
    Ok(if args.json { json() } else { table::told(&tuning) })
}

/// Tells what is wrong with a file; of a file of the wrong kind every line is.
fn tell(complaints: &[Complaint], file: &str, aside: &mut dyn FnMut(&str)) {
    for complaint in complaints.iter().take(MOST_TOLD) {
        aside(&format!("{file}{complaint}"));
    }
    if let Some(more) = complaints.len().checked_sub(MOST_TOLD).filter(|more| *more > 0) {
        aside(&format!("{file}and {more} more"));
    }
}

fn sort(text: &str, outcomes: &Outcomes) -> Sorted {
    let (lines, complaints) = json_lines(text);
    let mut sorted = Sorted { complaints, ..Sorted::default() };
    for (line, object) in lines {
        let said = object.get("converted").and_then(outcome::truth).map(Outcome::Known);
        let what = match serde_json::from_value::<Scored>(Value::Object(object)) {
            Ok(scored) => match said.or_else(|| outcomes.of(&scored.person)) {
                Some(Outcome::Known(converted)) => {
                    sorted.closed.push(Closed { scored, converted });
                    continue;
                }
                Some(Outcome::Conflicting) => {
                    sorted.conflicting += 1;
                    format!("{} is said to have converted and not to have: left out", scored.name())
                }
                None => {
                    sorted.unknown += 1;
                    continue;
                }
            },
            Err(error) => format!("not a person as `leadline score --json` prints one ({error})"),
        };
        sorted.complaints.push(Complaint { line, what });
    }
    sorted.complaints.sort_by_key(|complaint| complaint.line);
    sorted
}

fn tune(site: &Site, closed: &[Closed], unknown: usize, conflicting: usize) -> Tuning {
    Tuning {
        leads: closed.len(),
        converted: closed.iter().filter(|closed| closed.converted).count(),
        unknown,
        conflicting,
        models: site.scoring.models().map(|model| ModelTuning::of(model, closed)).collect(),
    }
}
