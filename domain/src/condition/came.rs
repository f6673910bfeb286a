//! Where somebody came from.

use crate::visit::Touch;
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// Which touch is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhichTouch {
    /// The first that is known.
    First,
    /// The latest.
    #[default]
    Last,
}

/// Which part of a touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TouchPart {
    /// `utm_source`, the network of a click, the referring host.
    Source,
    /// `utm_medium` and the like.
    Medium,
    /// `utm_campaign`.
    Campaign,
    /// GA4's default channel group.
    Channel,
}

/// Somebody came from one of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Came {
    /// In which touch.
    pub touch: WhichTouch,
    /// Told by what.
    pub part: TouchPart,
    /// One of these (lower case), letter case aside.
    pub values: Vec<String>,
}

/// One touch, as far as conditions ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Provenance<'a> {
    /// `utm_source`, the network of a click, the referring host.
    pub source: &'a str,
    /// `utm_medium` and the like.
    pub medium: &'a str,
    /// `utm_campaign`; empty if there is none.
    pub campaign: &'a str,
    /// GA4's default channel group, in its words.
    pub channel: &'a str,
}

/// The touches conditions ask about; `None` of a person none of whose browsers is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CameFrom<'a> {
    /// The first that is known.
    pub first: Option<Provenance<'a>>,
    /// The latest.
    pub last: Option<Provenance<'a>>,
}

impl Provenance<'_> {
    /// A visitor who came from nowhere we know of, in GA4's words.
    pub const DIRECT: Self = Self { source: "(direct)", medium: "(none)", campaign: "", channel: "Direct" };
}

impl<'a> From<&'a Touch> for Provenance<'a> {
    fn from(touch: &'a Touch) -> Self {
        let Touch { source, medium, campaign, channel, .. } = touch;
        Self { source, medium, campaign, channel: channel.name() }
    }
}

impl<'a> CameFrom<'a> {
    /// The touches of a visitor whose browser is known: without a touch it came directly.
    pub fn of_visitor(first: Option<&'a Touch>, last: Option<&'a Touch>) -> Self {
        let known = |touch: Option<&'a Touch>| Some(touch.map_or(Provenance::DIRECT, Provenance::from));
        Self { first: known(first), last: known(last) }
    }
}

impl Came {
    /// Whether it was so.
    pub fn is_so(&self, touches: &CameFrom<'_>) -> bool {
        let touch = match self.touch {
            WhichTouch::First => touches.first,
            WhichTouch::Last => touches.last,
        };
        touch.is_some_and(|touch| {
            let found = match self.part {
                TouchPart::Source => touch.source,
                TouchPart::Medium => touch.medium,
                TouchPart::Campaign => touch.campaign,
                TouchPart::Channel => touch.channel,
            };
            self.values.contains(&found.to_lowercase())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{attribution::Channel, time::Millis};
    use alloc::vec;

    #[test]
    fn first_and_last_touch_are_told_apart_letter_case_aside() {
        let touch = |source: &str, medium: &str| Touch {
            at: Millis(0),
            source: source.into(),
            medium: medium.into(),
            campaign: String::new(),
            channel: Channel::of(source, medium, ""),
        };
        let (ads, news) = (touch("Google", "cpc"), touch("news", "email"));
        let touches = CameFrom::of_visitor(Some(&ads), Some(&news));
        let came = |touch, part, value: &str| Came { touch, part, values: vec![value.into()] }.is_so(&touches);
        assert!(came(WhichTouch::First, TouchPart::Source, "google"));
        assert!(!came(WhichTouch::Last, TouchPart::Source, "google"));
        assert!(came(WhichTouch::Last, TouchPart::Medium, "email"));
        assert!(came(WhichTouch::Last, TouchPart::Channel, "email"));
    }

    #[test]
    fn a_browser_without_a_touch_came_directly_and_a_person_without_a_browser_from_nowhere() {
        let direct = Came { touch: WhichTouch::Last, part: TouchPart::Channel, values: vec!["direct".into()] };
        assert!(direct.is_so(&CameFrom::of_visitor(None, None)));
        assert!(!direct.is_so(&CameFrom::default()));
    }
}
