use super::*;
use crate::{
    email::Email,
    lead::Fields,
    site::{self, Category, Fading, Group, Repeat, Site},
};
use alloc::vec;

const TODAY: Day = Day(60);

fn facts(events: &[(&str, u16)], holds: &[&str]) -> Facts {
    let mut facts = Facts::default();
    for (signal, day) in events {
        facts.counts.add(SignalKey::of(signal), Day(*day));
    }
    facts.holds = holds.iter().map(|id| SignalKey::of(id)).collect();
    facts
}

fn rule(signal: &str, points: i64) -> Rule {
    Rule {
        signal: signal.into(),
        key: SignalKey::of(signal),
        category: Category::Engagement,
        millipoints: points * 1_000,
        repeat: Repeat::Each,
        cap: None,
        fading: Fading::Never,
        verified: false,
        group: None,
    }
}

fn model(rules: Vec<Rule>) -> Model {
    Model { rules, ..site::example().scoring.default }
}

#[test]
fn a_score_explains_itself() {
    let events = [("pricing-view", 3), ("pricing-view", 4), ("case-study", 1), ("case-study", 1), ("case-study", 1)];
    let facts = facts(&events, &["decision-maker", "free-mail"]);
    insta::assert_json_snapshot!(score(&site::example().scoring.default, &facts, TODAY));
}

#[test]
fn each_daily_and_once_pay_differently() {
    let events = [("webinar", 1), ("webinar", 1), ("webinar", 2)];
    assert_eq!(score(&site::example().scoring.default, &facts(&events, &[]), TODAY).total, Points(40_000));
}

#[test]
fn a_group_s_cap_takes_from_the_later_rules() {
    let grouped = |signal, points| Rule { group: Some(0), ..rule(signal, points) };
    let model = Model {
        groups: vec![Group { id: "content".into(), cap: 25_000 }],
        ..model(vec![grouped("a", 10), grouped("b", 10), rule("free", 1), grouped("c", 10), grouped("d", 10)])
    };
    let found = score(&model, &facts(&[("a", 1), ("b", 1), ("c", 1), ("d", 1), ("free", 1)], &[]), TODAY);
    let points: Vec<i64> = found.reasons.iter().map(|reason| reason.points.0 / 1_000).collect();
    assert_eq!((points, found.total.0), (vec![10, 10, 1, 5, 0], 26_000));
    let held: Vec<&str> = found.reasons.iter().filter_map(|reason| reason.group.as_deref()).collect();
    assert_eq!(held, ["content", "content"]);
}

#[test]
fn a_floor_is_a_reason_of_its_own() {
    let model = Model { floor: Some(0), ..model(vec![rule("good", 10), rule("bad", -50)]) };
    let found = score(&model, &facts(&[("good", 1), ("bad", 1)], &[]), TODAY);
    assert_eq!((found.total.0, found.engagement.0), (0, -40_000));
    let last = found.reasons.last().unwrap();
    assert_eq!((&*last.signal, last.points.0, last.category), (FLOOR, 40_000, Part::Floor));
}

#[test]
fn a_score_of_an_earlier_release_is_read() {
    let text = r#"{"total":25,"fit":0,"engagement":25,"grade":"D","reasons":[{"signal":"pricing-view",
        "category":"engagement","points":25,"count":1,"capped":false,"latest":"2026-11-18"}]}"#;
    let read: Score = serde_json::from_str(text).unwrap();
    assert_eq!((read.model.as_str(), read.reasons[0].age_days), (DEFAULT_MODEL, None));
    assert_eq!(read.reasons[0].latest, Day::parse("2026-11-18"));
}

/// A site with models of these (id, mql, sql), each for who has a field of the same name.
fn with_models(models: &[(&str, i64, i64)]) -> Site {
    let mut site = site::example();
    for (id, mql, sql) in models {
        let thresholds = site::Thresholds { mql: mql * 1_000, sql: sql * 1_000 };
        let test = crate::condition::ValueTest::Present;
        let when = crate::condition::Formula::Leaf(crate::condition::Truth::Field((*id).into(), test));
        let default = site.scoring.default.clone();
        site.scoring.others.push(Model { id: (*id).into(), when: Some(when), thresholds, ..default });
    }
    site
}

fn best(models: &[(&str, i64, i64)], fields: &[&str]) -> (String, Vec<String>) {
    let site = with_models(models);
    let email = Email::parse("ada@example.com").unwrap();
    let mut known = Fields::default();
    for field in fields {
        let answer =
            crate::lead::FieldValue { at: crate::time::Millis(0), value: "x".into(), source: "x".into(), typed: None };
        known.learn(field, answer);
    }
    let person = Person::with_address(&email, &known, &[]);
    // 25 points; the default model asks for 65 and 85.
    let scores = Scores::of(&site.scoring, &facts(&[("pricing-view", 1)], &[]), &person, TODAY);
    assert_eq!(scores.best.model, scores.model.id);
    (scores.best.model, scores.others.into_iter().map(|score| score.model).collect())
}

#[test]
fn a_lead_goes_by_the_model_that_brings_it_furthest() {
    let models = [("far", 20, 90), ("further", 10, 25), ("near", 50, 90)];
    let table: [(&[&str], &str, &[&str]); 5] = [
        (&[], "default", &[]),
        (&["near"], "near", &["default"]),
        (&["near", "far"], "far", &["default", "near"]),
        (&["near", "far", "further"], "further", &["default", "far", "near"]),
        (&["unknown"], "default", &[]),
    ];
    for (fields, chosen, others) in table {
        let (found, rest) = best(&models, fields);
        assert_eq!((found.as_str(), rest), (chosen, others.iter().map(|id| String::from(*id)).collect()));
    }
    let alike = [("a", 65, 85), ("b", 65, 85)];
    assert_eq!(best(&alike, &["a", "b"]).0, "default");
}
