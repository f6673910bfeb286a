//! Which fields are asked together: steps one after another, and sections with a heading within them.

use super::{Field, Form, when};
use crate::site::{RawForm, RawSection, RawStep};
use alloc::{format, string::String, vec::Vec};

/// A step or a section: fields that follow one another, with a heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its name in translations and events.
    pub id: String,
    /// What people read above it.
    pub title: String,
    /// The names of its fields, in the order of the form.
    pub fields: Vec<String>,
}

/// Reports a problem as (place, found, expected).
type Report<'a> = dyn FnMut(&[&str], &str, &str) + 'a;

/// Checks the steps, and tells the fields which one they are in.
pub(super) fn check_steps(raw: &RawForm, fields: &mut [Field], report: &mut Report<'_>) -> Vec<Part> {
    let parts: Vec<Part> = raw.steps.iter().map(|RawStep { id, title, fields }| part(id, title, fields)).collect();
    check_parts("step", &parts, fields, report);
    if parts.len() == 1 {
        report(&["step"], "one step", "two at least, or none");
    }
    for (at, field) in fields.iter_mut().enumerate() {
        let step = parts.iter().position(|step| step.fields.contains(&field.name));
        if step.is_none() && !parts.is_empty() && field.is_seen() {
            report(&["field", &format!("{at}")], &field.name, "a field of one of the steps");
        }
        field.rule.step = step.and_then(|step| u8::try_from(step).ok()).unwrap_or_default();
    }
    let in_steps = fields.iter().filter(|field| parts.iter().any(|step| step.fields.contains(&field.name)));
    let steps: Vec<u8> = in_steps.map(|field| field.rule.step).collect();
    if !steps.is_sorted() {
        report(&["step"], "steps in another order than their fields", "fields in the order of the steps");
    }
    parts
}

/// Checks the sections, and puts their conditions before those of their fields.
pub(super) fn check_sections(raw: &RawForm, fields: &mut [Field], report: &mut Report<'_>) -> Vec<Part> {
    let parts: Vec<Part> =
        raw.sections.iter().map(|RawSection { id, title, fields, .. }| part(id, title, fields)).collect();
    check_parts("section", &parts, fields, report);
    for (at, (raw, part)) in raw.sections.iter().zip(&parts).enumerate() {
        let place = format!("{at}");
        let members: Vec<usize> = (0..fields.len())
            .filter(|&field| fields.get(field).is_some_and(|field| part.fields.contains(&field.name)))
            .collect();
        let (first, steps) = (members.first().copied().unwrap_or_default(), steps_of(&members, fields));
        if members.windows(2).any(|pair| matches!(pair, [one, other] if one + 1 != *other)) || steps > 1 {
            report(&["section", &place, "fields"], &part.id, "fields that follow one another in one step");
        }
        let Some(condition) = &raw.when else { continue };
        let earlier: Vec<String> = fields.iter().take(first).map(|field| field.name.clone()).collect();
        let earlier: Vec<&str> = earlier.iter().map(String::as_str).collect();
        let compiled = when::compile(condition, &earlier, &mut |_, found, expected| {
            report(&["section", &place, "when"], found, expected);
        });
        for &member in &members {
            let Some(field) = fields.get_mut(member) else { continue };
            field.rule.when = match field.rule.when.as_str() {
                "" => compiled.clone(),
                own => format!("&2\t{compiled}\t{own}"),
            };
        }
    }
    parts
}

fn steps_of(members: &[usize], fields: &[Field]) -> usize {
    let mut steps: Vec<u8> = members.iter().filter_map(|&at| fields.get(at)).map(|field| field.rule.step).collect();
    steps.dedup();
    steps.len()
}

fn part(id: &str, title: &str, fields: &[String]) -> Part {
    Part { id: id.into(), title: title.into(), fields: fields.to_vec() }
}

fn check_parts(key: &str, parts: &[Part], fields: &[Field], report: &mut Report<'_>) {
    for (at, part) in parts.iter().enumerate() {
        let place = format!("{at}");
        if !super::is_field_name(&part.id) || parts.iter().take(at).any(|other| other.id == part.id) {
            report(&[key, &place, "id"], &part.id, "an id of its own: 1 to 40 lower-case letters, digits, underscores");
        }
        if part.fields.is_empty() {
            report(&[key, &place, "fields"], "no fields", "the names of its fields");
        }
        for name in &part.fields {
            if !fields.iter().any(|field| field.name == *name) {
                report(&[key, &place, "fields"], name, "the name of a field of this form");
            }
            if parts.iter().take(at).any(|other| other.fields.contains(name)) {
                report(&[key, &place, "fields"], name, &format!("a field that no other {key} has"));
            }
        }
    }
}

impl Form {
    /// Leaves out steps without a field that is seen. One step alone is none.
    pub(super) fn drop_empty_steps(&mut self) {
        let fields = &self.fields;
        let is_used = |step: &Part| fields.iter().any(|field| field.is_seen() && step.fields.contains(&field.name));
        self.steps.retain(is_used);
        if self.steps.len() == 1 {
            self.steps.clear();
        }
        for field in &mut self.fields {
            let step = self.steps.iter().position(|step| step.fields.contains(&field.name));
            field.rule.step = step.and_then(|step| u8::try_from(step).ok()).unwrap_or_default();
        }
    }

    /// The section a field is in.
    pub fn section_of(&self, field: &Field) -> Option<&Part> {
        self.sections.iter().find(|section| section.fields.contains(&field.name))
    }
}
