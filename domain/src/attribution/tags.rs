//! What an address says of where its reader comes from: campaign parameters and click ids.

use super::click::ClickId;
use crate::page;
use alloc::{
    borrow::ToOwned,
    string::{String, ToString},
    vec::Vec,
};
use url::{Url, form_urlencoded};

/// Longest value kept of each part, in bytes: no campaign's name is longer.
const LONGEST: usize = 200;

/// Most parameters looked at; what people write has a dozen.
const MOST: usize = 200;

/// The names of each part, the first that says something winning: everybody's, Matomo's of three generations, Triple
/// Whale's.
const SOURCE: [&str; 6] = ["utm_source", "mtm_source", "matomo_source", "pk_source", "piwik_source", "tw_source"];
const MEDIUM: [&str; 5] = ["utm_medium", "mtm_medium", "matomo_medium", "pk_medium", "piwik_medium"];
const CAMPAIGN: [&str; 9] = [
    "utm_campaign",
    "mtm_campaign",
    "matomo_campaign",
    "pk_campaign",
    "piwik_campaign",
    "tw_campaign",
    "utm_id",
    "mtm_cid",
    "matomo_cid",
];
/// Names of a site that links here. Anything may be called so, so only a known place or a host is taken for one.
const MENTION: [&str; 2] = ["ref", "source"];

/// What an address is tagged with. Parts that it does not name are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tags {
    /// `utm_source`.
    pub(super) source: String,
    /// `utm_medium`.
    pub(super) medium: String,
    /// `utm_campaign`, or else `utm_id`.
    pub(super) campaign: String,
    /// `ref` or `source`, whatever it says.
    pub(super) mention: String,
    /// The surest click id.
    pub(super) click: Option<ClickId>,
}

impl Tags {
    /// Reads the query and, where campaigns are tagged there, the fragment.
    pub(super) fn of(page: &Url) -> Self {
        let parts = [page.query(), page.fragment()];
        let parameters: Vec<_> = parts.into_iter().flatten().flat_map(parameters).take(MOST).collect();
        let said = |names: &[&str]| {
            let mut values = names.iter().filter_map(|name| parameters.iter().find(|(key, _)| key == name));
            values.next().map(|(_, value)| value.clone()).unwrap_or_default()
        };
        Self {
            source: said(&SOURCE),
            medium: said(&MEDIUM),
            campaign: said(&CAMPAIGN),
            mention: said(&MENTION),
            click: parameters.iter().filter_map(|(key, _)| ClickId::of(key)).min_by_key(|click| click.rank()),
        }
    }

    /// Whether the address names its campaign itself.
    pub(super) const fn name_a_campaign(&self) -> bool {
        !self.source.is_empty() || !self.medium.is_empty() || !self.campaign.is_empty()
    }
}

/// The parameters that say something: names in lower case, values in plain text. Repairs what mail programs and
/// redirects do to links: `&amp;` between parameters, and a query that was encoded as a whole.
fn parameters(query: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if value.is_empty() && name.contains('=') {
            found.extend(form_urlencoded::parse(name.as_bytes()).filter_map(|(name, value)| parameter(&name, &value)));
        } else {
            found.extend(parameter(&name, &value));
        }
    }
    found
}

fn parameter(name: &str, value: &str) -> Option<(String, String)> {
    let name = name.trim().to_ascii_lowercase();
    let name = name.strip_prefix("amp;").map_or(name.clone(), ToOwned::to_owned);
    Some((name, meant(value)?))
}

/// What a value says, if anything: decoded once more where it was encoded twice, trimmed, without control characters, cut
/// between characters. What shows an e-mail address says too much.
fn meant(value: &str) -> Option<String> {
    let decoded = if is_encoded(value) { decode(value) } else { value.to_owned() };
    let plain: String = decoded.chars().filter(|letter| !letter.is_control()).collect();
    let plain = clip(plain.trim(), LONGEST);
    let says_nothing = plain.is_empty() || matches!(plain, "undefined" | "null") || page::shows_address(plain);
    (!says_nothing).then(|| plain.to_owned())
}

fn is_encoded(value: &str) -> bool {
    value.match_indices('%').any(|(at, _)| {
        value.as_bytes().get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    })
}

fn decode(value: &str) -> String {
    // Parsed as the name of a parameter; a plus that was encoded stays one.
    let protected = value.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
    form_urlencoded::parse(protected.as_bytes()).next().map(|(name, _)| name.to_string()).unwrap_or_default()
}

/// The beginning of a text, at most so many bytes, cut between characters.
pub(crate) fn clip(text: &str, longest: usize) -> &str {
    let mut end = text.len().min(longest);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    fn tags(query: &str) -> [String; 3] {
        let tags = Tags::of(&Url::parse(&format!("https://a.example/{query}")).unwrap());
        [tags.source, tags.medium, tags.campaign]
    }

    #[test]
    fn campaigns_are_read_however_they_are_written() {
        let table = [
            ("?utm_source=news&utm_medium=email&utm_campaign=may", ["news", "email", "may"]),
            ("?UTM_Source=News&Utm_Medium=EMAIL", ["News", "EMAIL", ""]),
            ("?utm_source=+news%20letter%20&utm_medium=", ["news letter", "", ""]),
            ("?utm_source=&utm_source=second", ["second", "", ""]),
            ("?utm_source=first&utm_source=second", ["first", "", ""]),
            ("?utm_id=42", ["", "", "42"]),
            ("?utm_campaign=may&utm_id=42", ["", "", "may"]),
            ("?mtm_campaign=a&mtm_source=b&mtm_medium=c", ["b", "c", "a"]),
            ("?pk_campaign=a&pk_source=b", ["b", "", "a"]),
            ("?matomo_campaign=a&utm_campaign=b", ["", "", "b"]),
            ("?a=1&amp;utm_source=news&amp;utm_medium=email", ["news", "email", ""]),
            ("?utm_source%3Dnews%26utm_medium%3Demail", ["news", "email", ""]),
            ("?utm_source=news%2520letter&utm_campaign=100%25", ["news letter", "", "100%"]),
            ("?utm_campaign=a%252Bb%2526c", ["", "", "a+b&c"]),
            ("#utm_source=news&utm_medium=email", ["news", "email", ""]),
            ("?utm_source=query#utm_source=fragment", ["query", "", ""]),
            ("?utm_source=undefined&utm_medium=null", ["", "", ""]),
            ("?utm_source=ada%40b.example&utm_campaign=ada%2540b.example", ["", "", ""]),
            ("?utm_source=a%00b%0A", ["ab", "", ""]),
            ("?utm_term=x&utm_content=y", ["", "", ""]),
            ("", ["", "", ""]),
        ];
        for (query, expected) in table {
            assert_eq!(tags(query), expected, "{query}");
        }
    }

    #[test]
    fn of_several_click_ids_the_surest_counts_and_an_empty_one_does_not() {
        let click = |query: &str| {
            let page = Url::parse(&format!("https://a.example/?{query}")).unwrap();
            Tags::of(&page).click.map(|click| click.parameter)
        };
        assert_eq!(click("fbclid=1&GCLID=2"), Some("gclid"));
        assert_eq!(click("fbclid=1"), Some("fbclid"));
        assert_eq!(click("sccid=1"), Some("ScCid"));
        assert_eq!(click("gclid="), None);
    }

    #[test]
    fn long_values_are_cut_between_characters() {
        let long = "\u{e9}".repeat(150);
        assert_eq!(tags(&format!("?utm_source=x{long}"))[0].len(), 199);
    }
}
