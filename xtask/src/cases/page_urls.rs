//! Addresses of pages, the odd ones: what is one, and what is left of it when it leaves the browser.

use leadline_domain::page;
use serde_json::Value;
use url::Url;

use super::rows::{text, truth};
use super::tally::Tally;

/// Right is to take what a browser takes, in the same parts; and of a page's address to keep origin and path, or, where it
/// shows an at sign, to keep that back.
pub(super) fn score(rows: &[Value]) -> Tally {
    let mut tally = Tally::default();
    for row in rows {
        let input = text(row, "input").unwrap_or_default();
        tally.judge(fault(row, input), || format!("{input:?} on {:?}", text(row, "base")));
    }
    tally
}

fn fault(row: &Value, input: &str) -> Option<String> {
    // What a page says of itself need not be a URL; it must only not do harm.
    let _ = (page::address(input), page::referrer(input), page::title(input));
    let parsed = match text(row, "base").map(Url::parse) {
        Some(base) => base.and_then(|base| base.join(input)),
        None => Url::parse(input),
    };
    match (truth(row, "failure").unwrap_or_default(), parsed) {
        (true, Ok(_)) => Some("no URL, and taken".to_owned()),
        (false, Err(_)) => Some("a URL, and refused".to_owned()),
        (true, Err(_)) => None,
        (false, Ok(url)) => parts(row, &url).or_else(|| redaction(&url)),
    }
}

fn parts(row: &Value, url: &Url) -> Option<String> {
    let marked = |mark: &str, part: Option<&str>| match part {
        Some(part) if !part.is_empty() => format!("{mark}{part}"),
        _ => String::new(),
    };
    let found = [
        ("href", url.as_str().to_owned()),
        ("hostname", url.host_str().unwrap_or_default().to_owned()),
        ("port", url.port().map(|port| port.to_string()).unwrap_or_default()),
        ("pathname", url.path().to_owned()),
        ("search", marked("?", url.query())),
        ("hash", marked("#", url.fragment())),
        ("username", url.username().to_owned()),
        ("password", url.password().unwrap_or_default().to_owned()),
    ];
    let differs = |(name, part): &(&str, String)| text(row, name).is_some_and(|expected| expected != part);
    found.iter().find(|part| differs(part)).map(|(name, _)| format!("another {name}"))
}

fn redaction(url: &Url) -> Option<String> {
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let kept = page::address(url.as_str());
    if kept.contains('@') || kept.contains("%40") {
        return Some("an at sign leaves the browser".to_owned());
    }
    if url.as_str().contains('@') || url.as_str().contains("%40") {
        return None;
    }
    let same = Url::parse(&kept).is_ok_and(|kept| kept.origin() == url.origin() && kept.path() == url.path());
    (!same).then(|| "origin or path lost".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_row_is_right_when_all_its_parts_are() {
        let row = |hash: &str| json!({"failure": false, "base": "https://a.example/x", "pathname": "/y", "hash": hash});
        assert_eq!(fault(&row("#z"), "y#z"), None);
        assert_eq!(fault(&row("#other"), "y#z").unwrap(), "another hash");
        assert_eq!(fault(&row(""), "http://").unwrap(), "a URL, and refused");
        assert_eq!(fault(&json!({"failure": true, "base": null}), "https://a.example").unwrap(), "no URL, and taken");
    }
}
