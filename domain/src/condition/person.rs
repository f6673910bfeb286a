//! What conditions may ask about a person.

use super::{CameFrom, MailKind, Total, domain_name::is_at};
use crate::{
    email::{Email, Kind},
    lead::Fields,
};
use alloc::{borrow::Cow, string::String};

/// The top-level domain that no address is at (RFC 6761): where a person without an address needs one, it tells nothing.
const NOWHERE: &str = ".invalid";

/// What conditions may ask about a person.
#[derive(Clone, Debug)]
pub struct Person<'a> {
    /// Free, business or disposable, if the address tells.
    pub mail: Option<MailKind>,
    /// Whether the address is a competitor's.
    pub competitor: bool,
    /// The company's registrable domain, if the address tells.
    pub account: Option<Cow<'a, str>>,
    /// ISO 3166-1 code of the country, in capitals, if it is known.
    pub country: Option<&'a str>,
    /// The part of ISO 3166-2 behind the country, in capitals, if it is known.
    pub region: Option<&'a str>,
    /// What the person told.
    pub fields: &'a Fields,
    /// Where the person came from, over all browsers.
    pub touches: CameFrom<'a>,
    /// Whether activity of a browser that may be recognised is known.
    pub tracked: bool,
    /// What is added up.
    pub totals: Totals,
}

/// What is added up of a person, over all browsers, and of the organisation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Sessions begun.
    pub sessions: u32,
    /// Pages seen.
    pub views: u32,
    /// Whole engaged minutes.
    pub engaged_minutes: u32,
    /// Submissions taken.
    pub submissions: u32,
    /// Contacts of the same organisation that were heard of lately.
    pub active_contacts: u32,
}

impl Totals {
    /// One of them.
    pub const fn of(self, total: Total) -> u32 {
        match total {
            Total::Sessions => self.sessions,
            Total::Views => self.views,
            Total::EngagedMinutes => self.engaged_minutes,
            Total::Submissions => self.submissions,
            Total::ActiveContacts => self.active_contacts,
        }
    }
}

impl<'a> Person<'a> {
    /// Somebody of whom an address and fields are known; the rest is to be filled in.
    pub fn with_address(email: &'a Email, fields: &'a Fields, competitors: &[String]) -> Self {
        let real = !email.domain().ends_with(NOWHERE);
        let mail = match email.kind() {
            Kind::Free => MailKind::Free,
            Kind::Disposable => MailKind::Disposable,
            Kind::Business => MailKind::Business,
        };
        let account = email.account().filter(|_| real).map(Cow::Owned);
        Self {
            mail: real.then_some(mail),
            competitor: is_at(email.domain(), competitors),
            account,
            country: None,
            region: None,
            fields,
            touches: CameFrom::default(),
            tracked: false,
            totals: Totals::default(),
        }
    }
}
