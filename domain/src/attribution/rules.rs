//! What a site says about attribution itself.

use super::{Channel, host};
use alloc::{string::String, vec::Vec};
use url::Url;

/// A site's rules: which hosts are its own, which to ignore, which sources to call what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Hosts of the site's own pages; they and what lies below and above them send nobody.
    pub own: Vec<String>,
    /// Hosts people come back from, besides the payment and sign-in hosts that are listed: the site's own checkout.
    pub ignored: Vec<String>,
    /// What the site knows better.
    pub sources: Vec<SourceRule>,
}

/// What a site knows of one source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRule {
    /// Which.
    pub whom: Whom,
    /// What to call it; as it calls itself if left out.
    pub source: Option<String>,
    /// Its medium, where no tag says one; what the lists say if left out.
    pub medium: Option<String>,
    /// Its channel, whatever the other rules say.
    pub channel: Option<Channel>,
}

/// Which source a rule is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    /// Who comes from this host or one below it, without tags.
    Host(String),
    /// Who comes with this `utm_source`, letter case aside.
    Tag(String),
}

impl Rules {
    /// The hosts of origins such as `https://www.example.com`.
    pub fn hosts_of(origins: &[String]) -> Vec<String> {
        let host = |origin: &String| Url::parse(origin).ok()?.host_str().map(String::from);
        origins.iter().filter_map(host).collect()
    }

    pub(super) fn is_own(&self, host: &str) -> bool {
        self.own.iter().any(|own| host::are_family(host, own))
    }

    pub(super) fn ignores(&self, host: &str) -> bool {
        self.ignored.iter().any(|ignored| host::is_at_or_below(host, ignored))
    }

    /// The rule for who comes from a host: that of the longest host at or above it.
    pub(super) fn of_host(&self, from: &str) -> Option<&SourceRule> {
        let listed = |rule: &&SourceRule| matches!(&rule.whom, Whom::Host(host) if host::is_at_or_below(from, host));
        let length = |rule: &&SourceRule| match &rule.whom {
            Whom::Host(text) | Whom::Tag(text) => text.len(),
        };
        self.sources.iter().filter(listed).max_by_key(length)
    }

    /// The rule for who comes with a tag.
    pub(super) fn of_tag(&self, source: &str) -> Option<&SourceRule> {
        let source = source.to_lowercase();
        self.sources.iter().find(|rule| matches!(&rule.whom, Whom::Tag(tag) if tag.to_lowercase() == source))
    }
}
