//! Checking `[admission]`.

use super::{Report, is_domain};
use crate::{
    network::{Network, NotANetwork},
    site::{Admission, RawAdmission},
};
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

/// What every browser's agent begins with: a word of it would let everybody in.
const EVERY_AGENT: &str = "mozilla/5.0 (";

/// Reads `[admission]`; the site's origins are needed, for they can't be spam.
pub(super) fn check(raw: &RawAdmission, origins: &[String], report: &mut Report<'_>) -> Admission {
    let place = |key, at: usize| ["admission", key, &*format!("{at}")].map(String::from);
    let mut internal = Vec::new();
    for (at, text) in raw.internal.iter().enumerate() {
        match network(text) {
            Ok(network) => internal.push(network),
            Err((expected, meant)) => report.suggest(&place("internal", at), text, expected, meant),
        }
    }
    for (at, host) in raw.referrer_spam.iter().enumerate() {
        let own = |origin: &String| origin.split("://").nth(1).is_some_and(|own| is_or_below(own, host));
        if !is_domain(host) {
            report.suggest(&place("referrer_spam", at), host, "a domain in lower case, such as spam.example", None);
        } else if origins.iter().any(own) {
            report.suggest(
                &place("referrer_spam", at),
                host,
                "somebody else's domain: this one is the site's own",
                None,
            );
        }
    }
    for (at, word) in raw.allow_agents.iter().enumerate() {
        let length = (4..=100).contains(&word.len());
        if !length || word.contains(char::is_control) || EVERY_AGENT.contains(&word.to_ascii_lowercase()) {
            let expected = "4 to 100 bytes of a user agent that others don't have, such as AcmeKiosk/2";
            report.suggest(&place("allow_agents", at), word, expected, None);
        }
    }
    let allow_agents = raw.allow_agents.iter().map(|word| word.to_ascii_lowercase()).collect();
    Admission { internal, referrer_spam: raw.referrer_spam.clone(), allow_agents }
}

/// A network that may be somebody's, or what is expected and the one that was probably meant.
fn network(text: &str) -> Result<Network, (&'static str, Option<String>)> {
    let network = Network::parse(text).map_err(|problem| match problem {
        NotANetwork::Unreadable => {
            ("an address or a range of addresses, such as 203.0.113.0/24 or 2001:db8::/48", None)
        }
        NotANetwork::Within(meant) => ("the first address of a range, or a single address", Some(meant.to_string())),
    })?;
    let largest = if network.is_ipv4() { 8 } else { 16 };
    if network.prefix() < largest {
        return Err(("a range of at most a /8, or a /16 of IPv6: this would leave out half the world", None));
    }
    Ok(network)
}

fn is_or_below(own: &str, host: &str) -> bool {
    let own = own.split(':').next().unwrap_or_default();
    own.strip_suffix(host).is_some_and(|below| below.is_empty() || below.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::{RawSite, Site};

    fn checked(admission: &str) -> Result<Admission, Vec<(String, Option<String>)>> {
        let mut raw: RawSite = serde_json::from_str(include_str!("../example.json")).unwrap();
        raw.site.admission = Some(serde_json::from_str(admission).unwrap());
        let problems = |problems: Vec<crate::site::Problem>| {
            problems.into_iter().map(|problem| (problem.place.join("."), problem.nearest)).collect()
        };
        Site::check(raw).map(|site| site.admission).map_err(problems)
    }

    #[test]
    fn what_is_sound_is_taken() {
        let admission = checked(
            r#"{"internal": ["203.0.113.0/24", "2001:db8::7"], "referrer_spam": ["spam.example"], "allow_agents": ["AcmeBot/"]}"#,
        )
        .unwrap();
        assert!(admission.is_internal("203.0.113.9") && admission.is_internal("2001:db8::7"));
        assert!(
            !admission.is_internal("198.51.100.1") && !admission.is_internal("") && !admission.is_internal("office")
        );
        assert!(admission.allows("acmebot/2.0") && !admission.allows("OtherBot/2.0"));
        assert_eq!(checked("{}"), Ok(Admission::default()));
    }

    #[test]
    fn every_mistake_is_named_at_its_place() {
        let found = checked(
            r#"{"internal": ["203.0.113.5/24", "office", "0.0.0.0/0"], "referrer_spam": ["Spam.example", "shop.example"],
                "allow_agents": ["bot", "mozilla/5"]}"#,
        )
        .unwrap_err();
        let places: Vec<_> = found.iter().map(|(place, _)| place.as_str()).collect();
        assert_eq!(
            places,
            [
                "admission.internal.0",
                "admission.internal.1",
                "admission.internal.2",
                "admission.referrer_spam.0",
                "admission.referrer_spam.1",
                "admission.allow_agents.0",
                "admission.allow_agents.1"
            ]
        );
        assert_eq!(found[0].1.as_deref(), Some("203.0.113.0/24"));
    }
}
