//! Mends a TOML tree after a complaint, so that reading goes on and finds the next one.
//!
//! What is mended is never published: it only keeps one mistake from hiding the others.

use crate::complaint::{Complaint, harmless};
use leadline_domain::site::nearest;
use std::{borrow::Cow, ops::Range};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// How well a complaint could be mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mended {
    /// As it was surely meant: the rest of the file can be judged.
    Faithfully,
    /// With a stand-in: the file can be read on, but what it says can't be judged.
    Roughly,
    /// Not at all.
    Not,
}

/// Mends one file.
pub(crate) struct Mender {
    /// Where stand-ins are: beyond the end of the text, each at its own place.
    beyond: usize,
    next: usize,
}

impl Mender {
    /// A mender for a text of `length` bytes.
    pub(crate) const fn new(length: usize) -> Self {
        Self { beyond: length + 1, next: length + 1 }
    }

    /// Whether a place is in a stand-in, so that a complaint about it is about our own making.
    pub(crate) const fn made(&self, span: &Range<usize>) -> bool {
        span.start >= self.beyond
    }

    /// Mends what `complaint` says of the place `span`.
    pub(crate) fn mend(
        &mut self,
        root: &mut Spanned<DeValue<'_>>,
        span: &Range<usize>,
        complaint: &Complaint,
    ) -> Mended {
        match complaint {
            Complaint::UnknownKey { key, words } => rename(root, span, key, words),
            Complaint::UnknownWord { word, words } => respell(root, span, word, words),
            Complaint::MissingKey(key) => self.insert(root, span, key),
            Complaint::Mismatch { expected } => replace(root, span, expected),
            Complaint::Syntax { .. } => Mended::Not,
        }
    }

    fn insert(&mut self, root: &mut Spanned<DeValue<'_>>, span: &Range<usize>, key: &str) -> Mended {
        let lacks = |value: &Spanned<DeValue<'_>>| value.span() == *span && value.get_ref().is_table();
        let Some(DeValue::Table(table)) = find(root, &lacks).map(Spanned::get_mut) else { return Mended::Not };
        let here = self.next..self.next;
        self.next += 1;
        // The kind is not known yet: the next complaint names it, and the stand-in is replaced.
        let value = Spanned::new(here.clone(), DeValue::Boolean(false));
        let fresh = table.insert(Spanned::new(here, Cow::Owned(key.to_owned())), value).is_none();
        if fresh { Mended::Roughly } else { Mended::Not }
    }
}

/// A misspelt key goes where it belongs; one that is near nothing goes away.
fn rename(root: &mut Spanned<DeValue<'_>>, span: &Range<usize>, key: &str, words: &[String]) -> Mended {
    let holds = |value: &Spanned<DeValue<'_>>| {
        value.get_ref().as_table().is_some_and(|table| table.keys().any(|key| key.span() == *span))
    };
    let Some(DeValue::Table(table)) = find(root, &holds).map(Spanned::get_mut) else { return Mended::Not };
    let Some(value) = table.remove(key) else { return Mended::Not };
    if let Some(word) = nearest(key, words).filter(|word| !table.contains_key(word.as_str())) {
        put(table, word, value);
    }
    Mended::Faithfully
}

fn put<'i>(table: &mut DeTable<'i>, key: String, value: Spanned<DeValue<'i>>) {
    table.insert(Spanned::new(value.span(), Cow::Owned(key)), value);
}

fn respell(root: &mut Spanned<DeValue<'_>>, span: &Range<usize>, word: &str, words: &[String]) -> Mended {
    let near = nearest(word, words);
    let how = if near.is_some() { Mended::Faithfully } else { Mended::Roughly };
    match (find(root, &|value| value.span() == *span), near.as_ref().or(words.first())) {
        (Some(value), Some(word)) => {
            *value.get_mut() = DeValue::String(Cow::Owned(word.clone()));
            how
        }
        _ => Mended::Not,
    }
}

fn replace(root: &mut Spanned<DeValue<'_>>, span: &Range<usize>, expected: &str) -> Mended {
    let stand_in = harmless(expected).and_then(|toml| DeValue::parse(toml).ok());
    match (find(root, &|value| value.span() == *span), stand_in) {
        (Some(value), Some(stand_in)) => {
            *value.get_mut() = stand_in.into_inner();
            Mended::Roughly
        }
        _ => Mended::Not,
    }
}

/// The first value, outermost first, that `wanted` holds for.
fn find<'t, 'i>(
    value: &'t mut Spanned<DeValue<'i>>,
    wanted: &dyn Fn(&Spanned<DeValue<'i>>) -> bool,
) -> Option<&'t mut Spanned<DeValue<'i>>> {
    if wanted(value) {
        return Some(value);
    }
    match value.get_mut() {
        DeValue::Table(table) => table.iter_mut().find_map(|(_, value)| find(value, wanted)),
        DeValue::Array(values) => values.iter_mut().find_map(|value| find(value, wanted)),
        _ => None,
    }
}
