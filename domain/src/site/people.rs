//! Who works with leads, and whom leave alone.

use super::Site;
use crate::{
    assignment::Target,
    calendar::Calendar,
    condition::{Formula, Truth, is_at},
    lead::Profile,
};
use alloc::{borrow::Cow, collections::BTreeSet, string::String, vec::Vec};

/// The list that the `competitors` of `site.toml` are.
pub(super) const COMPETITORS: &str = "competitors";

/// Somebody who looks after leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// Its name in leads: a slug, or an address, as the CRM has it.
    pub id: String,
    /// What people read.
    pub name: String,
    /// When they work; the site's first calendar if nothing is said.
    pub calendar: Option<String>,
}

/// Who gets leads that qualify.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Routing {
    /// In the order they are written: the first that matches and knows somebody wins.
    pub routes: Vec<Route>,
    /// Who gets what no route knows anybody for.
    pub default_owner: Option<String>,
}

/// Who gets leads of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Its name in reasons.
    pub id: String,
    /// What has to be true of the person; nothing, if nothing is said.
    pub when: Option<Formula<Truth>>,
    /// Who gets them.
    pub to: Target,
}

impl Routing {
    /// Whether nobody is given anything.
    pub const fn is_empty(&self) -> bool {
        self.routes.is_empty() && self.default_owner.is_none()
    }
}

/// People nobody should try to sell to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// Its name in reasons, such as `customers`.
    pub id: String,
    /// Domains, those below them included; lower case, punycode.
    pub domains: Vec<String>,
    /// Addresses as the site's [`crate::email::Identity`] compares them.
    pub addresses: BTreeSet<String>,
}

impl Site {
    /// When a lead's owner works; always, where the site has no calendar.
    pub fn calendar_of(&self, owner: Option<&str>) -> Cow<'_, Calendar> {
        let owner = owner.and_then(|id| self.owners.iter().find(|owner| owner.id == id));
        let own = owner.and_then(|owner| self.lifecycle.calendar(owner.calendar.as_deref()?));
        own.or_else(|| self.lifecycle.calendars.first()).map_or_else(|| Cow::Owned(Calendar::always()), Cow::Borrowed)
    }

    /// Why nobody should try to sell to a person, if somebody said so: the list one of their addresses is on.
    pub fn suppressed_by(&self, profile: &Profile) -> Option<&str> {
        let emails = || profile.addresses.iter().map(|(_, address)| &address.email);
        let has = |list: &&Suppression| {
            emails().any(|email| {
                is_at(email.domain(), &list.domains) || list.addresses.contains(&self.identity.canonical(email))
            })
        };
        self.suppressions.iter().find(has).map(|list| &*list.id)
    }
}
