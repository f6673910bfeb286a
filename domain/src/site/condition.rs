//! When a signal happens or is true: one small typed language.

use crate::{
    admit::Admitted,
    email::Email,
    lead::Fields,
    wire::{Item, LinkKind},
};
use alloc::{
    borrow::{Cow, ToOwned},
    format,
    string::String,
    vec::Vec,
};
use serde::{Deserialize, Serialize};
use url::Url;

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
    /// A download from this path; `*` at the end stands for anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub download: Option<String>,
    /// A link followed to this host, or one below it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outbound: Option<String>,
    /// A form of this name, ours or not, was begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form_start: Option<String>,
    /// A form of this name, ours or not, was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form_submit: Option<String>,
    /// A form of this name, ours or not, was begun and left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form_abandon: Option<String>,
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

impl RawCondition {
    /// The keys of which exactly one has to be said.
    pub const KEYS: [&'static str; 10] = [
        "view",
        "event",
        "submit",
        "download",
        "outbound",
        "form_start",
        "form_submit",
        "form_abandon",
        "email",
        "field",
    ];

    /// How many of them are said.
    pub(super) fn said(&self) -> usize {
        let texts = [&self.view, &self.event, &self.submit, &self.download, &self.outbound, &self.field];
        let forms = [&self.form_start, &self.form_submit, &self.form_abandon];
        texts.into_iter().chain(forms).flatten().count() + usize::from(self.email.is_some())
    }

    /// The form something happens to, and what.
    pub(super) fn moment(&self) -> Option<(FormMoment, &str)> {
        let begun = self.form_start.as_ref().map(|form| (FormMoment::Begun, form.as_str()));
        let sent = || self.form_submit.as_ref().map(|form| (FormMoment::Sent, form.as_str()));
        let abandoned = || self.form_abandon.as_ref().map(|form| (FormMoment::Abandoned, form.as_str()));
        begun.or_else(sent).or_else(abandoned)
    }
}

/// What happens to a form in a page, ours or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormMoment {
    /// Somebody began to fill it in.
    Begun,
    /// It was sent.
    Sent,
    /// It was begun and left.
    Abandoned,
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

/// A condition, checked. All down to [`Condition::Submit`] happen and are counted by day; the others are true of a lead or
/// not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// A page view of this path.
    View(PathPattern),
    /// A custom event of this name.
    Event(String),
    /// A download from this path.
    Download(PathPattern),
    /// A link followed to this host, or one below it.
    Outbound(String),
    /// Something that happened to a form of this name in a page.
    Form(FormMoment, String),
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
            (Self::View(pattern), Item::View { .. }) => pattern.matches(&place(&admitted.page)),
            (Self::Event(name), Item::Event { name: found, .. }) => name == found,
            (Self::Download(pattern), Item::Link { link: LinkKind::Download, target, .. }) => {
                Url::parse(target).is_ok_and(|target| pattern.matches(target.path()))
            }
            (Self::Outbound(host), Item::Link { link: LinkKind::Outbound, target, .. }) => {
                let target = Url::parse(target).ok();
                target.as_ref().and_then(Url::host_str).is_some_and(|found| is_below(found, host))
            }
            (Self::Form(moment, form), item) => moment.is(item) && item.form() == Some(form),
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
            Self::View(_)
            | Self::Event(_)
            | Self::Download(_)
            | Self::Outbound(_)
            | Self::Form(..)
            | Self::Submit(_) => false,
        }
    }
}

impl FormMoment {
    const fn is(self, item: &Item) -> bool {
        match self {
            Self::Begun => matches!(item, Item::FormStart { .. }),
            Self::Sent => matches!(item, Item::FormSubmit { .. }),
            Self::Abandoned => matches!(item, Item::FormAbandon { .. }),
        }
    }
}

/// What a pattern is held against: the path, and with it the fragment where a page has one. The tracker leaves fragments
/// out unless the site says that they are its paths.
fn place(page: &Url) -> Cow<'_, str> {
    match page.fragment() {
        Some(fragment) if !fragment.is_empty() => Cow::Owned(format!("{}#{fragment}", page.path())),
        _ => Cow::Borrowed(page.path()),
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
    domains.iter().any(|known| is_below(domain, known))
}

fn is_below(domain: &str, known: &str) -> bool {
    domain.strip_suffix(known).is_some_and(|front| front.is_empty() || front.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

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

    fn happens(when: &Condition, item: &serde_json::Value) -> bool {
        let item = Item::read(item).unwrap();
        when.happens_in(&Admitted { page: Url::parse(item.url()).unwrap(), at: item.occurred_at(), item })
    }

    #[test]
    fn a_fragment_that_is_a_path_belongs_to_the_path() {
        let seen = |pattern: &str, url: &str| {
            let when = Condition::View(PathPattern::parse(pattern).unwrap());
            happens(&when, &json!({"kind": "view", "occurred_at": 1, "url": url, "title": "", "referrer": ""}))
        };
        assert!(seen("/app/#/pricing", "https://a.example/app/#/pricing"));
        assert!(seen("/app/#/pricing", "https://a.example/app/?utm_source=x#/pricing/"));
        assert!(seen("/app/*", "https://a.example/app/#/pricing") && seen("/app", "https://a.example/app/#"));
        assert!(!seen("/app/", "https://a.example/app/#/pricing"));
    }

    #[test]
    fn links_are_told_by_kind_and_target() {
        let link = |kind: &str, target: &str| json!({"kind": "link", "occurred_at": 1, "url": "https://a.example/", "link": kind, "target": target});
        let (file, partner) = ("https://cdn.example/files/guide.pdf", "https://www.partner.example/x");
        let files = Condition::Download(PathPattern::parse("/files/*").unwrap());
        assert!(happens(&files, &link("download", file)) && !happens(&files, &link("outbound", file)));
        assert!(!happens(&files, &link("download", "files/guide.pdf")));
        let to_partner = Condition::Outbound("partner.example".into());
        assert!(happens(&to_partner, &link("outbound", partner)) && !happens(&to_partner, &link("outbound", file)));
        assert!(!happens(&to_partner, &link("mail", "")));
    }

    #[test]
    fn a_form_is_told_by_name_and_moment() {
        let form = |kind: &str, form: &str| json!({"kind": kind, "occurred_at": 1, "url": "https://a.example/", "form": form, "field": "city"});
        let abandoned = Condition::Form(FormMoment::Abandoned, "newsletter".into());
        assert!(happens(&abandoned, &form("form-abandon", "newsletter")));
        assert!(!happens(&abandoned, &form("form-abandon", "other")));
        assert!(!happens(&abandoned, &form("form-start", "newsletter")));
        assert!(happens(&Condition::Form(FormMoment::Begun, "x".into()), &form("form-start", "x")));
        assert!(happens(&Condition::Form(FormMoment::Sent, "x".into()), &form("form-submit", "x")));
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
