//! What is answered until somebody answers something else, and what a page's address answers.

use super::source::Source;
use leadline_domain::form::{Answers, FieldKind, Form};
use serde_json::{Map, Value, json};
use url::form_urlencoded::Serializer;

/// A default that such a field takes.
pub(crate) fn draw(field: &Map<String, Value>) -> Option<Value> {
    let said = |key: &str| field.get(key).filter(|said| !said.is_null());
    let is_bounded = said("min_length").or(said("max_length")).or(said("pattern")).is_some();
    match field["type"].as_str().unwrap() {
        "text" | "company" | "hidden" | "textarea" if said("pattern").is_none() => {
            let length = said("min_length").and_then(Value::as_u64).unwrap_or_default().max(1);
            Some(json!("b".repeat(usize::try_from(length).unwrap())))
        }
        "email" if !is_bounded => Some(json!("ada@example.com")),
        "tel" if !is_bounded => Some(json!("+43 1 512 89 00")),
        "url" if !is_bounded => Some(json!("https://example.com")),
        "number" | "date" if said("min").is_some() => Some(json!(said("min")?.to_string().trim_matches('"'))),
        "number" if said("step").is_none() => Some(json!("3")),
        "date" if said("step").is_none() => Some(json!("2026-01-31")),
        "select" | "radio" | "checkboxes" => Some(said("options")?[0].clone()),
        "checkbox" => Some(json!("yes")),
        "country" => Some(json!("AT")),
        "rating" => Some(json!("2")),
        _ => None,
    }
}

/// How many fields have a default.
pub(crate) fn holds(form: &Form, pairs: &[(String, String)], answers: &Answers) -> usize {
    let shown = answers.clone().with_defaults(form);
    let defaults = form.fields.iter().filter_map(|field| Some((field, field.default.as_ref()?)));
    for (field, default) in defaults.clone() {
        let answer = shown.of(field);
        assert_eq!(answer, if answers.has(&field.name) { answers.of(field) } else { default.clone() });
        let issues =
            Answers::default().with_defaults(form).check(form).expect_err("nobody has a default for who they are");
        assert!(issues.iter().all(|issue| issue.field != field.name), "a default is an answer: {}", field.name);
    }
    let of = |name: &str| form.fields.iter().find(|field| field.name == name);
    let by_parameter = pairs.iter().filter_map(|(name, answer)| Some((of(name)?.parameter.as_str(), answer)));
    let query = Serializer::new(String::new()).extend_pairs(by_parameter).finish();
    let said = Answers::of_address(form, &query);
    for field in &form.fields {
        let is_agreed = field.rule.kind == FieldKind::Consent;
        assert_eq!(said.has(&field.name), answers.has(&field.name) && !is_agreed, "nobody agrees by an address");
        assert!(is_agreed || said.of(field) == answers.of(field), "{}", field.name);
    }
    defaults.count()
}

/// Adds what the address calls a field, what a lead calls it, and a default.
pub(crate) fn add(source: &mut Source<'_>, at: usize, field: &mut Map<String, Value>) {
    if source.once_in(4) {
        field.insert("parameter".to_owned(), json!(format!("p{at}")));
    }
    if source.once_in(6) {
        field.insert("lead_field".to_owned(), json!(format!("l{at}")));
    }
    if let Some(default) = draw(field).filter(|_| source.once_in(4)) {
        field.insert("default".to_owned(), default);
    }
}
