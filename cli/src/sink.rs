//! `leadline sink`: where events go, how that is going, and trying one.

use crate::{
    args::{SinkCommand, SiteArgs},
    edge::Edge,
    expand::Environment,
    failure::Failure,
    finding::count,
    leads::printable,
    table,
};
use leadline_domain::lead::delivery::{Health, HealthState};
use serde::Deserialize;

/// What `GET api/v1/sinks` answers.
#[derive(Deserialize)]
struct Listed {
    sinks: Vec<Sink>,
    waiting: usize,
    dead_letters: usize,
}

#[derive(Deserialize)]
struct Sink {
    id: String,
    kind: String,
    health: Health,
}

/// What `POST api/v1/sinks/<sink>/test` answers.
#[derive(Deserialize)]
struct Tried {
    sink: String,
    event: String,
    is_taken: bool,
    why: Option<String>,
    milliseconds: i64,
}

/// Lists sinks, or tries one.
pub(crate) fn run(command: &SinkCommand, environment: Environment<'_>) -> Result<String, Failure> {
    match command {
        SinkCommand::List { of: SiteArgs { edge, site }, json } => {
            let answer = Edge::new(edge, environment)?.get("api/v1/sinks", site.as_deref())?;
            if *json { Ok(answer) } else { read(&answer).map(|listed| list(&listed)) }
        }
        SinkCommand::Test { sink, of: SiteArgs { edge, site } } => {
            let path = format!("api/v1/sinks/{sink}/test");
            told(read(&Edge::new(edge, environment)?.post(&path, site.as_deref())?)?)
        }
    }
}

pub(crate) fn read<T: for<'de> Deserialize<'de>>(answer: &str) -> Result<T, Failure> {
    serde_json::from_str(answer).map_err(|error| Failure::NotAsked { why: error.to_string() })
}

fn list(Listed { sinks, waiting, dead_letters }: &Listed) -> String {
    let heading = ["id", "kind", "state", "last taken", "last failure", "why"].map(ToOwned::to_owned);
    let rows: Vec<[String; 6]> = std::iter::once(heading).chain(sinks.iter().map(row)).collect();
    let waiting = if *waiting == 1 { "1 row waits".to_owned() } else { format!("{waiting} rows wait") };
    format!(
        "{}\n{}, {waiting}, {}",
        table::lay_out(&rows),
        count(sinks.len(), "sink"),
        count(*dead_letters, "dead letter")
    )
}

fn row(Sink { id, kind, health }: &Sink) -> [String; 6] {
    let state = match (health.state, &health.rests_until) {
        (HealthState::Well, _) => "well".to_owned(),
        (HealthState::Failing, _) => format!("failing ({} in a row)", health.failures),
        (HealthState::Resting, Some(until)) => format!("resting until {until}"),
        (HealthState::Resting, None) => "resting".to_owned(),
        (HealthState::Disabled, _) => "disabled".to_owned(),
    };
    let known = |text: &Option<String>| text.as_deref().map_or_else(|| "–".to_owned(), printable);
    [id.clone(), kind.clone(), state, known(&health.taken_at), known(&health.failed_at), known(&health.why)]
}

fn told(tried: Tried) -> Result<String, Failure> {
    let Tried { sink, event, is_taken, why, milliseconds } = tried;
    if is_taken {
        return Ok(format!("{sink} took {event} in {milliseconds} ms"));
    }
    Err(Failure::NotTaken { sink, why: why.as_deref().map(printable).unwrap_or_default() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{args::EdgeArgs, stub_edge::StubEdge};

    fn token(name: &str) -> Option<String> {
        (name == "LEADLINE_API_TOKEN").then(|| "a-token-for-tests".to_owned())
    }

    fn of(edge: &StubEdge) -> SiteArgs {
        SiteArgs { edge: EdgeArgs { to: edge.origin(), prefix: "ll".to_owned() }, site: Some("demo".to_owned()) }
    }

    #[test]
    fn sinks_are_listed_with_how_they_do() {
        let edge = StubEdge::answering(
            "200 OK",
            r#"{"site":"demo","waiting":1,"dead_letters":2,"sinks":[
            {"id":"crm","kind":"webhook","events":[],"health":{"state":"well","failures":0,"why":null,"failed_at":null,
             "taken_at":"2026-11-22T09:00:00Z","rests_until":null}},
            {"id":"chat","kind":"http","events":["lead.qualified"],"health":{"state":"resting","failures":4,
             "why":"answered 500","failed_at":"2026-11-22T09:01:00Z","taken_at":null,"rests_until":"2026-11-22T09:02:00Z"}}]}"#,
        );
        let said = run(&SinkCommand::List { of: of(&edge), json: false }, &token).unwrap();
        assert!(edge.asked().starts_with("GET /ll/api/v1/sinks?site=demo HTTP/1.1\r\n"));
        insta::assert_snapshot!(said);
    }

    #[test]
    fn a_sink_that_takes_the_example_is_said_to() {
        let edge = StubEdge::answering(
            "200 OK",
            r#"{"sink":"crm","event":"evt_test_x","is_taken":true,"why":null,"milliseconds":12}"#,
        );
        let said = run(&SinkCommand::Test { sink: "crm".to_owned(), of: of(&edge) }, &token);
        assert!(edge.asked().starts_with("POST /ll/api/v1/sinks/crm/test?site=demo HTTP/1.1\r\n"));
        assert_eq!(said, Ok("crm took evt_test_x in 12 ms".to_owned()));
    }

    #[test]
    fn one_that_does_not_is_a_failure_that_says_why() {
        let edge = StubEdge::answering(
            "200 OK",
            r#"{"sink":"crm","event":"evt_test_x","is_taken":false,"why":"answered 401","milliseconds":12}"#,
        );
        let said = run(&SinkCommand::Test { sink: "crm".to_owned(), of: of(&edge) }, &token).unwrap_err();
        assert_eq!(said.to_string(), "crm did not take the example: answered 401.");
        assert!(!said.may_pass());
    }
}
