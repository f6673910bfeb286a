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
        tuned["rules"].as_array().unwrap().iter().find(|rule| rule["signal"] == signal).unwrap()["verdict"].clone()
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
