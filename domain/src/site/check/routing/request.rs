//! Requests made of templates.

use super::Entry;
use crate::sink::{Header, HttpMethod, HttpRequest, Names, Template, reach};
use alloc::{borrow::ToOwned, collections::BTreeMap, string::String, vec::Vec};

pub(super) const AN_ADDRESS: &str = "an https address of a public server by its name, without user and password; or one of this machine, for development";

/// Headers that are the edge's, or would change where the request goes or how it is read.
const OURS: [&str; 12] = [
    "connection",
    "content-encoding",
    "content-length",
    "cookie",
    "expect",
    "host",
    "idempotency-key",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
];

/// A request as written.
pub(super) struct RawRequest<'a> {
    pub(super) url: &'a str,
    pub(super) method: HttpMethod,
    pub(super) headers: &'a BTreeMap<String, String>,
    pub(super) body: Option<&'a str>,
}

/// Checks a request whose keys stand at `place` of the entry.
pub(super) fn check(
    raw: &RawRequest<'_>,
    names: &Names,
    place: &[&str],
    entry: &mut Entry<'_, '_, '_>,
) -> Option<HttpRequest> {
    let under = |key: &[&'static str]| -> Vec<String> { place.iter().chain(key).map(|&key| key.to_owned()).collect() };
    let url = address(raw.url, names, &refs(&under(&["url"])), entry);
    let headers = headers(raw.headers, names, &refs(&under(&["headers"])), entry);
    let body = match raw.body {
        None => Some(None),
        Some(body) => json(body, names, &refs(&under(&["body"])), entry).map(Some),
    };
    Some(HttpRequest { method: raw.method, url: url?, headers: headers?, body: body? })
}

fn refs(place: &[String]) -> Vec<&str> {
    place.iter().map(String::as_str).collect()
}

/// Whether an address may be delivered to, now or in development.
pub(super) fn is_address(text: &str) -> bool {
    reach(text).is_some()
}

/// An address may be a secret as a whole, or hold one behind the server's name: what a secret says is held against the same
/// rule when it is filled in, but nobody should have to look at it to know where events go.
fn address(text: &str, names: &Names, place: &[&str], entry: &mut Entry<'_, '_, '_>) -> Option<Template> {
    let template = entry.template(place, text, &names.address())?;
    let server = template.beginning();
    let names_server = server.splitn(4, '/').count() == 4 || template.is_plain();
    if server.is_empty() && !text.is_empty() {
        return Some(template);
    }
    if !names_server || !is_address(server) {
        entry.add(place, text, &[AN_ADDRESS, "; {{secret.NAME}} for all of it, or behind the server's name"].concat());
        return None;
    }
    Some(template)
}

fn headers(
    raw: &BTreeMap<String, String>,
    names: &Names,
    place: &[&str],
    entry: &mut Entry<'_, '_, '_>,
) -> Option<Vec<Header>> {
    let mut checked = Some(Vec::new());
    for (name, value) in raw {
        let at: Vec<&str> = place.iter().copied().chain([name.as_str()]).collect();
        if !is_token(name) || OURS.contains(&name.to_ascii_lowercase().as_str()) {
            entry.add(&at, name, "a header's name, and none of those that belong to the connection");
        }
        if value.contains(char::is_control) {
            entry.add(&at, "more than a line", "one line");
        }
        let template = entry.template(&at, value, &names.header());
        checked = checked.zip(template).map(|(mut headers, value)| {
            headers.push(Header { name: name.clone(), value });
            headers
        });
    }
    checked
}

/// A token as RFC 9110, section 5.6.2, has it.
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

fn json(text: &str, names: &Names, place: &[&str], entry: &mut Entry<'_, '_, '_>) -> Option<Template> {
    let template = entry.template(place, text, names)?;
    match template.check_json(names) {
        Ok(()) => Some(template),
        Err(fault) => {
            entry.fault(place, fault, names);
            None
        }
    }
}
