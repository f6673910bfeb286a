//! Where the browser says the visitor comes from.

use super::{Category, Channel, Rules, category::Place, host};
use crate::page::shows_address;
use alloc::{borrow::ToOwned, format, string::String};
use url::{Position, Url};

/// What a referrer tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Referrer {
    /// Nothing.
    Silent,
    /// That the visitor was here before: a page of the site, a payment, a sign-in.
    Within,
    /// A place elsewhere.
    From(Sender),
}

/// A place that sends visitors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sender {
    /// Its name; the host, where it has none.
    pub(super) source: String,
    /// How it sends them.
    pub(super) medium: String,
    /// The channel that makes.
    pub(super) channel: Channel,
    /// Its kind, if it is listed.
    pub(super) category: Option<Category>,
}

impl Referrer {
    /// Reads the referrer of a page.
    pub(super) fn read(text: &str, page: &Url, rules: &Rules) -> Self {
        if is_of_origin(text, page) {
            return Self::Within;
        }
        let Some(from) = read(text.trim()) else { return Self::Silent };
        // What a name means on a private network is known there alone: to pages there.
        if host::is_local(&from) && !host::is_local(page) {
            return Self::Silent;
        }
        let name = from.host_str().unwrap_or_default().to_ascii_lowercase();
        Self::of_host(&name, from.path(), page, rules)
    }

    /// Reads what `ref` or `source` mentions: a listed place, or a host. Anything else may name a person, such as who
    /// recommended the site.
    pub(super) fn mentioned(text: &str, page: &Url, rules: &Rules) -> Self {
        let text = text.to_lowercase();
        if host::is_public_name(&text) {
            return Self::of_host(&text, "", page, rules);
        }
        Place::of_source(&text).map_or(Self::Silent, Self::of_place)
    }

    fn of_host(name: &str, path: &str, page: &Url, rules: &Rules) -> Self {
        let name = host::bare(name);
        // The name of an app is not decoded, as a host's is, so it may hold anything; and no host is longer than hosts are.
        if name.is_empty() || name.len() > host::LONGEST || shows_address(name) {
            return Self::Silent;
        }
        if rules.is_own(name) || rules.ignores(name) || page.host_str().is_some_and(|own| host::are_family(own, name)) {
            return Self::Within;
        }
        let known = Place::of_host(name, path);
        let Some(rule) = rules.of_host(name) else {
            return known.map_or_else(|| Self::from_host(name), Self::of_place);
        };
        let sender = match known.map_or_else(|| Self::from_host(name), Self::of_place) {
            Self::From(sender) => sender,
            _ => Sender::of_host(name),
        };
        let medium = rule.medium.clone().unwrap_or(sender.medium);
        let source = rule.source.clone().unwrap_or(sender.source);
        let channel = match (rule.channel, &rule.medium) {
            (Some(channel), _) => channel,
            (None, Some(medium)) => Channel::of(&source, medium, ""),
            (None, None) => sender.channel,
        };
        Self::From(Sender { source, medium, channel, category: sender.category })
    }

    fn from_host(name: &str) -> Self {
        Self::From(Sender::of_host(name))
    }

    fn of_place(place: Place) -> Self {
        let (medium, channel) = match place.category {
            Category::Search => ("organic", Channel::OrganicSearch),
            Category::Social => ("social", Channel::OrganicSocial),
            Category::Video => ("referral", Channel::OrganicVideo),
            Category::Shopping => ("referral", Channel::OrganicShopping),
            Category::Ai => ("ai", Channel::AiAssistants),
            Category::Email => ("email", Channel::Email),
            Category::Display => ("display", Channel::Display),
            Category::Referral => ("referral", Channel::Referral),
            Category::Return => return Self::Within,
        };
        let category = Some(place.category);
        Self::From(Sender { source: place.name.to_owned(), medium: medium.to_owned(), channel, category })
    }
}

impl Sender {
    fn of_host(name: &str) -> Self {
        Self { source: name.to_owned(), medium: "referral".to_owned(), channel: Channel::Referral, category: None }
    }
}

/// Whether a referrer is a page of the same origin, as most are: known without parsing it.
pub(crate) fn is_of_origin(referrer: &str, page: &Url) -> bool {
    let path = referrer.strip_prefix(&page[..Position::BeforePath]);
    path.is_some_and(|path| path.is_empty() || path.starts_with('/'))
}

/// A referrer as browsers write it, or a public host without its scheme.
fn read(text: &str) -> Option<Url> {
    let whole = Url::parse(text).ok().filter(|from| is_public_scheme(from.scheme()));
    whole.or_else(|| {
        let from = Url::parse(&format!("https://{text}")).ok()?;
        from.host_str().is_some_and(host::is_public_name).then_some(from)
    })
}

/// Pages, and apps that say which they are. Files, extensions and blank pages are nowhere.
fn is_public_scheme(scheme: &str) -> bool {
    matches!(scheme, "http" | "https" | "android-app" | "ios-app")
}
