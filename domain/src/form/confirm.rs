//! Asking by mail whether a submission is meant (double opt-in).
//!
//! The mail goes to an address that anybody may have typed. So nothing that was typed stands in it, or the form would carry
//! others' words to strangers: its one gap is the link.

use crate::site::{RawConfirm, RawConfirmTranslation, RawForm};
use alloc::string::String;

/// The gap in the mail's text.
pub const LINK: &str = "{{link}}";

/// Longest text, in bytes.
const LONGEST: usize = 16 * 1024;
/// Longest subject, in characters.
const LONGEST_SUBJECT: usize = 200;

/// Reports a problem as (place, found, expected).
type Report<'a> = dyn FnMut(&[&str], &str, &str) + 'a;

/// How who sent the form is asked to confirm it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirm {
    /// The mail sink that carries it.
    pub mail: String,
    /// A line.
    pub subject: String,
    /// Plain text, with [`LINK`] where the link stands.
    pub text: String,
}

impl Confirm {
    /// Checks the texts.
    pub(crate) fn check(raw: &RawConfirm, report: &mut Report<'_>) -> Self {
        check_subject(&raw.subject, &["confirm", "subject"], report);
        check_text(&raw.text, &["confirm", "text"], report);
        let RawConfirm { mail, subject, text } = raw.clone();
        Self { mail, subject, text }
    }
}

/// Checks the texts in another language.
pub(super) fn check_translation(
    raw: &RawForm,
    locale: &str,
    texts: Option<&RawConfirmTranslation>,
    report: &mut Report<'_>,
) {
    let Some(texts) = texts else { return };
    if raw.confirm.is_none() {
        report(&["in", locale, "confirm"], "texts of a mail", "[confirm] in the form, or no such texts");
    }
    if let Some(subject) = &texts.subject {
        check_subject(subject, &["in", locale, "confirm", "subject"], report);
    }
    if let Some(text) = &texts.text {
        check_text(text, &["in", locale, "confirm", "text"], report);
    }
}

fn check_subject(subject: &str, place: &[&str], report: &mut Report<'_>) {
    let fits = !subject.trim().is_empty() && subject.chars().count() <= LONGEST_SUBJECT;
    if !fits || subject.contains(char::is_control) || subject.contains("{{") {
        report(place, subject, "one line of 1 to 200 characters, without {{ }}");
    }
}

fn check_text(text: &str, place: &[&str], report: &mut Report<'_>) {
    if text.len() > LONGEST {
        report(place, "a longer text", "at most 16384 bytes");
    }
    let without = text.replace(LINK, "");
    if without.len() == text.len() {
        report(place, "a text without the link", "a text with {{link}} in it");
    }
    if without.contains("{{") {
        let expected = "no place but {{link}}: anybody can have anything that was typed sent to anybody's address";
        report(place, "{{", expected);
    }
}
