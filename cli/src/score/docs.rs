//! What docs/scoring.md says is so.

use super::*;
use crate::scratch::Scratch;
use leadline_domain::site::{RawCondition, RawSite, Site};
use std::{fs, path::Path};

fn file(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)).unwrap()
}

/// The first block of a language in the docs.
fn block(language: &str) -> String {
    let docs = file("docs/scoring.md");
    let (_, rest) = docs.split_once(&format!("```{language}\n")).unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}

/// The demo site with the scoring of a template.
fn with_template(name: &str) -> Scratch {
    let site = Scratch::new();
    site.write("scoring.toml", file(&format!("sites/templates/{name}/scoring.toml")).as_bytes());
    site
}

#[test]
fn every_template_is_sound_and_warns_of_nothing() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sites/templates");
    let names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    assert!(!names.is_empty());
    for name in names {
        let said = crate::check::run(with_template(&name).root(), &|_| None).unwrap();
        assert!(said.contains(" is sound: ") && !said.contains("warning"), "{name}: {said}");
        assert!(file("docs/scoring.md").contains(&format!("sites/templates/{name}/scoring.toml")));
    }
}

#[test]
fn the_worked_example_is_what_the_program_prints() {
    let site = with_template("content-50");
    site.write("events.jsonl", block("jsonl").as_bytes());
    let (root, events) = (site.root().to_owned(), site.root().join("events.jsonl"));
    let args = ScoreArgs { site: root, events, at: None, anonymous: false, json: false };
    let printed = run(&args, &|_| None, &mut |line| panic!("{line}")).unwrap();
    assert_eq!(printed.trim_end(), block("text").trim_end(), "\n{printed}");
}

#[derive(serde::Deserialize)]
struct Condition {
    when: RawCondition,
}

#[test]
fn every_condition_in_the_tables_is_one() {
    let scratch = Scratch::new();
    let (mut raw, _) = crate::site_dir::load(scratch.root(), &|_| None).unwrap();
    raw.scoring.traits = vec!["seats".to_owned()];
    let docs = file("docs/scoring.md");
    let cells = docs.lines().filter_map(|line| line.strip_prefix("| `{ ")?.split_once('`').map(|(code, _)| code));
    let mut count = 0;
    for code in cells {
        let condition: Condition = toml::from_str(&format!("when = {{ {code}")).unwrap();
        let mut site: RawSite = raw.clone();
        site.scoring.signals[0].when = condition.when;
        assert!(Site::check(site).is_ok(), "{code}");
        count += 1;
    }
    assert!(count > 20, "{count}");
}
