//! One arrival from outside the site, as a visitor's state keeps it.

use crate::{
    attribution::{Channel, Origin, clip},
    time::{Day, Millis},
};
use alloc::{borrow::ToOwned, string::String};
use serde::{Deserialize, Serialize};

/// Longest source and medium kept, in bytes, and longest campaign: two touches stay within 200 bytes of a passport.
pub(super) const LONGEST: usize = 24;
pub(super) const LONGEST_CAMPAIGN: usize = 32;

/// Longest source kept of a touch between the first and the last, and longest source and campaign together: eight of them
/// stay within 300 bytes of a passport.
pub(super) const LONGEST_BETWEEN: usize = 16;
pub(super) const LONGEST_BETWEEN_IN_ALL: usize = 32;

/// One arrival from outside the site.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "WrittenTouch")]
pub struct Touch {
    /// When, by the edge's clock.
    pub at: Millis,
    /// Who sent the visitor, see [`Origin::source`]; the first 24 bytes.
    pub source: String,
    /// How, see [`Origin::medium`]; the first 24 bytes.
    pub medium: String,
    /// The campaign; the first 32 bytes. Empty if there is none.
    pub campaign: String,
    /// The channel.
    pub channel: Channel,
}

/// An arrival between the first and the last, with what explains a path: the channel, and on which day.
///
/// The order is by time, as far as it is kept, and by content alone where it is not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MiddleTouch {
    /// On which day, by the edge's clock.
    pub day: Day,
    /// The channel.
    pub channel: Channel,
    /// Who sent the visitor; the first 16 bytes.
    pub source: String,
    /// The campaign; as much of it as makes 32 bytes with the source.
    pub campaign: String,
}

/// A touch as a lead keeps it. Earlier releases wrote no channel, and `click-id` as a medium.
#[derive(Deserialize)]
struct WrittenTouch {
    at: Millis,
    source: String,
    medium: String,
    campaign: String,
    #[serde(default)]
    channel: Option<Channel>,
}

impl From<WrittenTouch> for Touch {
    fn from(written: WrittenTouch) -> Self {
        let WrittenTouch { at, source, medium, campaign, channel } = written;
        let touch = Self::unclassified(at, source, medium, campaign);
        Self { channel: channel.unwrap_or(touch.channel), ..touch }
    }
}

impl Touch {
    /// The touch of somebody who came from here at this time.
    pub fn new(origin: &Origin, at: Millis) -> Self {
        Self {
            at,
            source: clip(&origin.source, LONGEST).to_owned(),
            medium: clip(&origin.medium, LONGEST).to_owned(),
            campaign: clip(&origin.campaign, LONGEST_CAMPAIGN).to_owned(),
            channel: origin.channel,
        }
    }

    /// A touch of a release that knew no channels, and wrote `click-id` as a medium.
    pub(super) fn unclassified(at: Millis, source: String, medium: String, campaign: String) -> Self {
        let told = match (medium.as_str(), source.as_str()) {
            ("click-id", "facebook") => "social",
            ("click-id", _) => "cpc",
            (medium, _) => medium,
        };
        let channel = Channel::of(&source, told, &campaign);
        Self { at, source, medium, campaign, channel }
    }

    /// Whether nobody sent the visitor.
    pub fn is_direct(&self) -> bool {
        self.channel == Channel::Direct
    }

    /// What is kept of a source or a medium: its beginning, if it is long.
    pub(crate) fn kept(value: &str) -> &str {
        clip(value, LONGEST)
    }

    /// What is kept of a campaign.
    pub(crate) fn kept_campaign(value: &str) -> &str {
        clip(value, LONGEST_CAMPAIGN)
    }

    /// Whether both came from the same campaign.
    pub fn is_of_campaign_of(&self, other: &Self) -> bool {
        (&self.source, &self.medium, &self.campaign) == (&other.source, &other.medium, &other.campaign)
    }
}

impl From<&Touch> for MiddleTouch {
    fn from(touch: &Touch) -> Self {
        let source = clip(&touch.source, LONGEST_BETWEEN);
        let campaign = clip(&touch.campaign, LONGEST_BETWEEN_IN_ALL - source.len());
        let (source, campaign) = (source.to_owned(), campaign.to_owned());
        Self { day: touch.at.day(), channel: touch.channel, source, campaign }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_values_are_cut_between_characters() {
        let text = "\u{e9}".repeat(100);
        let origin = Origin { source: text.clone(), medium: text.clone(), campaign: text, ..Origin::direct() };
        let touch = Touch::new(&origin, Millis(1));
        assert_eq!([touch.source.len(), touch.medium.len(), touch.campaign.len()], [24, 24, 32]);
        let middle = MiddleTouch::from(&touch);
        assert_eq!([middle.source.len(), middle.campaign.len()], [16, 16]);
    }

    #[test]
    fn what_earlier_releases_wrote_has_a_channel_too() {
        let read = |source: &str, medium: &str| {
            let json = serde_json::json!({"at": 1, "source": source, "medium": medium, "campaign": ""});
            serde_json::from_value::<Touch>(json).unwrap().channel
        };
        assert_eq!(read("bing", "click-id"), Channel::PaidSearch);
        assert_eq!(read("facebook", "click-id"), Channel::OrganicSocial);
        assert_eq!(read("google.com", "referral"), Channel::OrganicSearch);
        assert_eq!(read("b.example", "referral"), Channel::Referral);
    }
}
