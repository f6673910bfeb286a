//! Where a visitor comes from: source, medium, campaign and channel, from the address of the landing page and its referrer.
//!
//! What an address says of itself wins: campaign parameters, then the click id of a network. Then come a mention (`ref`),
//! the referrer, and click ids that links carry which nobody paid for. A page of the site itself, a payment and a sign-in
//! are no origin. `docs/attribution.md` says it in tables.

mod category;
mod channel;
mod click;
mod host;
mod referrer;
mod rules;
mod tags;

pub(crate) use category::Category;
pub use channel::Channel;
pub use rules::{Rules, SourceRule, Whom};
pub(crate) use tags::clip;

use alloc::{borrow::ToOwned, format, string::String};
use click::ClickId;
pub(crate) use host::LONGEST as LONGEST_HOST;
pub(crate) use referrer::is_of_origin;
use referrer::{Referrer, Sender};
use tags::Tags;
use url::Url;

/// Where a visitor comes from, in marketers' words. `(direct)`, `(none)` and `(not set)` mean what they mean in Google
/// Analytics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Who sent the visitor: as tagged, or the name of a known place, or a host.
    pub source: String,
    /// How: as tagged, or `organic`, `social`, `referral`, `email`, `ai`, `cpc` and the like.
    pub medium: String,
    /// As tagged; empty if nothing says.
    pub campaign: String,
    /// The channel.
    pub channel: Channel,
    /// The parameter of the click id in the address, as the network writes it. Never its value.
    pub click_id: Option<&'static str>,
}

/// How a page view begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// With an address that names its campaign or its network.
    Tagged(Origin),
    /// From another place.
    Sent(Origin),
    /// From nowhere that is known.
    Direct,
    /// From the site itself, a payment or a sign-in.
    Within,
}

/// Where the visitor comes from who sees `page` with this referrer. Who was here before, and who comes from nowhere known,
/// comes directly.
///
/// ```
/// # use leadline_domain::attribution::{self, Channel, Rules};
/// let page = attribution::read_page("https://shop.example/?utm_source=news&utm_medium=email").unwrap();
/// let origin = attribution::attribute(&page, "https://mail.google.com/", &Rules::default());
/// assert_eq!((origin.source.as_str(), origin.channel), ("news", Channel::Email));
/// ```
pub fn attribute(page: &Url, referrer: &str, rules: &Rules) -> Origin {
    Arrival::of(page, referrer, rules).origin().unwrap_or_else(Origin::direct)
}

/// Reads the address of a page as people write it: with or without its scheme, or only its path or query as reports list
/// it. `None` if it is no address of a page.
pub fn read_page(text: &str) -> Option<Url> {
    // What the URL standard ignores, too: control characters and spaces around, and line breaks within.
    let text: String = text.chars().filter(|letter| !matches!(letter, '\t' | '\n' | '\r')).collect();
    let text = text.trim_matches(|letter| letter <= ' ');
    let whole = match text.as_bytes() {
        [] | [b'?'] => return None,
        [b'/', b'/', ..] => format!("https:{text}"),
        [b'/' | b'?', ..] => format!("https://page.invalid{text}"),
        _ if has_scheme(text) => text.to_owned(),
        _ => format!("https://{text}"),
    };
    let page = Url::parse(&whole).ok().filter(|page| matches!(page.scheme(), "http" | "https"))?;
    let is_named = has_scheme(text) || page.host_str().is_some_and(host::is_public_name);
    is_named.then_some(page)
}

/// Whether text begins with a scheme; `example.com:8080` begins with a host.
fn has_scheme(text: &str) -> bool {
    let scheme = text.split_once(':').map(|(scheme, _)| scheme).unwrap_or_default();
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-'))
}

impl Origin {
    /// Nobody sent the visitor.
    pub fn direct() -> Self {
        let (source, medium) = ("(direct)".to_owned(), "(none)".to_owned());
        Self { source, medium, campaign: String::new(), channel: Channel::Direct, click_id: None }
    }

    fn of_sender(sender: Sender, click: Option<ClickId>) -> Self {
        let Sender { source, medium, channel, .. } = sender;
        Self { source, medium, campaign: String::new(), channel, click_id: click.map(|click| click.parameter) }
    }

    /// Where a tool marks the advertisements of several networks, the referrer says which it was.
    fn of_click(click: ClickId, from: &Referrer) -> Self {
        let network = match from {
            Referrer::From(sender) if click.is_paid() && Category::of_source(click.source).is_none() => {
                sender.category.and(Some(sender.source.clone()))
            }
            _ => None,
        };
        let (source, medium) = (network.unwrap_or_else(|| click.source.to_owned()), click.medium.to_owned());
        let channel = Channel::of(&source, &medium, "");
        Self { source, medium, campaign: String::new(), channel, click_id: Some(click.parameter) }
    }

    /// The parts that the tags leave out come from the click id, then from the referrer.
    fn of_tags(tags: Tags, from: Referrer, rules: &Rules) -> Self {
        let unsaid = || "(not set)".to_owned();
        let Tags { source: tagged, medium, campaign, click, .. } = tags;
        let rule = rules.of_tag(&tagged);
        let sender = match from {
            Referrer::From(sender) if tagged.is_empty() => Some(sender.source),
            _ => None,
        };
        let named = rule.and_then(|rule| rule.source.clone()).or_else(|| (!tagged.is_empty()).then_some(tagged));
        let source = named.or_else(|| click.map(|click| click.source.to_owned())).or(sender).unwrap_or_else(unsaid);
        let said = Some(medium).filter(|medium| !medium.is_empty());
        let said = said.or_else(|| rule.and_then(|rule| rule.medium.clone()));
        let medium = said.or_else(|| click.map(|click| click.medium.to_owned())).unwrap_or_else(unsaid);
        let by_words = || bought(Channel::of(&source, &medium, &campaign), click, &campaign);
        let channel = rule.and_then(|rule| rule.channel).unwrap_or_else(by_words);
        Self { source, medium, campaign, channel, click_id: click.map(|click| click.parameter) }
    }
}

/// A click that was paid for is an advertisement, also where the tags say nothing of it or call it organic. Tags that name
/// a way of their own (mail, affiliates, …) are believed: addresses are copied with what hangs on them.
fn bought(channel: Channel, click: Option<ClickId>, campaign: &str) -> Channel {
    let Some(click) = click.filter(|click| click.is_paid()) else { return channel };
    match channel {
        Channel::Unassigned
        | Channel::Direct
        | Channel::OrganicShopping
        | Channel::OrganicSocial
        | Channel::OrganicVideo
        | Channel::OrganicSearch
        | Channel::AiAssistants
        | Channel::Referral => Channel::of(click.source, click.medium, campaign),
        _ => channel,
    }
}

impl Arrival {
    /// How the view of `page` with this referrer begins.
    pub fn of(page: &Url, referrer: &str, rules: &Rules) -> Self {
        let tags = Tags::of(page);
        let from = Referrer::read(referrer, page, rules);
        if tags.name_a_campaign() {
            return Self::Tagged(Origin::of_tags(tags, from, rules));
        }
        // No advertisement and no mail sends anybody from the site to itself: the id was carried along.
        if from == Referrer::Within {
            return Self::Within;
        }
        if let Some(click) = tags.click.filter(|click| click.is_sure()) {
            return Self::Tagged(Origin::of_click(click, &from));
        }
        let mentioned = Referrer::mentioned(&tags.mention, page, rules);
        Self::untagged(mentioned, from, tags.click)
    }

    /// Where it comes from; nothing if the visitor was here before.
    pub fn origin(self) -> Option<Origin> {
        match self {
            Self::Tagged(origin) | Self::Sent(origin) => Some(origin),
            Self::Direct => Some(Origin::direct()),
            Self::Within => None,
        }
    }

    fn untagged(mentioned: Referrer, from: Referrer, click: Option<ClickId>) -> Self {
        match (mentioned, from, click) {
            (Referrer::From(sender), ..) => Self::Sent(Origin::of_sender(sender, click)),
            // Networks hang their ids on links inside their other apps, too: the referrer knows better which it was.
            (_, Referrer::From(sender), Some(click)) if sender.category == Some(Category::Social) => {
                Self::Tagged(Origin::of_sender(sender, Some(click)))
            }
            (_, from, Some(click)) => Self::Tagged(Origin::of_click(click, &from)),
            (_, Referrer::From(sender), None) => Self::Sent(Origin::of_sender(sender, None)),
            (_, _, None) => Self::Direct,
        }
    }
}

#[cfg(test)]
mod tests;
