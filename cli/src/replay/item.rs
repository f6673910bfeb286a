//! What an event is in our words: the items a tracker would have sent.

use super::{
    event::{Event, Kind},
    said::{props, snake},
};
use leadline_domain::wire::{Item, LinkKind, MAX_NAME, MAX_TITLE, MAX_URL, is_name};
use serde_json::Value;
use url::Url;

/// What an event of a certain name is besides an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    FormBegun,
    FormSent,
    FormAbandoned,
    Downloaded,
    Followed,
}

/// Names in snake case: `Form Submitted` is `form_submitted`.
const MEANINGS: [(&str, Meaning); 12] = [
    ("form_start", Meaning::FormBegun),
    ("form_started", Meaning::FormBegun),
    ("form_submit", Meaning::FormSent),
    ("form_submitted", Meaning::FormSent),
    ("form_abandon", Meaning::FormAbandoned),
    ("form_abandoned", Meaning::FormAbandoned),
    ("file_download", Meaning::Downloaded),
    ("file_downloaded", Meaning::Downloaded),
    ("outbound_link", Meaning::Followed),
    ("outbound_link_clicked", Meaning::Followed),
    ("link_clicked", Meaning::Followed),
    ("click", Meaning::Followed),
];

fn meaning(name: &str) -> Option<Meaning> {
    let name = snake(name);
    MEANINGS.iter().find(|(known, _)| *known == name).map(|(_, meaning)| *meaning)
}

/// Whether an event of this name says that a form was sent.
pub(super) fn is_form_sent(name: &str) -> bool {
    meaning(name) == Some(Meaning::FormSent)
}

/// The form that was sent.
pub(super) fn form_sent(event: &Event) -> Option<&str> {
    matches!(&event.kind, Kind::Track(name) if is_form_sent(name)).then(|| form(event)).flatten()
}

fn form(event: &Event) -> Option<&str> {
    let said = |key| event.properties.get(key).and_then(Value::as_str);
    ["form", "form_id", "formId", "form_name", "formName"].into_iter().find_map(said).filter(|form| is_name(form))
}

/// The items of an event; none of an identification, which is one by itself.
pub(super) fn items(event: &Event) -> Vec<Item> {
    let (occurred_at, url) = (event.at, clipped(event.url.as_str(), MAX_URL));
    match &event.kind {
        Kind::Identify => Vec::new(),
        Kind::Page => {
            let (title, referrer) = (clipped(&event.title, MAX_TITLE), clipped(&event.referrer, MAX_URL));
            vec![Item::View { occurred_at, url, title, referrer }]
        }
        Kind::Track(name) => {
            let name = clipped(name, MAX_NAME);
            let more = meaning(&name).and_then(|meaning| besides(meaning, event, url.clone()));
            let itself = Item::Event { occurred_at, url, name, props: props(&event.properties) };
            std::iter::once(itself).chain(more).collect()
        }
    }
}

/// What an event of such a name is besides.
fn besides(meaning: Meaning, event: &Event, url: String) -> Option<Item> {
    let occurred_at = event.at;
    let form = || form(event).map(ToOwned::to_owned);
    Some(match meaning {
        Meaning::FormBegun => Item::FormStart { occurred_at, url, form: form()? },
        Meaning::FormSent => Item::FormSubmit { occurred_at, url, form: form()? },
        Meaning::FormAbandoned => Item::FormAbandon { occurred_at, url, form: form()?, field: String::new() },
        Meaning::Downloaded => Item::Link { occurred_at, url, link: LinkKind::Download, target: target(event)?.into() },
        Meaning::Followed => {
            let target = target(event).filter(|target| target.host_str() != event.url.host_str())?;
            Item::Link { occurred_at, url, link: LinkKind::Outbound, target: target.into() }
        }
    })
}

fn target(event: &Event) -> Option<Url> {
    let said = |key| event.properties.get(key).and_then(Value::as_str);
    let target = ["link_url", "href", "file_url", "url"].into_iter().find_map(said)?;
    event.url.join(target).ok()
}

/// The beginning of a text, at most so many bytes.
fn clipped(text: &str, longest: usize) -> String {
    let end = (0..=text.len().min(longest)).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
    text.get(..end).unwrap_or_default().to_owned()
}
