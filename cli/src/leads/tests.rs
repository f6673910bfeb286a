use super::*;
use crate::stub_edge::StubEdge;
use clap::Parser;

const ANSWER: &str = r#"{"leads":[
  {"id":"lead_02AQEBAQEBAQEBAQEBAQEBAQ","version":3,"email":"Ada@example.com","stage":"mql","furthest":"mql",
   "score":{"total":72.5,"fit":30,"engagement":42.5,"grade":"B","reasons":[
     {"signal":"free-mail","category":"fit","points":-10,"count":1,"capped":false,"latest":null},
     {"signal":"pricing-view","category":"engagement","points":25,"count":2,"capped":false,"latest":"2026-11-18"},
     {"signal":"case-study-view","category":"engagement","points":17.5,"count":1,"capped":false,"latest":"2026-11-18"},
     {"signal":"target-size","category":"fit","points":40,"count":1,"capped":false,"latest":null}]},
   "fields":{"company_size":"51-200"},"submissions":2,"first_touch":null,"last_touch":null,
   "created_at":"2026-11-18T11:06:40.001Z","updated_at":"2026-11-18T11:06:40.001Z"},
  {"id":"lead_02AQEBAQEBAQEBAQEBAQEBAg","version":1,"email":"x\u001b[31m@example.com","stage":"lead","furthest":"lead",
   "score":{"total":0,"fit":0,"engagement":0,"grade":"D","reasons":[]},
   "fields":{},"submissions":1,"first_touch":null,"last_touch":null,
   "created_at":"2026-11-18T11:06:40.001Z","updated_at":"2026-11-18T11:06:40.001Z"}
]}"#;

fn token(name: &str) -> Option<String> {
    (name == "LEADLINE_API_TOKEN").then(|| "a-token-for-tests".to_owned())
}

/// As it is typed, without where the edge is.
fn args(edge: &StubEdge, typed: &[&str]) -> LeadsArgs {
    let to = edge.origin();
    let all = ["leadline", "leads", "--to", &to].into_iter().chain(typed.iter().copied());
    match crate::args::Args::try_parse_from(all).unwrap().command {
        crate::args::Command::Leads(args) => args,
        _ => panic!(),
    }
}

/// What is said of an answer, and what was asked.
fn listed(answer: &str, typed: &[&str]) -> (Result<String, Failure>, String) {
    let edge = StubEdge::answering("200 OK", answer);
    let said = run(&args(&edge, &[&["--site", "demo"], typed].concat()), &token);
    (said, edge.asked())
}

#[test]
fn leads_are_listed_with_their_weightiest_reasons() {
    let (said, asked) = listed(ANSWER, &[]);
    assert!(
        asked.starts_with("POST /ll/api/v1/leads/search?site=demo HTTP/1.1\r\n") && asked.ends_with("\r\n\r\n{}"),
        "{asked}"
    );
    insta::assert_snapshot!(said.unwrap());
}

#[test]
fn without_a_site_the_edge_chooses() {
    let edge = StubEdge::answering("200 OK", ANSWER);
    assert!(run(&args(&edge, &["--prefix", "/ll/"]), &token).is_ok());
    assert!(edge.asked().starts_with("POST /ll/api/v1/leads/search HTTP/1.1\r\n"));
}

#[test]
fn json_passes_through_as_it_is() {
    assert_eq!(listed(ANSWER, &["--json"]).0.unwrap(), ANSWER);
}

#[test]
fn no_leads_is_a_sentence() {
    assert_eq!(listed(r#"{"leads":[]}"#, &[]).0.unwrap(), "No leads yet.");
}

#[test]
fn an_answer_of_another_shape_is_said_to_be_one() {
    assert!(matches!(listed("[]", &[]).0, Err(Failure::NotAsked { .. })));
}

#[test]
fn what_is_asked_for_goes_in_the_body_and_never_into_the_address() {
    let typed =
        ["--stage", "mql", "--stage", "sql", "--score-at-least", "-5", "--text", "ada@example.com", "--tag", "vip"];
    let (_, asked) = listed(ANSWER, &typed);
    let body = r#"{"stage":["mql","sql"],"score_at_least":-5,"tags":["vip"],"text":"ada@example.com"}"#;
    assert!(asked.ends_with(body) && asked.matches("ada@example.com").count() == 1, "{asked}");
}

#[test]
fn all_of_them_are_lines_or_a_table() {
    assert_eq!(listed(ANSWER, &["--ndjson"]).0.unwrap().lines().count(), 2);
    insta::assert_snapshot!(listed(ANSWER, &["--csv"]).0.unwrap().replace("\r\n", "\n"));
}
