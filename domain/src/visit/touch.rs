//! Where a visit came from.

use crate::time::Millis;
use alloc::string::String;
use serde::{Deserialize, Serialize};
use url::Url;

/// Longest value kept of each part, in bytes: two touches stay within 170 bytes of a passport.
const LONGEST: usize = 24;

/// One arrival from outside the site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touch {
    /// When, by the edge's clock.
    pub at: Millis,
    /// `utm_source`, or the network of a click id, or the referring host without `www.`.
    pub source: String,
    /// `utm_medium`, or `click-id`, or `referral`.
    pub medium: String,
    /// `utm_campaign`; empty if there is none.
    pub campaign: String,
}

/// Advertising networks by the parameter they tag a click with.
const CLICK_IDS: [(&str, &str); 9] = [
    ("gclid", "google"),
    ("gbraid", "google"),
    ("wbraid", "google"),
    ("dclid", "google"),
    ("fbclid", "facebook"),
    ("msclkid", "bing"),
    ("li_fat_id", "linkedin"),
    ("ttclid", "tiktok"),
    ("twclid", "twitter"),
];

impl Touch {
    /// The touch a page view is, if it came from outside: by its campaign, else by its referrer.
    pub fn of_view(page: &Url, referrer: &str, at: Millis) -> Option<Self> {
        Self::of_campaign(page, at).or_else(|| Self::of_referrer(page, referrer, at))
    }

    /// The touch a tagged address is: by its `utm` parameters, else by the network whose click id it carries. The id itself
    /// is not kept: it names a click, and with it a person.
    pub fn of_campaign(page: &Url, at: Millis) -> Option<Self> {
        let tagged = |key: &str| {
            page.query_pairs()
                .find(|(name, value)| name.eq_ignore_ascii_case(key) && !value.is_empty())
                .map(|(_, value)| clip(&value))
        };
        if let Some(source) = tagged("utm_source") {
            let (medium, campaign) =
                (tagged("utm_medium").unwrap_or_default(), tagged("utm_campaign").unwrap_or_default());
            return Some(Self { at, source, medium, campaign });
        }
        let (_, network) = CLICK_IDS.iter().find(|(key, _)| tagged(key).is_some())?;
        Some(Self { at, source: String::from(*network), medium: String::from("click-id"), campaign: String::new() })
    }

    fn of_referrer(page: &Url, referrer: &str, at: Millis) -> Option<Self> {
        let referrer = Url::parse(referrer).ok()?;
        let host = referrer.host_str()?;
        if page.host_str() == Some(host) {
            return None;
        }
        Some(Self {
            at,
            source: clip(host.strip_prefix("www.").unwrap_or(host)),
            medium: String::from("referral"),
            campaign: String::new(),
        })
    }

    /// What is kept of a value: its beginning, if it is long.
    pub(crate) fn kept(value: &str) -> String {
        clip(value)
    }

    /// Whether both came from the same campaign.
    pub fn is_of_campaign_of(&self, other: &Self) -> bool {
        (&self.source, &self.medium, &self.campaign) == (&other.source, &other.medium, &other.campaign)
    }
}

/// Cuts at a character, not inside one.
fn clip(text: &str) -> String {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    String::from(text.get(..end).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn touch(page: &str, referrer: &str) -> Option<(String, String, String)> {
        let touch = Touch::of_view(&Url::parse(page).unwrap(), referrer, Millis(1))?;
        Some((touch.source, touch.medium, touch.campaign))
    }

    #[test]
    fn campaign_parameters_win_over_the_referrer() {
        let found = touch("https://a.example/?UTM_Source=news&utm_medium=email&utm_campaign=may", "https://b.example/");
        assert_eq!(found, Some(("news".into(), "email".into(), "may".into())));
    }

    #[test]
    fn a_click_id_names_its_network_unless_the_campaign_names_itself() {
        let found = touch("https://a.example/?GCLID=x", "https://www.google.com/");
        assert_eq!(found, Some(("google".into(), "click-id".into(), String::new())));
        assert_eq!(touch("https://a.example/?gclid=x&utm_source=news", "").unwrap().0, "news");
        assert_eq!(touch("https://a.example/?gclid=", ""), None);
    }

    #[test]
    fn another_host_is_a_referral_and_our_own_is_nothing() {
        assert_eq!(
            touch("https://a.example/", "https://www.b.example/x"),
            Some(("b.example".into(), "referral".into(), String::new()))
        );
        assert_eq!(touch("https://a.example/", "https://a.example/x"), None);
        assert_eq!(touch("https://a.example/", ""), None);
    }

    #[test]
    fn long_values_are_cut_between_characters() {
        let long = "https://a.example/?utm_source=".to_owned() + &"\u{e9}".repeat(100);
        assert_eq!(touch(&long, "").unwrap().0, "\u{e9}".repeat(12));
    }

    use alloc::borrow::ToOwned;
}
