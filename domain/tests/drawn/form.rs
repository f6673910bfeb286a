//! Forms as somebody could write them.

use super::{after, defaults, locale, pattern, source::Source};
use serde_json::{Map, Value, json};

/// A form, and what helps to answer it.
pub(crate) struct Drawn {
    /// As a file has it.
    pub(crate) raw: Value,
    /// The patterns of its fields, by their place among the fields.
    pub(crate) patterns: Vec<Option<pattern::Pattern>>,
}

const KINDS: [&str; 16] = [
    "text",
    "textarea",
    "number",
    "select",
    "email",
    "tel",
    "url",
    "date",
    "country",
    "radio",
    "checkboxes",
    "checkbox",
    "hidden",
    "consent",
    "company",
    "rating",
];
/// Options, some of which a condition takes for the same.
pub(crate) const OPTIONS: [&str; 6] = ["a", "A", "b b", "é", "7", "yes"];
const DAYS: [&str; 5] = ["2026-01-31", "2026-02-28", "2026-03-01", "2026-05-04", "2028-02-29"];

/// A form that `leadline check` takes.
pub(crate) fn draw(source: &mut Source<'_>) -> Drawn {
    let others = source.below(7);
    let email_at = source.below(others + 1);
    let (mut fields, mut patterns): (Vec<Value>, Vec<_>) = (Vec::new(), Vec::new());
    for at in 0..=others {
        let pattern = source.once_in(3).then(|| pattern::draw(source));
        let (field, pattern) = if at == email_at {
            (json!({"name": "email", "type": "email", "label": "E-mail", "required": true}), None)
        } else {
            field(source, at, &fields, pattern)
        };
        fields.push(field);
        patterns.push(pattern);
    }
    let mut form = json!({"title": "a", "button": "b", "thanks": "c", "field": fields});
    let keys = form.as_object_mut().unwrap();
    if fields.iter().any(|field| field["queued"] == true) {
        keys.insert("at_a_time".to_owned(), json!(1 + source.below(3)));
    }
    if source.once_in(4) {
        keys.insert("accept_mail".to_owned(), json!(source.one_of(&["no-disposable", "business-only"])));
    }
    let steps = steps(source, &fields);
    let sections = sections(source, &fields, &steps);
    keys.insert("step".to_owned(), json!(steps));
    keys.insert("section".to_owned(), json!(sections));
    more(source, keys, &fields);
    Drawn { raw: form, patterns }
}

/// What it says besides what is asked.
fn more(source: &mut Source<'_>, keys: &mut Map<String, Value>, fields: &[Value]) {
    keys.insert("after".to_owned(), json!(after::draw(source, fields)));
    let is_kiosk = source.once_in(5);
    if is_kiosk {
        keys.insert("kiosk".to_owned(), json!(true));
    }
    // What one visitor began is not kept in front of the next.
    if source.once_in(3) && !is_kiosk {
        keys.insert("partial".to_owned(), json!({"notice": "x", "remind_minutes": 5 + source.below(200)}));
    }
    if source.once_in(3) {
        keys.insert("confirm".to_owned(), json!({"mail": "mail", "subject": "x", "text": "{{link}}"}));
    }
    locale::draw(source, keys);
}

type Pattern = Option<pattern::Pattern>;

fn field(source: &mut Source<'_>, at: usize, earlier: &[Value], pattern: Pattern) -> (Value, Pattern) {
    let kind = *source.one_of(&KINDS);
    let mut field = Map::from_iter([("name".to_owned(), json!(format!("f{at}"))), ("type".to_owned(), json!(kind))]);
    let mut say = |key: &str, said: Value| drop(field.insert(key.to_owned(), said));
    let is_line = matches!(kind, "text" | "email" | "tel" | "url" | "hidden" | "company");
    if kind != "hidden" {
        say("label", json!("x"));
        say("required", json!(source.once_in(3)));
    }
    let pattern = pattern.filter(|_| is_line);
    if let Some(pattern) = &pattern {
        say("pattern", json!(pattern.written()));
        say("help", json!("x"));
    }
    match kind {
        _ if is_line || kind == "textarea" => {
            let least = source.below(4);
            if source.once_in(3) {
                say("min_length", json!(least));
            }
            if source.once_in(3) {
                say("max_length", json!(least + 1 + source.below(9)));
            } else if kind == "textarea" {
                // Seven of them, as long as they may be, would not fit a submission.
                say("max_length", json!(2_000));
            }
        }
        "number" => {
            let least = i64::try_from(source.below(9)).unwrap() - 4;
            let numbers = [
                ("min", json!(least)),
                ("max", json!(least + 7)),
                ("step", source.one_of(&[json!(2), json!(0.5), json!("0.003")]).clone()),
            ];
            for (key, said) in numbers.into_iter().filter(|_| source.once_in(2)) {
                say(key, said);
            }
        }
        "date" => {
            let first = source.below(DAYS.len());
            let days = [
                ("min", json!(DAYS[first])),
                ("max", json!(DAYS[DAYS.len() - 1])),
                ("step", json!(1 + source.below(9))),
            ];
            for (key, said) in days.into_iter().filter(|_| source.once_in(2)) {
                say(key, said);
            }
        }
        "select" | "radio" | "checkboxes" => {
            let options = 1 + source.below(OPTIONS.len());
            say("options", json!(OPTIONS[..options]));
        }
        "rating" if source.once_in(2) => say("max", json!(2 + source.below(9))),
        "consent" => say("purpose", json!("mail")),
        _ => {}
    }
    if !matches!(kind, "hidden" | "consent") && source.once_in(4) {
        say("queued", json!(true));
        if source.once_in(2) {
            say("after", json!(source.below(4)));
        }
    }
    if !earlier.is_empty() && source.once_in(3) {
        say("when", condition(source, earlier, 2));
    }
    defaults::add(source, at, &mut field);
    (Value::Object(field), pattern)
}

/// A condition on the answers to these fields.
fn condition(source: &mut Source<'_>, earlier: &[Value], depth: u8) -> Value {
    let field = &source.one_of(earlier)["name"];
    let inner = |source: &mut Source<'_>| condition(source, earlier, depth - 1);
    match source.below(8) {
        1 => json!({"field": field, "present": false}),
        2 | 3 => {
            let words = 1 + source.below(2);
            json!({"field": field, "is_in": (0..words).map(|_| *source.one_of(&OPTIONS)).collect::<Vec<_>>()})
        }
        4 => json!({"field": field, "at_least": source.below(5), "at_most": 5}),
        5 if depth > 0 => json!({"all": [inner(source), inner(source)]}),
        6 if depth > 0 => json!({"any": [inner(source), inner(source)]}),
        7 if depth > 0 => json!({"not": inner(source)}),
        _ => json!({"field": field, "present": true}),
    }
}

fn names(fields: &[Value]) -> Vec<&str> {
    fields.iter().filter(|field| field["type"] != "hidden").filter_map(|field| field["name"].as_str()).collect()
}

fn steps(source: &mut Source<'_>, fields: &[Value]) -> Vec<Value> {
    let names = names(fields);
    if names.len() < 2 || !source.once_in(2) {
        return Vec::new();
    }
    let (one, other) = names.split_at(1 + source.below(names.len() - 1));
    [one, other]
        .iter()
        .zip(["one", "two"])
        .map(|(names, id)| json!({"id": id, "title": "x", "fields": names}))
        .collect()
}

/// At most one: fields that follow one another in one step.
fn sections(source: &mut Source<'_>, fields: &[Value], steps: &[Value]) -> Vec<Value> {
    let step = |name: &Value| steps.iter().position(|step| step["fields"].as_array().unwrap().contains(name));
    let begin = source.below(fields.len());
    let end = begin + 1 + source.below(fields.len() - begin);
    let run = &fields[begin..end];
    // The address is asked under no condition, and hidden fields are in no step.
    let is_stray = |field: &Value| field["name"] == "email" || field["type"] == "hidden";
    let is_torn = run.iter().any(|field| step(&field["name"]) != step(&run[0]["name"]));
    if is_torn || run.iter().any(is_stray) || !source.once_in(2) {
        return Vec::new();
    }
    let mut section = json!({"id": "more", "title": "x", "fields": names(run)});
    if begin > 0 && source.once_in(2) {
        section["when"] = condition(source, &fields[..begin], 1);
    }
    vec![section]
}
