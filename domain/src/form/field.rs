//! A field of a form, checked.

use super::{FieldKind, FieldRule, RESERVED, pattern, when};
use crate::{
    geo::COUNTRIES,
    site::{RawBound, RawField},
};
use alloc::{
    borrow::ToOwned,
    format,
    string::{String, ToString},
    vec::Vec,
};

/// A field of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Name in submissions.
    pub name: String,
    /// What people read.
    pub label: String,
    /// What helps to answer.
    pub help: Option<String>,
    /// An example of an answer.
    pub placeholder: Option<String>,
    /// Answers to choose from; none for a country, whose list everybody has.
    pub options: Vec<Choice>,
    /// HTML's autofill token.
    pub autocomplete: Option<String>,
    /// The pattern as it was written, for browsers to judge without script.
    pub pattern: Option<String>,
    /// What is answered until somebody answers something else.
    pub default: Option<String>,
    /// The parameter of the page's address that answers.
    pub parameter: String,
    /// What the lead has the answer as.
    pub lead_field: String,
    /// The purpose that is agreed to.
    pub purpose: Option<String>,
    /// Whether it waits for its turn.
    pub queued: bool,
    /// Submissions of the form after which it is asked.
    pub after: u8,
    /// When an answer is valid.
    pub rule: FieldRule,
}

/// One of the answers to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is answered.
    pub value: String,
    /// What people read.
    pub label: String,
}

/// Longest answer where the form says nothing.
const LONGEST_LINE: u16 = 200;
const LONGEST_TEXT: u16 = 4_000;
/// Stars where the form says nothing, and at most.
const STARS: i64 = 5;
const MOST_STARS: i64 = 10;

/// Reports a problem as (key, found, expected).
type Report<'a> = dyn FnMut(&str, &str, &str) + 'a;

impl Field {
    /// Checks a field that is asked after `earlier` ones, reporting problems as (key, found, expected).
    pub(super) fn check(raw: &RawField, earlier: &[&str], report: &mut Report<'_>) -> Self {
        check_names(raw, report);
        check_options(raw, report);
        check_kind(raw, report);
        let mut rule = FieldRule {
            name: raw.name.clone(),
            kind: raw.kind,
            required: raw.required,
            step: 0,
            low: String::new(),
            high: String::new(),
            spacing: String::new(),
            pattern: String::new(),
            when: String::new(),
            options: options(raw),
        };
        set_limits(&mut rule, raw, report);
        if let Some(pattern) = &raw.pattern {
            match pattern::compile(pattern) {
                Ok(table) => rule.pattern = table,
                Err(expected) => report("pattern", pattern, &expected),
            }
        }
        if let Some(condition) = &raw.when {
            rule.when = when::compile(condition, earlier, &mut |_, found, expected| report("when", found, expected));
        }
        if let Some(default) =
            raw.default.as_ref().filter(|default| rule.fits(default).and_then(|()| rule.judge_choice(default)).is_err())
        {
            report("default", default, "an answer that the field itself takes");
        }
        Self {
            name: raw.name.clone(),
            label: raw.label.clone(),
            help: raw.help.clone(),
            placeholder: raw.placeholder.clone(),
            options: choices(raw),
            autocomplete: raw.autocomplete.clone().or_else(|| autocomplete(raw.kind).map(ToOwned::to_owned)),
            pattern: raw.pattern.clone(),
            default: raw.default.clone(),
            parameter: raw.parameter.clone().unwrap_or_else(|| raw.name.clone()),
            lead_field: raw.lead_field.clone().unwrap_or_else(|| raw.name.clone()),
            purpose: raw.purpose.clone(),
            queued: raw.queued,
            after: raw.after.unwrap_or_default(),
            rule,
        }
    }

    /// Whether people see it.
    pub fn is_seen(&self) -> bool {
        self.rule.kind != FieldKind::Hidden
    }
}

/// Whether text can name a field: 1 to 40 lower-case letters, digits and underscores, and none of our own.
pub fn is_field_name(text: &str) -> bool {
    (1..=40).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        && !text.starts_with(RESERVED)
}

const A_NAME: &str = "1 to 40 lower-case letters, digits and underscores, not beginning with ll_";

fn check_names(raw: &RawField, report: &mut Report<'_>) {
    if !is_field_name(&raw.name) {
        report("name", &raw.name, A_NAME);
    }
    if let Some(name) = raw.lead_field.as_ref().filter(|name| !is_field_name(name)) {
        report("lead_field", name, A_NAME);
    }
    if let Some(name) = raw.parameter.as_ref().filter(|name| name.is_empty() || name.starts_with(RESERVED)) {
        report("parameter", name, "the name of a parameter, not beginning with ll_");
    }
}

/// What only makes sense for some kinds.
fn check_kind(raw: &RawField, report: &mut Report<'_>) {
    let kind = raw.kind;
    let is_one_line = kind.is_text() && kind != FieldKind::Textarea;
    let is_limited = matches!(kind, FieldKind::Number | FieldKind::Date);
    let strays = [
        ("min_length", raw.min_length.is_some() && !kind.is_text(), "only where text is typed"),
        ("min", raw.min.is_some() && !is_limited, "only where type = \"number\" or \"date\""),
        ("max", raw.max.is_some() && !is_limited && kind != FieldKind::Rating, "only for numbers, dates and ratings"),
        ("step", raw.step.is_some() && !is_limited, "only where type = \"number\" or \"date\""),
        ("pattern", raw.pattern.is_some() && !is_one_line, "only where one line is typed"),
        (
            "placeholder",
            raw.placeholder.is_some() && !is_one_line && kind != FieldKind::Textarea,
            "only where text is typed",
        ),
        ("purpose", raw.purpose.is_some() && kind != FieldKind::Consent, "only where type = \"consent\""),
        ("default", raw.default.is_some() && kind == FieldKind::Consent, "no default: who agrees does so themselves"),
        ("required", raw.required && kind == FieldKind::Hidden, "not required: nobody can answer what is not seen"),
        ("queued", raw.queued && matches!(kind, FieldKind::Hidden | FieldKind::Consent), "only what is answered once"),
        ("queued", raw.queued && raw.name == "email", "an address that is always asked, for it says who answers"),
        ("after", raw.after.is_some() && !raw.queued, "after only beside queued = true"),
        (
            "step",
            raw.step.is_some() && raw.min.is_none() && raw.default.is_some(),
            "min beside step: where steps begin",
        ),
    ];
    for (key, _, expected) in strays.into_iter().filter(|(_, is_stray, _)| *is_stray) {
        report(key, key, expected);
    }
    if raw.pattern.is_some() && raw.help.is_none() {
        report("help", "no help", "help = \"…\" beside a pattern: people can't guess what it asks for");
    }
    if kind == FieldKind::Consent && raw.purpose.is_none() {
        report("purpose", "no purpose", "purpose = \"…\", one of the [[purpose]] of site.toml");
    }
}

fn set_limits(rule: &mut FieldRule, raw: &RawField, report: &mut Report<'_>) {
    let text = |bound: &Option<RawBound>| bound.as_ref().map(RawBound::text).unwrap_or_default();
    if raw.kind.is_text() {
        let longest = if raw.kind == FieldKind::Textarea { LONGEST_TEXT } else { LONGEST_LINE };
        let (least, most) = (raw.min_length.unwrap_or_default(), raw.max_length.unwrap_or(longest));
        if !(1..=LONGEST_TEXT).contains(&most) {
            report("max_length", &most.to_string(), "1 to 4000 characters");
        }
        if least > most {
            report("min_length", &least.to_string(), &format!("at most max_length, {most}"));
        }
        rule.low = if least > 0 { least.to_string() } else { String::new() };
        rule.high = most.to_string();
        return;
    }
    if raw.kind == FieldKind::Rating {
        let stars = if raw.max.is_none() { STARS.to_string() } else { text(&raw.max) };
        if !stars.parse().is_ok_and(|stars: i64| (2..=MOST_STARS).contains(&stars)) {
            report("max", &stars, "2 to 10 stars");
        }
        rule.high = stars;
        (rule.low, rule.spacing) = ("1".to_owned(), "1".to_owned());
        return;
    }
    (rule.low, rule.high, rule.spacing) = (text(&raw.min), text(&raw.max), text(&raw.step));
    let expected = if raw.kind == FieldKind::Date { "a day such as 2026-05-04" } else { "a number such as 12 or 0.5" };
    for (key, limit) in [("min", &rule.low), ("max", &rule.high)] {
        if !limit.is_empty() && rule.value(limit).is_none() {
            report(key, limit, expected);
        }
    }
    if rule.value(&rule.low).zip(rule.value(&rule.high)).is_some_and(|(low, high)| low > high) {
        report("min", &rule.low, &format!("at most max, {}", rule.high));
    }
    let is_spacing = super::units::number(&rule.spacing).is_some_and(|spacing| spacing > 0);
    if !rule.spacing.is_empty() && !is_spacing {
        report("step", &rule.spacing, "a number greater than 0");
    }
}

fn check_options(raw: &RawField, report: &mut Report<'_>) {
    match (raw.kind.has_options(), raw.options.is_empty()) {
        (true, true) => report("options", "no options", "options = [\"…\"] to choose from"),
        (true, false) | (false, true) => {}
        (false, false) => {
            report("options", "options", "options only where type = \"select\", \"radio\" or \"checkboxes\"");
        }
    }
    for (at, option) in raw.options.iter().enumerate() {
        if raw.options.iter().take(at).any(|other| other == option) {
            report("options", option, "each option once");
        }
        if !can_be_chosen(option) {
            report("options", option, "1 to 200 printable characters, with no space before or behind");
        }
        if raw.kind == FieldKind::Checkboxes && option.contains(';') {
            report("options", option, "no semicolon: it stands between those that were chosen");
        }
    }
    for value in raw.labels.keys().filter(|value| !raw.options.contains(value)) {
        report("labels", value, "a label for one of the options");
    }
}

/// Whether an option can be answered: answers are trimmed, bounded, and hold no control characters.
fn can_be_chosen(option: &str) -> bool {
    !option.is_empty()
        && option.trim() == option
        && option.chars().count() <= usize::from(LONGEST_LINE)
        && !option.contains(char::is_control)
}

fn options(raw: &RawField) -> Vec<String> {
    match raw.kind {
        FieldKind::Country => COUNTRIES.iter().map(|&code| code.to_owned()).collect(),
        _ => raw.options.clone(),
    }
}

fn choices(raw: &RawField) -> Vec<Choice> {
    let choice =
        |value: &String| Choice { label: raw.labels.get(value).unwrap_or(value).clone(), value: value.clone() };
    raw.options.iter().map(choice).collect()
}

/// What browsers fill in where the form says nothing (HTML, autofill detail tokens).
const fn autocomplete(kind: FieldKind) -> Option<&'static str> {
    match kind {
        FieldKind::Email => Some("email"),
        FieldKind::Tel => Some("tel"),
        FieldKind::Country => Some("country"),
        FieldKind::Company => Some("organization"),
        FieldKind::Url => Some("url"),
        _ => None,
    }
}
