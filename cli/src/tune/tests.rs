use super::*;
use crate::scratch::Scratch;
use std::fmt::Write as _;

/// People who score 25 for the pricing page, or 3 for a mail they opened, or both.
fn line(number: usize, pricing: bool, mail: bool) -> String {
    let reason = |signal: &str, points: i64| {
        format!(
            r#"{{"signal":"{signal}","category":"engagement","points":{points},"count":1,"capped":false,"latest":null}}"#
        )
    };
    let said = [(pricing, reason("pricing-view", 25)), (mail, reason("email-open", 3))];
    let reasons: Vec<String> = said.into_iter().filter(|(so, _)| *so).map(|(_, reason)| reason).collect();
    let score = if pricing { 25 } else { 0 } + if mail { 3 } else { 0 };
    format!(
        r#"{{"person":{{"email":"p{number}@example.com"}},"score":{score},"fit":0,"engagement":{score},"grade":"D","stage":"lead","model":"default","reasons":[{}]}}"#,
        reasons.join(",")
    )
}

/// Of a hundred people half saw the pricing page, of whom 30 convert, and 10 of the rest; every fifth opened a mail.
fn tuned(json: bool) -> String {
    let site = Scratch::new();
    let (mut leads, mut outcomes) = (String::new(), "email,converted\n".to_owned());
    for number in 0..100 {
        let pricing = number < 50;
        let converted = if pricing { number < 30 } else { number < 60 };
        writeln!(leads, "{}", line(number, pricing, number % 5 == 0)).unwrap();
        writeln!(outcomes, "P{number}@example.com,{}", if converted { "yes" } else { "no" }).unwrap();
    }
    leads += "{\"person\":{}}\n";
    leads += &line(200, true, true);
    site.write("leads.jsonl", leads.as_bytes());
    site.write("outcomes.csv", outcomes.as_bytes());
    let (root, leads) = (site.root().to_owned(), site.root().join("leads.jsonl"));
    let args = TuneArgs { site: root, leads, outcomes: Some(site.root().join("outcomes.csv")), json };
    let mut aside = Vec::new();
    let told = run(&args, &|_| None, &mut |line| aside.push(line.to_owned())).unwrap();
    assert_eq!(aside.len(), 1, "{aside:?}");
    told
}

#[test]
fn thresholds_and_rules_are_told() {
    insta::assert_snapshot!(tuned(false));
}

#[test]
fn json_says_the_same() {
    let tuned: serde_json::Value = serde_json::from_str(&tuned(true)).unwrap();
    assert_eq!(
        (tuned["leads"].as_u64(), tuned["converted"].as_u64(), tuned["unknown"].as_u64()),
        (Some(100), Some(40), Some(1))
    );
    let rule = |signal: &str| {
        tuned["models"][0]["rules"].as_array().unwrap().iter().find(|rule| rule["signal"] == signal).unwrap()["verdict"]
            .clone()
    };
    assert_eq!(
        (rule("pricing-view"), rule("email-open"), rule("webinar")),
        ("separates".into(), "does-not-separate".into(), "too-few".into())
    );
}

#[test]
fn a_line_may_say_itself_what_became_of_somebody() {
    let site = Scratch::new();
    let lines: Vec<String> = (0..4).map(|n| line(n, n < 2, false).replacen('{', "{\"converted\":true,", 1)).collect();
    site.write("leads.jsonl", lines.join("\n").as_bytes());
    let args = |leads| TuneArgs { site: site.root().to_owned(), leads, outcomes: None, json: true };
    let told = run(&args(site.root().join("leads.jsonl")), &|_| None, &mut |_| ()).unwrap();
    assert!(told.starts_with(r#"{"leads":4,"converted":4,"unknown":0"#), "{told}");
    site.write("none.jsonl", line(1, true, true).as_bytes());
    let failure = run(&args(site.root().join("none.jsonl")), &|_| None, &mut |_| ()).unwrap_err();
    assert!(matches!(failure, Failure::NoOutcomes { .. }));
}

/// What is told of these lines at a site with a model for enterprises beside the default one.
fn told_of(lines: &[String], outcomes: &str) -> (Result<String, Failure>, Vec<String>) {
    let site = Scratch::new();
    site.write(
        "models/enterprise.toml",
        b"[thresholds]\nmql = 30\nsql = 60\n[grades]\na = 50\nb = 30\nc = 10\n\
          [[rule]]\nsignal = \"webinar\"\ncategory = \"engagement\"\npoints = 40\n",
    );
    site.write("leads.jsonl", lines.join("\n").as_bytes());
    site.write("outcomes.csv", outcomes.as_bytes());
    let (root, leads) = (site.root().to_owned(), site.root().join("leads.jsonl"));
    let args = TuneArgs { site: root, leads, outcomes: Some(site.root().join("outcomes.csv")), json: true };
    let mut aside = Vec::new();
    let told = run(&args, &|_| None, &mut |line| aside.push(line.to_owned()));
    (told, aside)
}

#[test]
fn a_model_is_held_against_its_own_people_and_its_own_scores_of_them() {
    let score = |model: &str, points: i64| {
        let reasons = if points == 40 {
            r#"[{"signal":"webinar","category":"engagement","points":40,"count":1,"capped":false,"latest":null}]"#
        } else {
            "[]"
        };
        format!(r#""fit":0,"engagement":0,"grade":"D","model":"{model}","reasons":{reasons}"#)
    };
    let person = |name: &str| format!(r#""person":{{"email":"{name}@example.com"}},"stage":"lead","converted":true"#);
    let lines = [
        format!(r#"{{{},"score":70,{}}}"#, person("a"), score("default", 70)),
        format!(
            r#"{{{},"score":70,{},"other_scores":[{{"total":40,{}}}]}}"#,
            person("b"),
            score("default", 70),
            score("enterprise", 40)
        ),
        format!(
            r#"{{{},"score":30,{},"other_scores":[{{"total":5,{}}}]}}"#,
            person("c"),
            score("enterprise", 30),
            score("default", 5)
        ),
    ];
    let (told, aside) = told_of(&lines, "email,converted\n");
    let told: serde_json::Value = serde_json::from_str(&told.unwrap()).unwrap();
    let pass = |model: usize, name: &str| {
        let rows = told["models"][model]["thresholds"].as_array().unwrap();
        rows.iter().find(|row| row["names"][0] == name).unwrap()["pass"].as_u64()
    };
    assert_eq!((pass(0, "mql"), pass(1, "mql"), pass(1, "sql")), (Some(2), Some(2), Some(0)));
    assert_eq!((told["models"][0]["leads"].as_u64(), told["models"][1]["leads"].as_u64()), (Some(3), Some(2)));
    let webinar = &told["models"][1]["rules"][0];
    assert_eq!((webinar["with"]["leads"].as_u64(), webinar["without"]["leads"].as_u64()), (Some(1), Some(1)));
    assert!(aside.is_empty(), "{aside:?}");
}

#[test]
fn what_contradicts_itself_or_is_of_another_site_is_said_once() {
    let lines = [line(1, true, false), line(2, true, false), line(3, true, false).replace("pricing-view", "elsewhere")];
    let outcomes = "email,converted\np1@example.com,yes\np2@example.com,yes\np2@example.com,no\np3@example.com,0\n";
    let (told, aside) = told_of(&lines, outcomes);
    assert!(told.unwrap().starts_with(r#"{"leads":2,"converted":1,"unknown":0,"conflicting":1,"#));
    insta::assert_snapshot!(aside.join("\n"), @r"
    line 2: p2@example.com is said to have converted and not to have: left out
    the scores are not of this site's rules, which don't know the signal elsewhere of default: score again with the same --site
    ");
}

#[test]
fn a_file_of_another_kind_is_told_in_a_few_lines() {
    let lines: Vec<String> = (0..30).map(|_| "ada@example.com, 65".to_owned()).collect();
    let (told, aside) = told_of(&lines, "email,converted\n");
    assert!(matches!(told, Err(Failure::NoOutcomes { .. })));
    assert_eq!((aside.len(), aside[10].as_str()), (12, "and 20 more"));
    assert_eq!(aside[0], "line 1: not JSON (expected value, column 1)");
    assert!(aside[11].contains("leadline score --json"));
    let (told, aside) = told_of(&lines, "mail;converted\nada@example.com;1\n");
    assert!(told.unwrap_err().to_string().contains("has no column email or user_id"), "{aside:?}");
    assert_eq!(aside.len(), 0, "{aside:?}");
}
