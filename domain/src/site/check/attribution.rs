//! From `[attribution]` as written to rules.

use super::{Report, is_domain};
use crate::{
    attribution::{Channel, Rules, SourceRule, Whom},
    site::{RawSettings, RawSource},
};
use alloc::{borrow::ToOwned, format, string::String};

/// Longest name of a source or a medium, in bytes.
const LONGEST: usize = 40;

/// Checks `[attribution]`; the site's own hosts are those of its origins.
pub(super) fn check(raw: &RawSettings, report: &mut Report<'_>) -> Rules {
    for (at, host) in raw.attribution.ignore.iter().enumerate() {
        check_host(host, &["attribution", "ignore", &format!("{at}")], report);
    }
    let sources = &raw.attribution.sources;
    for (at, source) in sources.iter().enumerate() {
        let before = sources.get(..at).unwrap_or_default();
        check_source(source, before, &format!("{at}"), report);
    }
    Rules {
        own: Rules::hosts_of(&raw.origins),
        ignored: raw.attribution.ignore.clone(),
        sources: sources.iter().filter_map(rule).collect(),
    }
}

fn check_source(raw: &RawSource, before: &[RawSource], at: &str, report: &mut Report<'_>) {
    let place = |key| ["attribution", "source", at, key];
    match (&raw.host, &raw.tag) {
        (Some(host), None) => check_host(host, &place("host"), report),
        (None, Some(tag)) => check_word(tag, &place("tag"), report),
        (None, None) => report.add(&["attribution", "source", at], "neither host nor tag", "a host, or a tag"),
        (Some(_), Some(_)) => report.add(&["attribution", "source", at], "host and tag", "a host, or a tag"),
    }
    if before.iter().any(|other| (&other.host, &other.tag) == (&raw.host, &raw.tag)) {
        let found = raw.host.as_ref().or(raw.tag.as_ref()).map_or("", String::as_str);
        report.add(&["attribution", "source", at], found, "each host and each tag once");
    }
    if raw.source.is_none() && raw.medium.is_none() && raw.channel.is_none() {
        report.add(&["attribution", "source", at], "nothing said of it", "source, medium or channel");
    }
    for (key, word) in [("source", &raw.source), ("medium", &raw.medium)] {
        if let Some(word) = word {
            check_word(word, &place(key), report);
        }
    }
    if let Some(channel) = raw.channel.as_deref().filter(|channel| Channel::parse(channel).is_none()) {
        report.unknown(&place("channel"), channel, "a channel", Channel::ALL.iter().map(|channel| channel.name()));
    }
}

fn check_host(host: &str, place: &[&str], report: &mut Report<'_>) {
    if !is_domain(host) {
        report.add(place, host, "a host in lower case, such as pay.example.com");
    }
}

fn check_word(word: &str, place: &[&str], report: &mut Report<'_>) {
    if word.trim() != word || !(1..=LONGEST).contains(&word.len()) || word.contains(char::is_control) {
        report.add(place, word, "1 to 40 bytes, with no space at the ends");
    }
}

fn rule(raw: &RawSource) -> Option<SourceRule> {
    let whom = raw.host.clone().map(Whom::Host).or_else(|| raw.tag.clone().map(Whom::Tag))?;
    let channel = raw.channel.as_deref().and_then(Channel::parse);
    Some(SourceRule { whom, source: raw.source.clone(), medium: raw.medium.as_ref().map(ToOwned::to_owned), channel })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::{RawSite, Site};
    use alloc::{format, vec, vec::Vec};

    fn checked(change: impl FnOnce(&mut RawSettings)) -> Result<Rules, Vec<String>> {
        let mut raw: RawSite = serde_json::from_str(include_str!("../example.json")).unwrap();
        change(&mut raw.site);
        let told = |problem: super::super::Problem| {
            let nearest = problem.nearest.map(|word| format!(" ({word}?)")).unwrap_or_default();
            format!("{}: {}{nearest}", problem.place.join("."), problem.found)
        };
        Site::check(raw).map(|site| site.attribution).map_err(|found| found.into_iter().map(told).collect())
    }

    fn source(host: Option<&str>, tag: Option<&str>, channel: Option<&str>) -> RawSource {
        let text = |text: Option<&str>| text.map(ToOwned::to_owned);
        RawSource { host: text(host), tag: text(tag), channel: text(channel), ..RawSource::default() }
    }

    #[test]
    fn rules_are_what_is_written_and_the_site_s_own_hosts() {
        let rules = checked(|raw| {
            raw.attribution.ignore = vec!["pay.example".into()];
            raw.attribution.sources = vec![source(Some("partner.example"), None, Some("affiliates"))];
        });
        let whom = Whom::Host("partner.example".into());
        let known = SourceRule { whom, source: None, medium: None, channel: Some(Channel::Affiliates) };
        let (own, ignored) = (vec!["shop.example".into()], vec!["pay.example".into()]);
        assert_eq!(rules, Ok(Rules { own, ignored, sources: vec![known] }));
    }

    #[test]
    fn every_mistake_is_named() {
        let found = checked(|raw| {
            raw.attribution.ignore = vec!["https://pay.example".into()];
            raw.attribution.sources = vec![
                source(None, None, Some("Email")),
                source(Some("a.example"), Some("a"), Some("Email")),
                source(Some("B.example"), None, Some("Afiliates")),
                source(None, Some(" crm"), None),
                source(None, Some("x"), Some("SMS")),
                source(None, Some("x"), Some("Email")),
            ];
        });
        insta::assert_snapshot!(found.unwrap_err().join("\n"));
    }
}
