//! From `scoring.toml` and `models/` to signals and models.

use super::{A_SLUG, Problem, Report, condition, is_slug};
use crate::{
    condition::{Condition, Formula, RawCondition, Truth},
    form::Form,
    site::{
        DEFAULT_MODEL, Fading, GradeBands, Group, MAX_SIGNALS, Model, RawGrades, RawGroup, RawRule, RawScoring,
        RawSite, RawThresholds, Repeat, Rule, Scoring, Signal, SignalKey, Thresholds,
    },
};
use alloc::{borrow::ToOwned, collections::BTreeMap, format, string::String, vec::Vec};

/// Points become thousandths, so that decay stays in integers.
const MILLI: i64 = 1_000;

/// Most points of a rule, a cap, a floor or a threshold: sums of them, times all counts there can be, stay below 2^53
/// thousandths, which is what JSON can carry exactly.
const MOST_POINTS: i32 = 1_000_000;

/// Longest half-life or window, in days: ten years.
const LONGEST: u16 = 3_650;

/// Most models beside the default one: each is worked out for every lead.
const MAX_MODELS: usize = 8;

/// What both `scoring.toml` and a model's file say.
struct RawParts<'a> {
    id: &'a str,
    when: Option<&'a RawCondition>,
    thresholds: RawThresholds,
    grades: RawGrades,
    floor: Option<i32>,
    groups: &'a [RawGroup],
    rules: &'a [RawRule],
}

/// What rules may name.
struct Known<'a> {
    raw: &'a RawScoring,
    signals: &'a [Signal],
}

/// Checks signals and all models.
pub(super) fn check(raw: &RawSite, forms: &BTreeMap<String, Form>, problems: &mut Vec<Problem>) -> Scoring {
    let fields = condition::Asked { forms, traits: &raw.scoring.traits };
    let mut report = Report { file: "scoring.toml", problems };
    let scoring = &raw.scoring;
    check_traits(scoring, &mut report);
    check_size(scoring.thresholds, scoring.grades, &mut report);
    let signals = check_signals(scoring, &fields, &mut report);
    let known = Known { raw: scoring, signals: &signals };
    let (when, thresholds, grades) = (scoring.when.as_ref(), scoring.thresholds, scoring.grades);
    let (floor, groups, rules) = (scoring.floor, &scoring.groups[..], &scoring.rules[..]);
    let parts = RawParts { id: DEFAULT_MODEL, when, thresholds, grades, floor, groups, rules };
    let default = check_model(&parts, &known, &fields, &mut report);
    let others = check_others(raw, &known, &fields, problems);
    Scoring { signals, default, others }
}

fn check_others(
    raw: &RawSite,
    known: &Known<'_>,
    fields: &condition::Asked<'_>,
    problems: &mut Vec<Problem>,
) -> Vec<Model> {
    let mut models = Vec::new();
    for (at, (id, model)) in raw.models.iter().enumerate() {
        let file = format!("models/{id}.toml");
        let mut report = Report { file: &file, problems };
        if !is_slug(id) || id == DEFAULT_MODEL {
            report.add(&[], id, &format!("a file name of {A_SLUG}, and not default: that is scoring.toml"));
        }
        if at == MAX_MODELS {
            report.add(&[], id, &format!("at most {MAX_MODELS} models"));
        }
        check_size(model.thresholds, model.grades, &mut report);
        let (when, thresholds, grades) = (model.when.as_ref(), model.thresholds, model.grades);
        let (floor, groups, rules) = (model.floor, &model.groups[..], &model.rules[..]);
        let parts = RawParts { id, when, thresholds, grades, floor, groups, rules };
        models.push(check_model(&parts, known, fields, &mut report));
    }
    models
}

/// Traits that no form asks for are fields nobody can misspell but here.
fn check_traits(raw: &RawScoring, report: &mut Report<'_>) {
    for (at, name) in raw.traits.iter().enumerate() {
        if !crate::form::is_field_name(name) || name == "email" {
            let expected = "a field's name: 1 to 40 lower-case letters, digits and underscores, and not email";
            report.add(&["traits", &format!("{at}")], name, expected);
        }
    }
}

fn check_size(thresholds: RawThresholds, grades: RawGrades, report: &mut Report<'_>) {
    if thresholds.mql >= thresholds.sql {
        report.add(&["thresholds", "sql"], &format!("{}", thresholds.sql), "more than mql");
    }
    for (key, points) in [("mql", thresholds.mql), ("sql", thresholds.sql)] {
        check_points(&["thresholds", key], points, report);
    }
    for (key, points) in [("a", grades.a), ("b", grades.b), ("c", grades.c)] {
        check_points(&["grades", key], points, report);
    }
    if !(grades.a > grades.b && grades.b > grades.c) {
        report.add(&["grades"], &format!("{}, {}, {}", grades.a, grades.b, grades.c), "a more than b, b more than c");
    }
}

fn check_points(place: &[&str], points: i32, report: &mut Report<'_>) {
    if !(-MOST_POINTS..=MOST_POINTS).contains(&points) {
        report.add(place, &format!("{points}"), "at most 1000000 points, for or against");
    }
}

fn check_signals(raw: &RawScoring, fields: &condition::Asked<'_>, report: &mut Report<'_>) -> Vec<Signal> {
    if raw.signals.len() > MAX_SIGNALS {
        report.add(&["signal"], &format!("{} signals", raw.signals.len()), &format!("at most {MAX_SIGNALS}"));
    }
    let mut signals: Vec<Signal> = Vec::new();
    for (at, signal) in raw.signals.iter().enumerate() {
        let at = format!("{at}");
        let key = SignalKey::of(&signal.id);
        if !is_slug(&signal.id) {
            report.add(&["signal", &at, "id"], &signal.id, A_SLUG);
        } else if signals.iter().any(|other| other.key == key) {
            report.add(&["signal", &at, "id"], &signal.id, "an id of its own: another signal has this one");
        }
        if let Some(when) = condition::check(&signal.when, fields, &["signal", &at, "when"], report) {
            signals.push(Signal { id: signal.id.clone(), key, when });
        }
    }
    signals
}

fn check_model(raw: &RawParts<'_>, known: &Known<'_>, fields: &condition::Asked<'_>, report: &mut Report<'_>) -> Model {
    let RawThresholds { mql, sql } = raw.thresholds;
    let RawGrades { a, b, c } = raw.grades;
    let when = raw.when.and_then(|when| persons(when, fields, report));
    if let Some(floor) = raw.floor {
        check_points(&["floor"], floor, report);
        if floor >= mql {
            report.add(&["floor"], &format!("{floor}"), "less than thresholds.mql: everybody would be an MQL");
        }
    }
    Model {
        id: raw.id.to_owned(),
        when,
        groups: check_groups(raw.groups, report),
        rules: check_rules(raw, known, report),
        grades: GradeBands { a: milli(a), b: milli(b), c: milli(c) },
        thresholds: Thresholds { mql: milli(mql), sql: milli(sql) },
        floor: raw.floor.map(milli),
    }
}

/// A model is for people, so its condition is about them.
fn persons(when: &RawCondition, fields: &condition::Asked<'_>, report: &mut Report<'_>) -> Option<Formula<Truth>> {
    match condition::check(when, fields, &["when"], report)? {
        Condition::Holds(formula) => Some(formula),
        Condition::Happens(_) => {
            let expected = "a condition on the person (email, field, account, channel, …): a model is for people";
            report.add(&["when"], "something that happens", expected);
            None
        }
    }
}

fn check_groups(raw: &[RawGroup], report: &mut Report<'_>) -> Vec<Group> {
    for (at, group) in raw.iter().enumerate() {
        let place = format!("{at}");
        if !is_slug(&group.id) || raw.iter().take(at).any(|other| other.id == group.id) {
            report.add(&["group", &place, "id"], &group.id, &format!("{A_SLUG}, each group its own"));
        }
        if group.cap == 0 {
            report.add(&["group", &place, "cap"], "0", "the most points its rules give together, or the least");
        }
        check_points(&["group", &place, "cap"], group.cap, report);
    }
    raw.iter().map(|group| Group { id: group.id.as_str().into(), cap: milli(group.cap) }).collect()
}

fn check_rules(raw: &RawParts<'_>, known: &Known<'_>, report: &mut Report<'_>) -> Vec<Rule> {
    let mut rules = Vec::new();
    for (at, rule) in raw.rules.iter().enumerate() {
        let at = format!("{at}");
        check_worth(rule, &at, report);
        let group = rule.group.as_ref().and_then(|group| find_group(group, rule, raw.groups, &at, report));
        check_category(rule, raw.rules, &at, report);
        let fading = check_fading(rule, &at, report);
        let ids = || known.raw.signals.iter().map(|signal| signal.id.as_str());
        if let Some(signal) = known.signals.iter().find(|signal| signal.id == rule.signal) {
            check_dates(rule, signal, &at, report);
            check_verified(rule, signal, &at, report);
            rules.push(Rule {
                signal: signal.id.as_str().into(),
                key: signal.key,
                category: rule.category,
                millipoints: milli(rule.points),
                repeat: rule.repeat,
                cap: rule.cap.map(milli),
                fading,
                verified: rule.verified,
                group,
            });
        } else if !ids().any(|id| id == rule.signal) {
            report.unknown(&["rule", &at, "signal"], &rule.signal, "one of the signals", ids());
            report.follows_from("scoring.toml");
        }
    }
    rules
}

fn check_worth(rule: &RawRule, at: &str, report: &mut Report<'_>) {
    if rule.points == 0 {
        report.add(&["rule", at, "points"], "0", "points to add or to take away");
    }
    check_points(&["rule", at, "points"], rule.points, report);
    if let Some(cap) = rule.cap {
        if cap.signum() != rule.points.signum() {
            report.add(&["rule", at, "cap"], "a cap of another sign", "a cap with the sign of the points");
        }
        check_points(&["rule", at, "cap"], cap, report);
    }
}

fn find_group(id: &str, rule: &RawRule, groups: &[RawGroup], at: &str, report: &mut Report<'_>) -> Option<usize> {
    let place = ["rule", at, "group"];
    let found = groups.iter().enumerate().find(|(_, group)| group.id == id);
    match found {
        None => report.unknown(&place, id, "one of the groups", groups.iter().map(|group| group.id.as_str())),
        Some((_, group)) if group.cap.signum() != rule.points.signum() => {
            report.add(&place, id, "a group whose cap has the sign of the points");
        }
        Some(_) => {}
    }
    found.map(|(at, _)| at)
}

/// What fades would leave room in a shared cap: fit, and the grade with it, would rise by waiting.
fn check_category(rule: &RawRule, rules: &[RawRule], at: &str, report: &mut Report<'_>) {
    let Some(group) = &rule.group else { return };
    let first = rules.iter().find(|other| other.group.as_ref() == Some(group));
    if first.is_some_and(|first| first.category != rule.category) {
        report.add(&["rule", at, "group"], group, "a group whose rules are all of one category, fit or engagement");
    }
}

fn check_fading(rule: &RawRule, at: &str, report: &mut Report<'_>) -> Fading {
    for (key, days) in [("half_life_days", rule.half_life_days), ("window_days", rule.window_days)] {
        if let Some(days) = days.filter(|days| !(1..=LONGEST).contains(days)) {
            report.add(&["rule", at, key], &format!("{days}"), "1 to 3650 days");
        }
    }
    match (rule.half_life_days, rule.window_days) {
        (Some(_), Some(_)) => {
            report.add(&["rule", at, "window_days"], "half_life_days and window_days", "only one of the two");
            Fading::Never
        }
        (Some(days), None) => Fading::HalfLife(days),
        (None, Some(days)) => Fading::Window(days),
        (None, None) => Fading::Never,
    }
}

/// What is true of somebody has no date, so a rule that looks at dates would never pay.
fn check_dates(rule: &RawRule, signal: &Signal, at: &str, report: &mut Report<'_>) {
    if !matches!(signal.when, Condition::Holds(_)) {
        return;
    }
    let wanting = match rule {
        RawRule { half_life_days: Some(_), .. } => "half_life_days",
        RawRule { window_days: Some(_), .. } => "window_days",
        RawRule { repeat: Repeat::Weekly | Repeat::Monthly, .. } => "repeat",
        _ => return,
    };
    let expected = format!("no {wanting}: {} is true of somebody or not, and has no date", signal.id);
    report.add(&["rule", at, wanting], &format!("{wanting} of what has no date"), &expected);
}

/// What is true of somebody happened in no browser, so a rule that asks for verified ones would never pay.
fn check_verified(rule: &RawRule, signal: &Signal, at: &str, report: &mut Report<'_>) {
    if rule.verified && matches!(signal.when, Condition::Holds(_)) {
        let expected = format!("no verified: {} is true of somebody or not, and happens in no browser", signal.id);
        report.add(&["rule", at, "verified"], "verified of what happens in no browser", &expected);
    }
}

fn milli(points: i32) -> i64 {
    i64::from(points) * MILLI
}
