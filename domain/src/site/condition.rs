//! When a signal happens or is true: one small typed language.

use crate::{admit::Admitted, email::Email, lead::Fields, wire::Item};
use alloc::{borrow::ToOwned, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// A condition as written: exactly one of the first keys, and for `field` one of `is_in` or `contains`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawCondition {
    /// A page view of this path; `*` at the end stands for anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view: Option<String>,
    /// A custom event of this name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// A submission of this form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submit: Option<String>,
    /// What the lead's address is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<MailKind>,
    /// A field of the lead…
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// … has one of these values, letter case aside.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub is_in: Vec<String>,
    /// … says one of these words, as a whole word, letter case aside.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contains: Vec<String>,
}

/// What kind of address a lead has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MailKind {
    /// A mailbox anybody can have.
    Free,
    /// One of the domains under `competitors`.
    Competitor,
}

/// A condition, checked. The first three happen and are counted by day; the others are true of a lead or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// A page view of this path.
    View(PathPattern),
    /// A custom event of this name.
    Event(String),
    /// A submission of this form.
    Submit(String),
    /// What the lead's address is.
    Email(MailKind),
    /// A field has one of these values (lower case).
    FieldIn(String, Vec<String>),
    /// A field contains one of these words (lower case).
    FieldContains(String, Vec<String>),
}

/// A path, or the beginning of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathPattern {
    start: String,
    open: bool,
}

impl PathPattern {
    /// Reads `/pricing` or `/case-studies/*`; it has to begin with a slash, and a star may only stand at the end.
    pub fn parse(text: &str) -> Option<Self> {
        let (start, open) = text.strip_suffix('*').map_or((text, false), |start| (start, true));
        (start.starts_with('/') && !start.contains('*')).then(|| Self { start: start.to_owned(), open })
    }

    /// Whether a path matches; a slash at the end makes no difference.
    pub fn matches(&self, path: &str) -> bool {
        let trimmed = |text: &'_ str| text.trim_end_matches('/').len();
        if self.open {
            path.starts_with(&self.start)
        } else {
            path.get(..trimmed(path)) == self.start.get(..trimmed(&self.start))
        }
    }
}

impl Condition {
    /// Whether an item makes it happen.
    pub(super) fn happens_in(&self, admitted: &Admitted) -> bool {
        match (self, &admitted.item) {
            (Self::View(pattern), Item::View { .. }) => pattern.matches(admitted.page.path()),
            (Self::Event(name), Item::Event { name: found, .. }) => name == found,
            _ => false,
        }
    }

    /// Whether a submission of `form` makes it happen.
    pub(super) fn happens_by_submitting(&self, form: &str) -> bool {
        matches!(self, Self::Submit(wanted) if wanted == form)
    }

    /// Whether it is true of a lead. What happens, rather than is, is never true here.
    pub(super) fn is_true_of(&self, email: &Email, fields: &Fields, competitors: &[String]) -> bool {
        match self {
            Self::Email(MailKind::Free) => email.is_free(),
            Self::Email(MailKind::Competitor) => is_at(email.domain(), competitors),
            Self::FieldIn(field, values) => {
                fields.value(field).is_some_and(|value| values.contains(&value.to_lowercase()))
            }
            Self::FieldContains(field, words) => fields.value(field).is_some_and(|value| {
                let value = value.to_lowercase();
                words.iter().any(|word| says(&value, word))
            }),
            Self::View(_) | Self::Event(_) | Self::Submit(_) => false,
        }
    }
}

/// Whether a text says a word, or several in a row, as such: "head" is not in "overheads".
fn says(text: &str, words: &str) -> bool {
    let bounded = |at: usize| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + words.len()..).and_then(|after| after.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    };
    text.match_indices(words).any(|(at, _)| bounded(at))
}

/// Whether `domain` is one of `domains` or below one of them.
fn is_at(domain: &str, domains: &[String]) -> bool {
    domains
        .iter()
        .any(|known| domain.strip_suffix(known.as_str()).is_some_and(|front| front.is_empty() || front.ends_with('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_paths_or_beginnings() {
        let pricing = PathPattern::parse("/pricing").unwrap();
        assert!(pricing.matches("/pricing") && pricing.matches("/pricing/"));
        assert!(!pricing.matches("/pricing-old") && !pricing.matches("/"));
        let cases = PathPattern::parse("/case-studies/*").unwrap();
        assert!(cases.matches("/case-studies/acme") && !cases.matches("/case"));
        assert_eq!(PathPattern::parse("pricing"), None);
        assert_eq!(PathPattern::parse("/a*b"), None);
    }

    #[test]
    fn a_word_is_found_as_a_word() {
        for title in ["head of quality", "group head", "head", "vp/head", "(head)"] {
            assert!(says(title, "head"), "{title}");
        }
        for title in ["overheads clerk", "headteacher", ""] {
            assert!(!says(title, "head"), "{title}");
        }
        assert!(says("the vice president, sales", "vice president"));
    }

    #[test]
    fn a_competitor_s_subdomain_is_the_competitor_and_a_lookalike_is_not() {
        let list = [String::from("rival.example")];
        assert!(is_at("rival.example", &list) && is_at("mail.rival.example", &list));
        assert!(!is_at("notrival.example", &list));
    }
}
