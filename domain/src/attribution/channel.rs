//! The channels, in Google Analytics' words, and which of them a visit belongs to.

use super::Category;
use alloc::string::String;
use core::fmt;
use serde::{Deserialize, Serialize};

/// How a visitor came: the default channel groups of Google Analytics 4, and AI assistants besides.
///
/// Written as its name. A name that a later release wrote reads as `Unassigned`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(extend("enum" = Self::ALL.map(Self::name))))]
#[serde(from = "String", into = "&'static str")]
pub enum Channel {
    /// No rule fits.
    #[default]
    Unassigned,
    /// The address was typed, or is a bookmark; or nothing is known.
    Direct,
    /// An advertisement that one campaign shows on several networks.
    CrossNetwork,
    /// An advertisement on a shopping site, or of a campaign named after shopping.
    PaidShopping,
    /// An advertisement on a search engine.
    PaidSearch,
    /// An advertisement on a social network.
    PaidSocial,
    /// An advertisement on a video site.
    PaidVideo,
    /// A banner.
    Display,
    /// Any other advertisement.
    PaidOther,
    /// A link on a shopping site.
    OrganicShopping,
    /// A link on a social network.
    OrganicSocial,
    /// A link on a video site.
    OrganicVideo,
    /// A result of a search engine.
    OrganicSearch,
    /// A link in an AI assistant's answer.
    AiAssistants,
    /// A link on any other site.
    Referral,
    /// A link in a mail.
    Email,
    /// A link of an affiliate.
    Affiliates,
    /// An advertisement that was heard.
    Audio,
    /// A link in a text message.
    Sms,
    /// A notification on a phone.
    MobilePush,
}

impl Channel {
    /// All channels. Passports keep the position, so it never changes: a new one goes to the end.
    pub const ALL: [Self; 20] = [
        Self::Unassigned,
        Self::Direct,
        Self::CrossNetwork,
        Self::PaidShopping,
        Self::PaidSearch,
        Self::PaidSocial,
        Self::PaidVideo,
        Self::Display,
        Self::PaidOther,
        Self::OrganicShopping,
        Self::OrganicSocial,
        Self::OrganicVideo,
        Self::OrganicSearch,
        Self::AiAssistants,
        Self::Referral,
        Self::Email,
        Self::Affiliates,
        Self::Audio,
        Self::Sms,
        Self::MobilePush,
    ];

    /// The name, in Google Analytics' words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unassigned => "Unassigned",
            Self::Direct => "Direct",
            Self::CrossNetwork => "Cross-network",
            Self::PaidShopping => "Paid Shopping",
            Self::PaidSearch => "Paid Search",
            Self::PaidSocial => "Paid Social",
            Self::PaidVideo => "Paid Video",
            Self::Display => "Display",
            Self::PaidOther => "Paid Other",
            Self::OrganicShopping => "Organic Shopping",
            Self::OrganicSocial => "Organic Social",
            Self::OrganicVideo => "Organic Video",
            Self::OrganicSearch => "Organic Search",
            Self::AiAssistants => "AI Assistants",
            Self::Referral => "Referral",
            Self::Email => "Email",
            Self::Affiliates => "Affiliates",
            Self::Audio => "Audio",
            Self::Sms => "SMS",
            Self::MobilePush => "Mobile Push Notifications",
        }
    }

    /// The channel of this name, letter case aside.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.name().eq_ignore_ascii_case(name))
    }

    /// Its position in [`Channel::ALL`], as passports keep it.
    pub fn position(self) -> u8 {
        let at = Self::ALL.iter().position(|channel| *channel == self);
        at.and_then(|at| u8::try_from(at).ok()).unwrap_or_default()
    }

    /// The channel at a position; unassigned where a later release added one.
    pub fn at(position: u8) -> Self {
        Self::ALL.get(usize::from(position)).copied().unwrap_or_default()
    }

    /// The channel of what a link says of itself: the default channel groups of Google Analytics 4
    /// (<https://support.google.com/analytics/answer/9756891>), rule by rule in its order, letter case aside. Ours is one
    /// rule: an AI assistant is no mere referral.
    ///
    /// ```
    /// # use leadline_domain::attribution::Channel;
    /// assert_eq!(Channel::of("Google", "cpc", "brand"), Channel::PaidSearch);
    /// assert_eq!(Channel::of("newsletter", "e-mail", ""), Channel::Email);
    /// assert_eq!(Channel::of("partner", "", ""), Channel::Unassigned);
    /// ```
    pub fn of(source: &str, medium: &str, campaign: &str) -> Self {
        let [source, medium, campaign] = [source, medium, campaign].map(|text| text.trim().to_lowercase());
        Self::of_lower_case(&source, &medium, &campaign)
    }

    fn of_lower_case(source: &str, medium: &str, campaign: &str) -> Self {
        let category = Category::of_source(source);
        let is_shopping = category == Some(Category::Shopping) || names_a_shop(campaign);
        if source == "(direct)" && matches!(medium, "(none)" | "(not set)") {
            return Self::Direct;
        }
        if campaign.contains("cross-network") {
            return Self::CrossNetwork;
        }
        if is_paid(medium) {
            return match category {
                _ if is_shopping => Self::PaidShopping,
                Some(Category::Search) => Self::PaidSearch,
                Some(Category::Social) => Self::PaidSocial,
                Some(Category::Video) => Self::PaidVideo,
                _ if medium == "cpm" => Self::Display,
                _ => Self::PaidOther,
            };
        }
        if matches!(medium, "display" | "banner" | "expandable" | "interstitial") {
            return Self::Display;
        }
        if is_shopping {
            return Self::OrganicShopping;
        }
        if category == Some(Category::Social) || is_social(medium) {
            return Self::OrganicSocial;
        }
        if category == Some(Category::Video) || medium.contains("video") {
            return Self::OrganicVideo;
        }
        if category == Some(Category::Search) || medium == "organic" {
            return Self::OrganicSearch;
        }
        if category == Some(Category::Ai) && is_a_mere_link(medium) || medium == "ai" {
            return Self::AiAssistants;
        }
        Self::of_medium(source, medium)
    }

    fn of_medium(source: &str, medium: &str) -> Self {
        if matches!(medium, "referral" | "app" | "link") {
            return Self::Referral;
        }
        if is_mail(source) || is_mail(medium) {
            return Self::Email;
        }
        match (source, medium) {
            (_, "affiliate" | "affiliates") => Self::Affiliates,
            (_, "audio") => Self::Audio,
            ("sms", _) | (_, "sms") => Self::Sms,
            ("firebase", _) => Self::MobilePush,
            _ if medium.ends_with("push") || medium.contains("mobile") || medium.contains("notification") => {
                Self::MobilePush
            }
            _ => Self::Unassigned,
        }
    }
}

/// `^(.*cp.*|ppc|retargeting|paid.*)$`, of a medium in lower case.
pub(super) fn is_paid(medium: &str) -> bool {
    medium.contains("cp") || matches!(medium, "ppc" | "retargeting") || medium.starts_with("paid")
}

/// `^(.*(([^a-df-z]|^)shop|shopping).*)$`: "shop" where a word begins, or behind an e ("eshop"), and "shopping" anywhere.
fn names_a_shop(campaign: &str) -> bool {
    let begins_a_word = |at: usize| {
        let before = campaign.get(..at).and_then(|before| before.chars().next_back());
        before.is_none_or(|before| !matches!(before, 'a'..='d' | 'f'..='z'))
    };
    campaign.contains("shopping") || campaign.match_indices("shop").any(|(at, _)| begins_a_word(at))
}

fn is_social(medium: &str) -> bool {
    matches!(medium, "social" | "social-network" | "social-media" | "sm" | "social network" | "social media")
}

fn is_mail(text: &str) -> bool {
    matches!(text, "email" | "e-mail" | "e_mail" | "e mail")
}

/// The media with which Google Analytics would say referral or know nothing, and the words assistants are tagged with.
fn is_a_mere_link(medium: &str) -> bool {
    let untold = matches!(medium, "" | "(not set)" | "(none)" | "referral" | "app" | "link");
    untold || matches!(medium, "llm" | "chat" | "chatbot" | "assistant") || medium.starts_with("ai")
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl From<Channel> for &'static str {
    fn from(channel: Channel) -> Self {
        channel.name()
    }
}

impl From<String> for Channel {
    fn from(name: String) -> Self {
        Self::parse(&name).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
