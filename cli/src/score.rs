//! `leadline score`: replays a history and says what everybody in it is worth, and why.

#[cfg(test)]
mod docs;
mod person;
#[cfg(test)]
mod tests;
mod words;

pub(crate) use person::{Named, Scored};

use crate::{
    args::ScoreArgs,
    expand::Environment,
    failure::Failure,
    finding::count,
    replay::{Options, Replayed, Tally, replay},
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

fn summary(people: &[Scored], replayed: &Replayed) -> String {
    let Tally { replayed: events, repeated, ignored, later, strangers } = replayed.tally;
    let others = [
        (repeated, "repeated"),
        (ignored, "of kinds that say nothing about leads (screen, alias, group)"),
        (later, "after that day"),
        (replayed.complaints.len(), "that could not be read"),
    ];
    let others = others.into_iter().filter(|(number, _)| *number > 0);
    let others = others.map(|(number, what)| format!(", {number} {what}")).collect::<Vec<_>>().concat();
    let people = if people.len() == 1 { "1 person".to_owned() } else { format!("{} people", people.len()) };
    let strangers =
        if strangers > 0 { format!("; {} never identified", count(strangers, "visitor")) } else { String::new() };
    format!("{people} as of {}; {}{others}{strangers}", replayed.day.iso(), count(events, "event"))
}
