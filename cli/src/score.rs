//! `leadline score`: replays a history and says what everybody in it is worth, and why.

#[cfg(test)]
mod docs;
mod person;
#[cfg(test)]
mod tests;
mod words;

pub(crate) use person::{Named, Other, Scored};

use crate::{
    args::ScoreArgs,
    expand::Environment,
    failure::Failure,
    finding::count,
    replay::{Options, Outlier, Replayed, Tally, replay},
    site_dir, text_file,
};
use std::cmp::Reverse;

/// Replays a history. Lines that can't be read are told aside and cost only themselves.
pub(crate) fn run(
    args: &ScoreArgs,
    environment: Environment<'_>,
    aside: &mut dyn FnMut(&str),
) -> Result<String, Failure> {
    let (_, site) = site_dir::load(&args.site, environment).map_err(Failure::Problems)?;
    let text = text_file::read(&args.events)?;
    let replayed = replay(&site, &text, Options { at: args.at, strangers: args.anonymous });
    for complaint in &replayed.complaints {
        aside(&complaint.to_string());
    }
    if let Some(Outlier { line, day, days_after_most }) = replayed.outlier {
        let day = day.iso();
        aside(&format!(
            "line {line}: the newest event is of {day}, {days_after_most} days after the middle one of all, and everybody \
             is scored as of it; --at names another day"
        ));
    }
    let mut people: Vec<Scored> = replayed.people.iter().map(|held| Scored::of(held, &site, replayed.day)).collect();
    people.sort_by_key(|scored| (Reverse(scored.score), scored.person.clone()));
    if args.json {
        let lines: Vec<String> = people.iter().filter_map(|scored| serde_json::to_string(scored).ok()).collect();
        return Ok(lines.join("\n"));
    }
    let told: Vec<String> = people.iter().map(words::told).collect();
    let summary = summary(&people, &replayed);
    Ok(told.into_iter().chain([summary]).collect::<Vec<_>>().join("\n"))
}

/// Who and when in a line, and a line each for what did not count.
fn summary(people: &[Scored], replayed: &Replayed) -> String {
    let Tally { replayed: events, repeated, ignored, later, strangers, silences } = &replayed.tally;
    let day = replayed.day.iso();
    let head = match (people.len(), *events) {
        (0, 0) => "Nobody: there are no events to replay".to_owned(),
        (0, events) => format!("Nobody is known as of {day}; {}", count(events, "event")),
        (1, events) => format!("1 person as of {day}; {}", count(events, "event")),
        (people, events) => format!("{people} people as of {day}; {}", count(events, "event")),
    };
    let besides = [
        (*repeated, "repeated"),
        (*ignored, "of kinds that say nothing about leads (screen, alias, group)"),
        (*later, "after that day"),
        (replayed.complaints.len(), "that could not be read"),
    ];
    let silences = silences.iter().map(|(silence, number)| (*number, silence.words()));
    let besides = besides.into_iter().chain(silences).filter(|(number, _)| *number > 0);
    let besides = besides.map(|(number, what)| format!("  {number} {what}"));
    let strangers = (*strangers > 0).then(|| format!("  {} never identified", count(*strangers, "visitor")));
    std::iter::once(head).chain(besides).chain(strangers).collect::<Vec<_>>().join("\n")
}
