//! The same text under many names.

use super::{Seen, Suspicion};
use crate::{
    form::{Answers, Field, FieldKind, Form},
    secret::sha256_hex,
    site::Spam,
};
use alloc::{string::String, vec::Vec};

/// Shortest text that many people don't write by chance, in characters. What is chosen from a list, a name and a title are
/// the same for many who have nothing to do with one another.
const LEAST: usize = 40;

pub(super) fn suspects(seen: &Seen<'_>, spam: &Spam) -> Option<Suspicion> {
    (seen.by_content > u32::from(spam.repeats)).then_some(Suspicion::Repeat)
}

/// What names the text that somebody typed, without who they are: a hash of the long answers, whatever their letter case and
/// spaces. Nothing where there is none.
pub fn content(form: &Form, answers: &Answers) -> Option<String> {
    let texts = form.fields.iter().filter(|field| matches!(field.rule.kind, FieldKind::Text | FieldKind::Textarea));
    // What stood there already was typed by nobody.
    let is_own =
        |field: &&Field| field.default.as_deref().is_none_or(|default| plain(default) != plain(&answers.of(field)));
    let texts = texts.filter(is_own).map(|field| plain(&answers.of(field)));
    let texts: Vec<String> = texts.filter(|text| text.chars().count() >= LEAST).collect();
    (!texts.is_empty()).then(|| sha256_hex(texts.join("\n").as_bytes()))
}

fn plain(text: &str) -> String {
    text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}
