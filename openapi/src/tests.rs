use crate::{document, operation::Known, operations, problem::CODES, text};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

fn file(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)).unwrap()
}

/// Rows of a table of a page, by their cells.
fn rows(page: &str) -> Vec<Vec<String>> {
    let cells = |line: &str| line.split('|').map(|cell| cell.trim().to_owned()).collect();
    file(page).lines().filter(|line| line.starts_with('|')).map(cells).collect()
}

fn visit(value: &Value, look: &mut impl FnMut(&str, &Value)) {
    match value {
        Value::Object(keys) => keys.iter().for_each(|(key, value)| {
            look(key, value);
            visit(value, look);
        }),
        Value::Array(items) => items.iter().for_each(|item| visit(item, look)),
        _ => {}
    }
}

#[test]
fn what_is_committed_is_what_the_code_says() {
    assert_eq!(file("edge/openapi.json"), text().unwrap(), "write it anew: cargo xtask openapi");
}

/// A test of `domain` holds the table of docs/api.md against the routes.
#[test]
fn every_route_is_an_operation_and_no_operation_is_anything_else() {
    let routes = rows("docs/api.md").into_iter().filter_map(|cells| {
        let route = cells.get(1)?.trim_matches('`').replacen(" api/v1/", " ", 1);
        let role = ["read", "write", "admin"].contains(&cells.get(2)?.as_str());
        role.then(|| (route, (cells[2].clone(), cells[3].trim_matches('`').to_owned())))
    });
    let routes: BTreeMap<_, _> = routes.filter(|(route, _)| route.contains(' ')).collect();
    let sections = operations::all();
    let operations = sections.iter().flat_map(|section| &section.operations).map(|operation| {
        let Known { role, verb, .. } = operation.known().unwrap();
        (operation.route().to_owned(), (role.name().to_owned(), verb.unwrap_or_default().to_owned()))
    });
    assert_eq!(operations.collect::<BTreeMap<_, _>>(), routes);
    assert!(routes.len() >= 30, "the table was not read");
}

/// Everything the edge refuses, as `reply.rs` has it: `404, "unknown-lead",` over however many lines.
fn replied() -> BTreeMap<String, u16> {
    let source = file("edge/src/reply.rs");
    let parts: Vec<&str> = source.split('"').collect();
    let pair = |pair: &[&str]| {
        let status = pair[0].trim().strip_suffix(',')?.rsplit(['(', ' ']).next()?.parse().ok()?;
        Some((pair[1].to_owned(), status))
    };
    parts.windows(2).filter_map(pair).collect()
}

#[test]
fn codes_are_those_the_edge_answers() {
    let replied = replied();
    assert!(replied.len() >= 30, "the source was not read: {replied:?}");
    for code in &CODES {
        assert_eq!(replied.get(code.name), Some(&code.status), "{}", code.name);
    }
}

/// What only pages and visitors hear, and what no documented operation can.
const NOT_OF_THE_API: [&str; 11] = [
    "answers-invalid",
    "batch-malformed",
    "batch-too-many-items",
    "batch-version",
    "form-changed",
    "method-not-allowed",
    "not-found",
    "origin-not-allowed",
    "ticket-refused",
    "unknown-form",
    "unknown-page",
];

#[test]
fn codes_are_those_of_the_documented_table() {
    let mut documented = BTreeSet::new();
    for cells in rows("docs/wire.md").iter().filter(|cells| cells.len() > 2) {
        let Ok(status) = cells[1].parse::<u16>() else { continue };
        documented.extend(
            cells[2]
                .split('`')
                .skip(1)
                .step_by(2)
                .filter(|code| *code != "Retry-After")
                .map(|code| (code.to_owned(), status)),
        );
    }
    documented.retain(|(code, _)| !NOT_OF_THE_API.contains(&code.as_str()));
    let known: BTreeSet<_> = CODES.iter().map(|code| (code.name.to_owned(), code.status)).collect();
    assert_eq!(known, documented);
}

#[test]
fn every_code_is_refused_by_some_operation() {
    let sections = operations::all();
    let used: BTreeSet<_> = sections
        .iter()
        .flat_map(|section| &section.operations)
        .flat_map(|operation| operation.refused().unwrap())
        .collect();
    assert_eq!(used, CODES.iter().map(|code| code.name).collect());
}

#[test]
fn what_is_referred_to_is_there_and_what_is_there_is_referred_to() {
    let document = document().unwrap();
    let mut referred = BTreeSet::new();
    visit(&document, &mut |key, value| {
        if let ("$ref", Some(place)) = (key, value.as_str()) {
            assert!(document.pointer(&place[1..]).is_some(), "{place}");
            referred.insert(place.to_owned());
        }
    });
    for kind in ["schemas", "responses", "parameters"] {
        for name in document["components"][kind].as_object().unwrap().keys() {
            assert!(referred.contains(&format!("#/components/{kind}/{name}")), "nobody asks for {name}");
        }
    }
}

#[test]
fn descriptions_are_for_people_who_see_no_code() {
    visit(&document().unwrap(), &mut |key, value| {
        if let ("description" | "summary", Some(text)) = (key, value.as_str()) {
            for mark in ["[`", "::", "earlier release don't"] {
                assert!(!text.contains(mark), "{text}");
            }
            assert!(!text.is_empty());
        }
    });
}

#[test]
fn what_is_answered_is_said_to_the_last_key() {
    let document = document().unwrap();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    for name in ["Lead", "LeadDetail", "Score", "Token", "TrailEntry", "Problem", "VersionShown", "LeadMissed"] {
        assert_eq!(schemas[name]["additionalProperties"], false, "{name}");
    }
    assert!(!schemas["Lead"]["required"].as_array().unwrap().iter().any(|key| key == "owner"), "left out for nobody");
    assert!(schemas["Lead"]["required"].as_array().unwrap().iter().any(|key| key == "sessions"));
}
