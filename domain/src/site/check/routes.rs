//! Checking `[[route]]` and `default_owner` of `routing.toml`.

use super::{A_SLUG, Report, condition, is_slug};
use crate::{
    assignment::{MOST_WEIGHT, Share, Target},
    form::Form,
    site::{RawRoute, RawSite, RawTo, Route, Routing},
};
use alloc::{collections::BTreeMap, format, string::String, vec::Vec};

/// Most routes: whatever a person can still read.
const MOST: usize = 100;

/// What `to` says where a lead goes to whoever has the company's other leads.
pub(super) const ACCOUNT_OWNER: &str = "account-owner";

/// One route being checked.
struct Entry<'a, 'r, 'p> {
    raw: &'a RawSite,
    at: String,
    report: &'r mut Report<'p>,
}

pub(super) fn check(raw: &RawSite, forms: &BTreeMap<String, Form>, report: &mut Report<'_>) -> Routing {
    let written = &raw.routing.routes;
    if written.len() > MOST {
        report.add(&["route"], &format!("{} routes", written.len()), &format!("at most {MOST}"));
    }
    if let Some(owner) = &raw.routing.default_owner
        && !is_owner(raw, owner)
    {
        report.unknown(&["default_owner"], owner, "one of the [[owner]]s", owners(raw));
    }
    let asked = condition::Asked { forms, traits: &raw.scoring.traits };
    let mut routes = Vec::new();
    for (at, route) in written.iter().enumerate() {
        let mut entry = Entry { raw, at: format!("{at}"), report };
        routes.extend(entry.route(route, &asked));
        if let Some(rest) = written.get(at + 1..).filter(|rest| !rest.is_empty() && takes_all(route)) {
            let expected = format!(
                "a condition on it, or its place behind the others: it takes all before {} of them",
                rest.len()
            );
            entry.add(&["when"], "nothing", &expected);
        }
    }
    Routing { routes, default_owner: raw.routing.default_owner.clone() }
}

/// Whether no lead gets past a route.
fn takes_all(route: &RawRoute) -> bool {
    route.when.is_none() && !matches!(&route.to, RawTo::One(to) if to == ACCOUNT_OWNER)
}

fn owners(raw: &RawSite) -> impl Iterator<Item = &str> {
    raw.routing.owners.iter().map(|owner| owner.id.as_str())
}

fn is_owner(raw: &RawSite, id: &str) -> bool {
    owners(raw).any(|owner| owner == id)
}

impl Entry<'_, '_, '_> {
    fn add(&mut self, place: &[&str], found: &str, expected: &str) {
        let place: Vec<&str> = ["route", &self.at].into_iter().chain(place.iter().copied()).collect();
        self.report.add(&place, found, expected);
    }

    fn route(&mut self, route: &RawRoute, asked: &condition::Asked<'_>) -> Option<Route> {
        let RawRoute { id, when, to } = route;
        if !is_slug(id) || self.raw.routing.routes.iter().filter(|other| other.id == *id).count() > 1 {
            self.add(&["id"], id, &format!("{A_SLUG}, each route its own"));
        }
        let place = ["route", &self.at, "when"];
        let expected = "a condition on the person: email, field, account, country, region, channel, …";
        let when = when.as_ref().map(|when| condition::of_person(when, asked, (&place, expected), self.report));
        // A condition that is wrong is reported, and is not the same as none.
        let when = when.map_or(Some(None), |when| when.map(Some));
        let to = self.target(to);
        Some(Route { id: id.clone(), when: when?, to: to? })
    }

    fn target(&mut self, to: &RawTo) -> Option<Target> {
        let shares = match to {
            RawTo::One(owner) if owner == ACCOUNT_OWNER => return Some(Target::AccountOwner),
            RawTo::One(owner) => self.turns(core::slice::from_ref(owner)),
            RawTo::Turns(owners) => self.turns(owners),
            RawTo::Weighted(weights) => self.weighted(weights),
        };
        if shares.is_empty() {
            self.add(&["to"], "nobody", "an owner, a list of owners who take turns, or a weight for each");
        }
        (!shares.is_empty()).then_some(Target::Turns(shares))
    }

    fn turns(&mut self, owners: &[String]) -> Vec<Share> {
        for (n, owner) in owners.iter().enumerate() {
            self.check_owner(owner, &format!("{n}"));
            if owners.iter().filter(|other| *other == owner).count() > 1 {
                self.add(
                    &["to", &format!("{n}")],
                    owner,
                    "each owner once; who gets more has a weight: { ada = 2, bob = 1 }",
                );
            }
        }
        owners.iter().map(|owner| Share { owner: owner.clone(), weight: 1 }).collect()
    }

    fn weighted(&mut self, weights: &BTreeMap<String, u16>) -> Vec<Share> {
        for (owner, weight) in weights {
            self.check_owner(owner, owner);
            if !(1..=MOST_WEIGHT).contains(weight) {
                self.add(
                    &["to", owner],
                    &format!("{weight}"),
                    &format!("1 to {MOST_WEIGHT}; who gets none is left out"),
                );
            }
        }
        weights.iter().map(|(owner, weight)| Share { owner: owner.clone(), weight: *weight }).collect()
    }

    fn check_owner(&mut self, owner: &str, at: &str) {
        if !is_owner(self.raw, owner) {
            let place = ["route", &self.at, "to", at];
            if owner == ACCOUNT_OWNER {
                self.report.add(
                    &place,
                    owner,
                    "an owner; account-owner stands alone, in a route of its own before this one",
                );
                return;
            }
            self.report.unknown(&place, owner, "one of the [[owner]]s, or account-owner alone", owners(self.raw));
        }
    }
}

#[cfg(test)]
mod tests;
