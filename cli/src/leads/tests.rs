use super::*;
use crate::stub_edge::StubEdge;

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

/// What is said of an answer, and what was asked.
fn listed(answer: &str, json: bool) -> (Result<String, Failure>, String) {
    let edge = StubEdge::answering("200 OK", answer);
    let said = run(Some("demo"), &EdgeArgs { to: edge.origin(), prefix: "ll".to_owned() }, json, &token);
    (said, edge.asked())
}

#[test]
fn leads_are_listed_with_their_weightiest_reasons() {
    let (said, asked) = listed(ANSWER, false);
    assert!(asked.starts_with("GET /ll/api/v1/leads?site=demo HTTP/1.1\r\n"), "{asked}");
    insta::assert_snapshot!(said.unwrap());
}

#[test]
fn without_a_site_the_edge_chooses() {
    let edge = StubEdge::answering("200 OK", ANSWER);
    assert!(run(None, &EdgeArgs { to: edge.origin(), prefix: "/ll/".to_owned() }, false, &token).is_ok());
    assert!(edge.asked().starts_with("GET /ll/api/v1/leads HTTP/1.1\r\n"));
}

#[test]
fn json_passes_through_as_it_is() {
    assert_eq!(listed(ANSWER, true).0.unwrap(), ANSWER);
}

#[test]
fn no_leads_is_a_sentence() {
    assert_eq!(listed(r#"{"leads":[]}"#, false).0.unwrap(), "No leads yet.");
}

#[test]
fn an_answer_of_another_shape_is_said_to_be_one() {
    assert!(matches!(listed("[]", false).0, Err(Failure::NotAsked { .. })));
}
