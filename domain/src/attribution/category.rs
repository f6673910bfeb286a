//! What kind of place a visitor comes from: the list of hosts and names that ships with the product.

use crate::list::List;
use alloc::{borrow::Cow, format, string::String};

/// Hosts (some with a path), Android packages, and words that campaigns use for them; each with a category and a name.
/// `domain/lists/README.md` says where they come from.
const REFERRERS: List = List::new(include_str!("../../lists/referrers.txt"));

/// Segments of a path that a listed one has at most.
const PATH_SEGMENTS: usize = 3;

/// A kind of place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Category {
    /// A search engine.
    Search,
    /// A social network, a forum, a messenger.
    Social,
    /// A video site.
    Video,
    /// A shop, a market place, a price comparison.
    Shopping,
    /// An AI assistant.
    Ai,
    /// Mail in a browser or an app.
    Email,
    /// A server of advertisements.
    Display,
    /// Known, and none of the others.
    Referral,
    /// A payment or a sign-in, from which people come back.
    Return,
}

/// A place that is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Its kind.
    pub(super) category: Category,
    /// Its name, lower case.
    pub(super) name: &'static str,
}

impl Category {
    fn read(word: &str) -> Option<Self> {
        Some(match word {
            "search" => Self::Search,
            "social" => Self::Social,
            "video" => Self::Video,
            "shopping" => Self::Shopping,
            "ai" => Self::Ai,
            "email" => Self::Email,
            "display" => Self::Display,
            "referral" => Self::Referral,
            "return" => Self::Return,
            _ => return None,
        })
    }

    /// The kind of place a source in lower case is, be it a host ("l.instagram.com"), a name ("facebook") or a name with
    /// what campaigns put behind it ("Google Ads", "pinterest-ad").
    pub(super) fn of_source(source: &str) -> Option<Self> {
        Place::of_source(source).map(|place| place.category)
    }
}

impl Place {
    /// The place a source names, see [`Category::of_source`].
    pub(super) fn of_source(source: &str) -> Option<Self> {
        let bare = source.split_once("://").map_or(source, |(_, rest)| rest);
        let bare = bare.strip_prefix("www.").unwrap_or(bare).trim_end_matches('/');
        if bare.contains('.') {
            let (host, path) = bare.split_once('/').unwrap_or((bare, ""));
            return Self::of_host(host, path);
        }
        let word = hyphenated(bare);
        let advertised = word.strip_suffix("-ads").or_else(|| word.strip_suffix("-ad"));
        Self::listed(&word).or_else(|| Self::listed(advertised?))
    }

    /// The place at this host and path: the longest listed path of the host or, failing that, of what lies above it.
    pub(super) fn of_host(host: &str, path: &str) -> Option<Self> {
        let host = host.strip_prefix("www.").unwrap_or(host);
        let mut above = host;
        loop {
            if let Some(place) = Self::at(above, path)
                && (place.category != Category::Search || is_the_search(host, above))
            {
                return Some(place);
            }
            above = above.split_once('.').map(|(_, above)| above).filter(|above| above.contains('.'))?;
        }
    }

    fn at(host: &str, path: &str) -> Option<Self> {
        let mut longest = String::from(host);
        let segments = path.split('/').filter(|segment| !segment.is_empty()).take(PATH_SEGMENTS);
        let mut found = Self::listed(host);
        for segment in segments {
            longest = format!("{longest}/{segment}");
            found = Self::listed(&longest).or(found);
        }
        found
    }

    fn listed(key: &str) -> Option<Self> {
        let (category, name) = REFERRERS.find(key)?.split_once(' ')?;
        Some(Self { category: Category::read(category)?, name })
    }
}

/// Whether a host is the search itself, and not mail, maps or documents of the same company: itself, or with labels in front
/// that say "search", "mobile" or a country.
fn is_the_search(host: &str, listed: &str) -> bool {
    let front = host.strip_suffix(listed).unwrap_or_default();
    let is_harmless = |label: &str| label.len() <= 3 || matches!(label, "search" | "suche" | "images" | "mobile");
    front.split('.').all(is_harmless)
}

/// Words of a source with hyphens between, however they were put together.
fn hyphenated(source: &str) -> Cow<'_, str> {
    if source.contains([' ', '_']) { Cow::Owned(source.replace([' ', '_'], "-")) } else { Cow::Borrowed(source) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_of_the_list_reads() {
        for (key, value) in REFERRERS.entries() {
            let place = Place::listed(key).unwrap();
            assert_eq!(value.split_once(' ').unwrap().1, place.name, "{key}");
            assert_eq!(key.to_lowercase(), key);
        }
    }

    #[test]
    fn hosts_are_known_by_themselves_and_by_what_lies_above() {
        let table = [
            ("www.google.co.uk", "", "search google"),
            ("images.google.de", "", "search google"),
            ("docs.google.com", "/document/d/1", "referral google-docs"),
            ("mail.google.com", "/mail/u/0/", "email gmail"),
            ("gemini.google.com", "/app", "ai gemini"),
            ("something.google.com", "", ""),
            ("de.search.yahoo.com", "", "search yahoo"),
            ("cn.bing.com", "/search", "search bing"),
            ("www.bing.com", "/chat", "ai copilot"),
            ("l.instagram.com", "", "social instagram"),
            ("deep.below.facebook.com", "", "social facebook"),
            ("m.youtube.com", "/watch", "video youtube"),
            ("smile.amazon.de", "", "shopping amazon"),
            ("pay.amazon.de", "", "return amazon-pay"),
            ("checkout.stripe.com", "/c/pay/x", "return stripe"),
            ("stripe.com", "/partners", ""),
            ("tenant.eu.auth0.com", "/login", "return auth0"),
            ("com.google.android.gm", "/", "email gmail"),
            ("somebody.example", "", ""),
            ("com", "", ""),
            ("", "", ""),
        ];
        for (host, path, expected) in table {
            let found = Place::of_host(host, path);
            let expected = expected.split_once(' ').map(|(category, name)| (Category::read(category).unwrap(), name));
            assert_eq!(found.map(|place| (place.category, place.name)), expected, "{host}{path}");
        }
    }

    #[test]
    fn campaigns_call_places_by_many_names() {
        for (source, category) in [
            ("google", Category::Search),
            ("google ads", Category::Search),
            ("duckduckgo", Category::Search),
            ("https://www.bing.com/", Category::Search),
            ("fb", Category::Social),
            ("linkedin_ads", Category::Social),
            ("pinterest-ad", Category::Social),
            ("youtube.com", Category::Video),
            ("walmart", Category::Shopping),
            ("chatgpt.com", Category::Ai),
        ] {
            assert_eq!(Category::of_source(source), Some(category), "{source}");
        }
        for source in ["", ".", "-", "newsletter", "you", "last", "mail", "so", "partner.example"] {
            assert_eq!(Category::of_source(source), None, "{source}");
        }
    }
}
