use super::*;
use crate::{
    condition::{Formula, Truth},
    site::{Problem, Site},
};

fn with(routing: &str) -> Result<Routing, Vec<Problem>> {
    let mut raw: RawSite = serde_json::from_str(include_str!("../../example.json")).unwrap();
    raw.routing = serde_json::from_str(routing).unwrap();
    Site::check(raw).map(|site| site.routing)
}

const OWNERS: &str = r#""owner": [{"id": "ada", "name": "Ada"}, {"id": "bob@seller.example", "name": "Bob"}]"#;

fn routes(routes: &str) -> Result<Routing, Vec<Problem>> {
    with(&format!("{{{OWNERS}, \"default_owner\": \"ada\", \"route\": [{routes}]}}"))
}

#[test]
fn a_route_leads_to_one_to_several_in_turn_or_by_weight() {
    let all = r#"{"id": "known", "to": "account-owner"},
        {"id": "texas", "when": {"region": "US-TX"}, "to": "ada"},
        {"id": "dach", "when": {"country": ["AT", "DE"]}, "to": ["bob@seller.example", "ada"]},
        {"id": "rest", "to": {"ada": 3, "bob@seller.example": 1}}"#;
    let routing = routes(all).unwrap();
    let weights = |at: usize| match &routing.routes[at].to {
        Target::Turns(shares) => shares.iter().map(|share| (share.owner.as_str(), share.weight)).collect(),
        Target::AccountOwner => Vec::new(),
    };
    assert_eq!(routing.routes[0].to, Target::AccountOwner);
    assert_eq!(routing.routes[1].when, Some(Formula::Leaf(Truth::Region(["US-TX".into()].into()))));
    assert_eq!(weights(1), [("ada", 1)]);
    assert_eq!(weights(2), [("bob@seller.example", 1), ("ada", 1)]);
    assert_eq!(weights(3), [("ada", 3), ("bob@seller.example", 1)]);
    assert_eq!(routing.default_owner.as_deref(), Some("ada"));
}

#[test]
fn what_is_wrong_is_named_with_what_was_meant() {
    let all = r#"{"id": "Known", "when": {"region": "us-tx"}, "to": "acount-owner"},
        {"id": "dach", "when": {"country": "DE"}, "to": ["ada", "ada", "account-owner"]},
        {"id": "dach", "when": {"view": "/pricing"}, "to": {"ada": 0, "bob": 1}},
        {"id": "nobody", "when": {"email": "free"}, "to": []},
        {"id": "all", "to": "ada"}, {"id": "late", "to": "ada"}"#;
    let found = routes(all).unwrap_err();
    let lines: Vec<String> = found
        .iter()
        .map(|problem| {
            let nearest = problem.nearest.as_deref().unwrap_or("-");
            format!("{} | {} | {} | {nearest}", problem.place.join("."), problem.found, problem.expected)
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn the_default_owner_is_an_owner() {
    let found = with(r#"{"default_owner": "ada"}"#).unwrap_err();
    assert_eq!(found[0].place, ["default_owner"]);
}

#[test]
fn a_site_without_routes_is_written_as_ever() {
    let raw: RawSite = serde_json::from_str(include_str!("../../example.json")).unwrap();
    let json = serde_json::to_string(&raw).unwrap();
    assert!(!json.contains("route\"") && !json.contains("default_owner"), "an earlier release has to read it");
}
