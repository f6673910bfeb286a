//! `leadline dead-letters`: what was given up delivering, and having it tried again.

use crate::{
    args::{DeadLettersCommand, SiteArgs},
    edge::Edge,
    expand::Environment,
    failure::Failure,
    finding::count,
    leads::printable,
    sink::read,
    table,
};
use leadline_domain::lead::delivery::{DeadLetter, DeadSink};
use serde::Deserialize;

const PATH: &str = "api/v1/dead-letters";

/// Turns of a replay: what is given up again while others are tried would keep it going for ever.
const MOST_TURNS: usize = 1_000;

/// What `GET api/v1/dead-letters` answers.
#[derive(Deserialize)]
struct List {
    dead_letters: Vec<DeadLetter>,
    cursor: Option<String>,
}

/// What a replay answers.
#[derive(Deserialize)]
struct Replayed {
    replayed: usize,
    has_more: bool,
}

/// Lists, shows, replays.
pub(crate) fn run(command: &DeadLettersCommand, environment: Environment<'_>) -> Result<String, Failure> {
    match command {
        DeadLettersCommand::List { of: SiteArgs { edge, site }, cursor, json } => {
            let query = [("site", site.as_deref()), ("cursor", cursor.as_deref())];
            let answer = Edge::new(edge, environment)?.get_by(PATH, &query)?;
            if *json { Ok(answer) } else { read(&answer).map(|listed| list(&listed)) }
        }
        DeadLettersCommand::Show { id, of: SiteArgs { edge, site } } => {
            Edge::new(edge, environment)?.get(&format!("{PATH}/{id}"), site.as_deref())
        }
        DeadLettersCommand::Replay { id, of: SiteArgs { edge, site }, sink, .. } => {
            let path = id.as_ref().map_or_else(|| format!("{PATH}/replay"), |id| format!("{PATH}/{id}/replay"));
            let query = [("site", site.as_deref()), ("sink", sink.as_deref())];
            replay(&Edge::new(edge, environment)?, &path, &query)
        }
    }
}

/// A shard takes so many at a time: it is asked until there are no more.
fn replay(edge: &Edge, path: &str, query: &[(&str, Option<&str>)]) -> Result<String, Failure> {
    let mut sum = 0;
    for _ in 0..MOST_TURNS {
        let Replayed { replayed, has_more } = read(&edge.post_by(path, query)?)?;
        sum += replayed;
        if !has_more {
            break;
        }
    }
    Ok(format!("{} to be tried again", count(sum, "dead letter")))
}

fn list(List { dead_letters, cursor }: &List) -> String {
    if dead_letters.is_empty() {
        return "No dead letters.".to_owned();
    }
    let heading = ["id", "given up", "sink", "failures", "why", "events"].map(ToOwned::to_owned);
    let rows = dead_letters.iter().flat_map(|letter| letter.sinks.iter().map(|sink| row(letter, sink)));
    let rows: Vec<[String; 6]> = std::iter::once(heading).chain(rows).collect();
    let more = cursor.as_ref().map(|cursor| format!("; more with --cursor {}", printable(cursor))).unwrap_or_default();
    format!("{}\n{}{more}", table::lay_out(&rows), count(dead_letters.len(), "dead letter"))
}

fn row(letter: &DeadLetter, sink: &DeadSink) -> [String; 6] {
    [
        letter.id.to_string(),
        sink.at.clone(),
        printable(&sink.sink),
        sink.failures.to_string(),
        printable(&sink.why),
        letter.events.join(", "),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{args::EdgeArgs, stub_edge::StubEdge};

    fn token(name: &str) -> Option<String> {
        (name == "LEADLINE_API_TOKEN").then(|| "a-token-for-tests".to_owned())
    }

    fn of(edge: &StubEdge) -> SiteArgs {
        SiteArgs { edge: EdgeArgs { to: edge.origin(), prefix: "ll".to_owned() }, site: None }
    }

    #[test]
    fn dead_letters_are_listed_with_why_and_where_the_list_goes_on() {
        let edge = StubEdge::answering(
            "200 OK",
            r#"{"site":"demo","cursor":"5.out_BwcHBwcHBwcHBwcHBwcHBw","dead_letters":[
            {"id":"dead_02BwcHBwcHBwcHBwcHBwcHBw","lead":"lead_02AQEBAQEBAQEBAQEBAQEBAQ","at":"2026-11-22T09:00:00Z",
             "events":["lead.created","form.submitted"],"waiting":["chat"],
             "sinks":[{"sink":"crm","why":"answered 500","failures":10,"at":"2026-11-22T09:00:00Z","events":["evt_BwcHBwcHBwcHBwcHBwcHBw.0"]}]}]}"#,
        );
        let cursor = Some("9.out_BwcHBwcHBwcHBwcHBwcHBw".to_owned());
        let said = run(&DeadLettersCommand::List { of: of(&edge), cursor, json: false }, &token).unwrap();
        let asked = edge.asked();
        assert!(asked.starts_with("GET /ll/api/v1/dead-letters?cursor=9.out_BwcHBwcHBwcHBwcHBwcHBw HTTP"), "{asked}");
        insta::assert_snapshot!(said);
    }

    #[test]
    fn all_of_a_sink_are_replayed() {
        let edge = StubEdge::answering("200 OK", r#"{"replayed":3,"has_more":false}"#);
        let command = DeadLettersCommand::Replay { id: None, of: of(&edge), sink: Some("crm".to_owned()), all: false };
        assert_eq!(run(&command, &token), Ok("3 dead letters to be tried again".to_owned()));
        let asked = edge.asked();
        assert!(asked.starts_with("POST /ll/api/v1/dead-letters/replay?sink=crm HTTP"), "{asked}");
    }

    #[test]
    fn none_is_a_sentence() {
        let edge = StubEdge::answering("200 OK", r#"{"site":"demo","cursor":null,"dead_letters":[]}"#);
        let said = run(&DeadLettersCommand::List { of: of(&edge), cursor: None, json: false }, &token);
        assert_eq!(said, Ok("No dead letters.".to_owned()));
    }
}
