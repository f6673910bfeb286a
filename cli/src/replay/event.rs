//! One line of a history: an event in the words of the Segment spec.

use super::silence::Silence;
use leadline_domain::{admit::names_nobody, email::Email, geo::Place, site::Site, time::Millis};
use serde_json::{Map, Value};
use url::Url;

/// What kind of event it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A page was seen.
    Page,
    /// Something of this name happened.
    Track(String),
    /// Somebody is said to be somebody.
    Identify,
}

/// An event that can be replayed.
#[derive(Clone, Debug)]
pub(super) struct Event {
    /// The line it was on, from 1.
    pub(super) line: usize,
    /// The message's id, the same if it is there again.
    pub(super) message: Option<String>,
    /// When it happened.
    pub(super) at: Millis,
    /// What kind it is.
    pub(super) kind: Kind,
    /// Which browser.
    pub(super) anonymous_id: Option<String>,
    /// Which user.
    pub(super) user_id: Option<String>,
    /// Whether the site knew for sure who it was, as with a signed `identify`.
    pub(super) verified: bool,
    /// Which address: a trait, a property of a form that was sent, or a user id that is one.
    pub(super) email: Option<Email>,
    /// The page it happened on; the site's first where none is said.
    pub(super) url: Url,
    /// Where the visitor came from; empty if not known.
    pub(super) referrer: String,
    /// The page's title.
    pub(super) title: String,
    /// The country it came from, if a code is said.
    pub(super) place: Place,
    /// What it was meant to say, and does not.
    pub(super) silences: Vec<Silence>,
    /// What is said about it.
    pub(super) properties: Map<String, Value>,
    /// What is said about the person.
    pub(super) traits: Map<String, Value>,
}

/// Reads a line; nothing if it is of a kind that says nothing about leads.
pub(super) fn read(value: &Map<String, Value>, line: usize, site: &Site) -> Result<Option<Event>, String> {
    let kind = match text(value, "type") {
        Some("page") => Kind::Page,
        Some("track") => Kind::Track(text(value, "event").ok_or("a track without the name of its event")?.to_owned()),
        Some("identify") => Kind::Identify,
        Some("screen" | "alias" | "group") => return Ok(None),
        Some(other) => return Err(format!("type {other:?}: expected page, track or identify")),
        None => return Err("no type: expected page, track or identify".to_owned()),
    };
    let (anonymous_id, user_id) = (id(value, "anonymousId"), id(value, "userId"));
    let (properties, mut traits) = (object(value, &["properties"]), object(value, &["traits"]));
    if kind != Kind::Identify || traits.is_empty() {
        // What a page says beside its event of a person it knows.
        traits.extend(object(value, &["context", "traits"]));
    }
    let email = address(&kind, &traits, &properties, user_id.as_deref());
    let silences = silences(value, &kind, &traits, &properties);
    if anonymous_id.is_none() && user_id.is_none() && email.is_none() {
        return Err("neither anonymousId nor userId, or none that tells people apart".to_owned());
    }
    Ok(Some(Event {
        line,
        message: id(value, "messageId"),
        at: moment(value)?,
        kind,
        anonymous_id,
        user_id,
        verified: value.get("verified").and_then(Value::as_bool).unwrap_or_default(),
        email,
        url: page(value, &properties, site).ok_or("no page, and the site has no origin")?,
        referrer: said(value, &properties, "referrer"),
        title: said(value, &properties, "title"),
        place: place(value, &traits),
        silences,
        properties,
        traits,
    }))
}

fn text<'a>(value: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str).filter(|text| !text.is_empty())
}

fn object(value: &Map<String, Value>, path: &[&str]) -> Map<String, Value> {
    let found = path.iter().try_fold(value, |found, key| found.get(*key).and_then(Value::as_object));
    found.cloned().unwrap_or_default()
}

fn id(value: &Map<String, Value>, key: &str) -> Option<String> {
    let text = match value.get(key)? {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!names_nobody(&text)).then(|| text.trim().to_owned())
}

/// When it happened: the clock that Segment corrected, else the sender's own.
fn moment(value: &Map<String, Value>) -> Result<Millis, String> {
    let keys = ["timestamp", "originalTimestamp", "sentAt"];
    let said = keys.into_iter().find_map(|key| text(value, key));
    let said = said.ok_or("no timestamp: expected RFC 3339, such as 2026-11-22T08:00:00Z")?;
    Millis::parse(said).ok_or_else(|| format!("timestamp {said:?}: expected RFC 3339, such as 2026-11-22T08:00:00Z"))
}

/// The address an event is about. A property names one only where a form was sent: elsewhere it may be anybody's.
fn address(
    kind: &Kind,
    traits: &Map<String, Value>,
    properties: &Map<String, Value>,
    user_id: Option<&str>,
) -> Option<Email> {
    let named = named(kind, traits, properties).into_iter().chain(user_id);
    named.into_iter().find_map(|text| Email::parse(text).ok())
}

/// What stands where an address belongs.
fn named<'a>(kind: &Kind, traits: &'a Map<String, Value>, properties: &'a Map<String, Value>) -> Vec<&'a str> {
    let sent = matches!(kind, Kind::Track(name) if super::item::is_form_sent(name));
    let property = text(properties, "email").filter(|_| sent);
    [property, text(traits, "email")].into_iter().flatten().collect()
}

fn silences(
    value: &Map<String, Value>,
    kind: &Kind,
    traits: &Map<String, Value>,
    properties: &Map<String, Value>,
) -> Vec<Silence> {
    let context = object(value, &["context", "page"]);
    let pages = ["url", "path"].map(|key| text(&context, key).or_else(|| text(properties, key)));
    let no_page = *kind == Kind::Page && pages.iter().all(Option::is_none);
    let no_address = named(kind, traits, properties).into_iter().any(|text| Email::parse(text).is_err());
    let silences = [(no_page, Silence::NoPage), (no_address, Silence::NoAddress)];
    silences.into_iter().filter(|(so, _)| *so).map(|(_, silence)| silence).collect()
}

/// Where somebody is, by code: as a library of Segment's or whoever enriched the event says it, else as their address says.
fn place(value: &Map<String, Value>, traits: &Map<String, Value>) -> Place {
    let geo =
        [object(value, &["context", "location"]), object(value, &["context", "geo"]), object(traits, &["address"])];
    let places = geo.iter().flat_map(|said| {
        let region = ["region", "region_code", "state"].into_iter().find_map(|key| text(said, key)).unwrap_or_default();
        let countries = ["country", "country_code", "countryCode"].into_iter().filter_map(|key| text(said, key));
        countries.map(move |country| Place::of(country, region))
    });
    places.into_iter().find(|place| !place.is_unknown()).unwrap_or_default()
}

/// The page, with its campaign: Segment's libraries say it beside the address.
fn page(value: &Map<String, Value>, properties: &Map<String, Value>, site: &Site) -> Option<Url> {
    let home = || site.origins.iter().find_map(|origin| Url::parse(origin).ok());
    let context = object(value, &["context", "page"]);
    let absolute = [text(&context, "url"), text(properties, "url")];
    let path = || [text(&context, "path"), text(properties, "path")].into_iter().flatten().next();
    let found = absolute.into_iter().flatten().find_map(|url| Url::parse(url).ok());
    let found = found.filter(|url| matches!(url.scheme(), "http" | "https"));
    let mut url = found.or_else(|| path().and_then(|path| home()?.join(path).ok())).or_else(home)?;
    let campaign = object(value, &["context", "campaign"]);
    if url.query_pairs().all(|(name, _)| !name.eq_ignore_ascii_case("utm_source")) {
        for (key, name) in [("source", "utm_source"), ("medium", "utm_medium"), ("name", "utm_campaign")] {
            if let Some(word) = text(&campaign, key) {
                url.query_pairs_mut().append_pair(name, word);
            }
        }
    }
    Some(url)
}

fn said(value: &Map<String, Value>, properties: &Map<String, Value>, key: &str) -> String {
    let context = object(value, &["context", "page"]);
    text(&context, key).or_else(|| text(properties, key)).unwrap_or_default().to_owned()
}
