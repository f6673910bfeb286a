//! `[[after]]`: of several rules the first that is true of what is kept comes, and what it says is what comes.

use super::source::Source;
use leadline_domain::{
    email::Kind,
    form::{Checked, Form, Next},
    geo::Place,
};
use serde_json::{Map, Value, json};

/// A file the site has, and its other form.
pub(crate) const FILE: &str = "guide.txt";
pub(crate) const OTHER: &str = "other";

/// Some rules, of which only the last may come under no condition.
pub(crate) fn draw(source: &mut Source<'_>, fields: &[Value]) -> Vec<Value> {
    // A lead has what was agreed to beside its fields.
    let fields: Vec<Value> = fields.iter().filter(|field| field["type"] != "consent").cloned().collect();
    let rules = source.below(8).saturating_sub(3);
    (0..rules)
        .map(|at| {
            let mut rule = Map::new();
            if at + 1 < rules || !source.once_in(3) {
                rule.insert("when".to_owned(), condition(source, &fields, 2));
            }
            if source.once_in(2) {
                rule.insert("id".to_owned(), json!(format!("r{at}")));
            }
            let next = source.below(4);
            let nexts = [("redirect", format!("/thanks-{at}")), ("file", FILE.to_owned()), ("form", OTHER.to_owned())];
            if let Some((key, said)) = nexts.get(next) {
                rule.insert((*key).to_owned(), json!(said));
            }
            if next == nexts.len() || (next > 0 && source.once_in(2)) {
                rule.insert("message".to_owned(), json!(format!("m{at}")));
            }
            Value::Object(rule)
        })
        .collect()
}

fn condition(source: &mut Source<'_>, fields: &[Value], depth: u8) -> Value {
    let field = source.one_of(fields);
    let name = if field["lead_field"].is_null() { &field["name"] } else { &field["lead_field"] };
    let inner = |source: &mut Source<'_>| condition(source, fields, depth - 1);
    match source.below(9) {
        0 => json!({"email": source.one_of(&["free", "business", "disposable"])}),
        1 => json!({"country": source.one_of(&[["AT", "DE"], ["FR", "CH"]])}),
        2 | 3 => json!({"field": name, "present": source.once_in(2)}),
        4 if field["options"].is_array() => {
            json!({"field": name, "is_in": [source.one_of(field["options"].as_array().unwrap())]})
        }
        5 if field["type"] == "number" || field["type"] == "rating" => {
            json!({"field": name, "at_least": source.below(5)})
        }
        6 if depth > 0 => json!({"all": [inner(source), inner(source)]}),
        7 if depth > 0 => json!({"any": [inner(source), inner(source)]}),
        8 if depth > 0 => json!({"not": inner(source)}),
        _ => json!({"field": name, "present": true}),
    }
}

/// Which rule comes; none if the thanks are all.
pub(crate) fn holds(raw: &Value, form: &Form, checked: &Checked) -> Option<usize> {
    let rules = raw["after"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut came = None;
    for country in ["AT", "CH", ""] {
        let first = rules.iter().position(|rule| rule["when"].is_null() || is_true(&rule["when"], checked, country));
        came = form.after_submission(checked, &Place::of(country, ""), &[]);
        assert_eq!(came, first, "the first rule that is true comes: {checked:?} {country} {rules:?}");
        says(first.map_or(&Value::Null, |at| &rules[at]), form, came);
    }
    came
}

fn says(rule: &Value, form: &Form, came: Option<usize>) {
    let (said, next) = form.outcome(came);
    assert_eq!(said, rule["message"].as_str().unwrap_or(&form.thanks));
    let (key, named) = match next {
        None => return assert!(["redirect", "file", "form"].iter().all(|key| rule[key].is_null()), "{rule}"),
        Some(Next::Redirect(to)) => ("redirect", to),
        Some(Next::File { name, .. }) => ("file", name),
        Some(Next::Form(form)) => ("form", form),
    };
    assert_eq!(rule[key], json!(named));
}

/// The same conditions, read off what the file says.
fn is_true(when: &Value, checked: &Checked, country: &str) -> bool {
    let all_of = |key: &str| when[key].as_array().map(|all| all.iter().map(|one| is_true(one, checked, country)));
    if let Some(mut all) = all_of("all") {
        return all.all(|one| one);
    }
    if let Some(mut any) = all_of("any") {
        return any.any(|one| one);
    }
    if !when["not"].is_null() {
        return !is_true(&when["not"], checked, country);
    }
    if let Some(kind) = when["email"].as_str() {
        let is = match checked.email.kind() {
            Kind::Free => "free",
            Kind::Business => "business",
            Kind::Disposable => "disposable",
        };
        return is == kind;
    }
    if let Some(countries) = when["country"].as_array() {
        return countries.contains(&json!(country));
    }
    let value = checked.fields.get(when["field"].as_str().unwrap());
    if let Some(present) = when["present"].as_bool() {
        return value.is_some() == present;
    }
    let Some(value) = value else { return false };
    if let Some(least) = when["at_least"].as_i64() {
        return value.parse().is_ok_and(|number: f64| number >= i32::try_from(least).unwrap().into());
    }
    let chosen = when["is_in"][0].as_str().unwrap().to_lowercase();
    value.to_lowercase().split("; ").any(|one| one == chosen)
}
