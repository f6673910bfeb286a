//! `[spam]` of site.toml.

use super::Report;
use crate::{
    sink::is_sink_secret,
    site::{RawSpam, RawTurnstile, Spam, Turnstile},
};
use alloc::format;

const MOST_LINKS: u8 = 100;
const MOST_SECONDS: u8 = 60;
const MOST_OF_VISITOR: u16 = 1_000;
/// What an object remembers of one network at most.
const MOST_OF_NETWORK: u16 = 2_000;
const MOST_REPEATS: u16 = 200;
const LONGEST_KEY: usize = 100;

pub(super) fn check(raw: RawSpam, report: &mut Report<'_>) -> Spam {
    let RawSpam { links, seconds, per_visitor, per_network, repeats, turnstile } = raw;
    if let Some(links) = links.filter(|links| *links > MOST_LINKS) {
        report.add(&["spam", "links"], &format!("{links}"), "0 to 100 links");
    }
    if let Some(seconds) = seconds.filter(|seconds| *seconds > MOST_SECONDS) {
        report.add(&["spam", "seconds"], &format!("{seconds}"), "1 to 60 seconds, or 0 for none");
    }
    for (key, number, most) in [
        ("per_visitor", per_visitor, MOST_OF_VISITOR),
        ("per_network", per_network, MOST_OF_NETWORK),
        ("repeats", repeats, MOST_REPEATS),
    ] {
        if let Some(number) = number.filter(|number| !(1..=most).contains(number)) {
            report.add(&["spam", key], &format!("{number}"), &format!("1 to {most}"));
        }
    }
    let usual = Spam::default();
    Spam {
        links: links.unwrap_or(usual.links),
        seconds: seconds.unwrap_or(usual.seconds),
        per_visitor: per_visitor.unwrap_or(usual.per_visitor),
        per_network: per_network.unwrap_or(usual.per_network),
        repeats: repeats.unwrap_or(usual.repeats),
        turnstile: turnstile.map(|turnstile| check_turnstile(turnstile, report)),
    }
}

fn check_turnstile(raw: RawTurnstile, report: &mut Report<'_>) -> Turnstile {
    let RawTurnstile { sitekey, secret } = raw;
    let is_key = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if !(1..=LONGEST_KEY).contains(&sitekey.len()) || !sitekey.bytes().all(is_key) {
        report.add(&["spam", "turnstile", "sitekey"], &sitekey, "the site key of the widget, as Cloudflare shows it");
    }
    if !is_sink_secret(&secret) {
        let expected =
            "the name of a Worker secret in capital letters, such as TURNSTILE_SECRET; the secret stays on the edge";
        report.add(&["spam", "turnstile", "secret"], &secret, expected);
    }
    Turnstile { sitekey, secret }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::{Problem, RawSite, Site};
    use alloc::{string::String, vec::Vec};

    fn checked(spam: &str) -> Result<Spam, Vec<String>> {
        let mut raw: RawSite = serde_json::from_str(include_str!("../example.json")).unwrap();
        raw.site.spam = Some(serde_json::from_str(spam).unwrap());
        let places = |problems: Vec<Problem>| problems.iter().map(|problem| problem.place.join(".")).collect();
        Site::check(raw).map(|site| site.spam).map_err(places)
    }

    #[test]
    fn what_is_left_out_is_as_usual() {
        assert_eq!(checked("{}"), Ok(Spam::default()));
        let said =
            checked(r#"{"links": 0, "turnstile": {"sitekey": "0x4AAA-_", "secret": "TURNSTILE_SECRET"}}"#).unwrap();
        assert_eq!((said.links, said.seconds, said.turnstile.unwrap().sitekey.as_str()), (0, 3, "0x4AAA-_"));
    }

    #[test]
    fn every_mistake_is_named_at_its_place() {
        let found = checked(
            r#"{"links": 101, "seconds": 61, "per_visitor": 0, "per_network": 2001, "repeats": 0,
                "turnstile": {"sitekey": "a b", "secret": "0x4AAAAAAA"}}"#,
        );
        let expected =
            ["links", "seconds", "per_visitor", "per_network", "repeats", "turnstile.sitekey", "turnstile.secret"];
        assert_eq!(found.unwrap_err(), expected.map(|key| format!("spam.{key}")));
    }
}
