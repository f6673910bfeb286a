//! Checking `[[owner]]` and `[[suppress]]` of `routing.toml`.

use super::{A_SLUG, Report, is_slug, routes::ACCOUNT_OWNER};
use crate::{
    email::Email,
    site::{Owner, RawOwner, RawSite, RawSuppression, Suppression, people::COMPETITORS},
    suffix,
};
use alloc::{borrow::ToOwned, collections::BTreeSet, format, vec::Vec};

/// Most people, and most addresses and domains of a list: a site is read whole, and is 1 MB at most.
const MOST_OWNERS: usize = 500;
const MOST_LISTED: usize = 20_000;

pub(super) fn check(raw: &RawSite, report: &mut Report<'_>) -> (Vec<Owner>, Vec<Suppression>) {
    let owners = &raw.routing.owners;
    if owners.len() > MOST_OWNERS {
        report.add(&["owner"], &format!("{} owners", owners.len()), &format!("at most {MOST_OWNERS}"));
    }
    for (at, owner) in owners.iter().enumerate() {
        check_owner(raw, owner, &format!("{at}"), report);
    }
    let competitors =
        Suppression { id: COMPETITORS.to_owned(), domains: raw.site.competitors.clone(), addresses: BTreeSet::new() };
    let said = raw.routing.suppressions.iter().enumerate();
    let listed: Vec<Suppression> = said.map(|(at, list)| suppression(raw, list, &format!("{at}"), report)).collect();
    let owner = |owner: &RawOwner| {
        let RawOwner { id, name, calendar } = owner.clone();
        Owner { id, name, calendar }
    };
    (owners.iter().map(owner).collect(), core::iter::once(competitors).chain(listed).collect())
}

fn check_owner(raw: &RawSite, owner: &RawOwner, at: &str, report: &mut Report<'_>) {
    let twice = raw.routing.owners.iter().filter(|other| other.id == owner.id).count() > 1;
    if owner.id == ACCOUNT_OWNER {
        report.add(&["owner", at, "id"], &owner.id, "another id: in routes this one means whoever has the company");
    }
    if twice || !(is_slug(&owner.id) || Email::parse(&owner.id).is_ok_and(|email| email.typed == owner.id)) {
        report.add(
            &["owner", at, "id"],
            &owner.id,
            "a slug or an address, as the CRM names them, each owner their own",
        );
    }
    let calendars = || raw.lifecycle.calendars.iter().map(|calendar| calendar.id.as_str());
    if let Some(calendar) = &owner.calendar
        && !calendars().any(|known| known == calendar)
    {
        report.unknown(&["owner", at, "calendar"], calendar, "a calendar of lifecycle.toml", calendars());
        report.follows_from("lifecycle.toml");
    }
}

fn suppression(raw: &RawSite, list: &RawSuppression, at: &str, report: &mut Report<'_>) -> Suppression {
    let twice = raw.routing.suppressions.iter().filter(|other| other.id == list.id).count() > 1;
    if !is_slug(&list.id) || list.id == COMPETITORS || twice {
        let expected = format!("{A_SLUG}, each list its own; competitors stand in site.toml");
        report.add(&["suppress", at, "id"], &list.id, &expected);
    }
    let listed = list.domains.len() + list.addresses.len();
    if !(1..=MOST_LISTED).contains(&listed) {
        report.add(
            &["suppress", at],
            &format!("{listed} entries"),
            &format!("1 to {MOST_LISTED} domains and addresses"),
        );
    }
    for (n, domain) in list.domains.iter().enumerate() {
        // A public suffix would leave half the world alone.
        if suffix::registrable(domain).is_none() || domain.chars().any(|c| c.is_uppercase() || !c.is_ascii()) {
            let expected = "a company's domain in lower case and punycode, such as customer.example";
            report.add(&["suppress", at, "domains", &format!("{n}")], domain, expected);
        }
    }
    let mut addresses = BTreeSet::new();
    for (n, address) in list.addresses.iter().enumerate() {
        match Email::parse(address) {
            Ok(email) => drop(addresses.insert(raw.site.identity.canonical(&email))),
            // Somebody's address is not repeated where problems are shown and logged.
            Err(_) => {
                report.add(&["suppress", at, "addresses", &format!("{n}")], "something else", "an e-mail address");
            }
        }
    }
    Suppression { id: list.id.clone(), domains: list.domains.clone(), addresses }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::{Problem, RawCalendar, Site};
    use alloc::{collections::BTreeMap, string::String};

    fn with(change: impl FnOnce(&mut RawSite)) -> Result<Site, Vec<Problem>> {
        let mut raw: RawSite = serde_json::from_str(include_str!("../example.json")).unwrap();
        let hours = BTreeMap::from([("mon-fri".into(), "09:00-17:00".into())]);
        let time_zone = String::from("Europe/Vienna");
        raw.lifecycle.calendars.push(RawCalendar { id: "office".into(), time_zone, hours, holidays: Vec::new() });
        change(&mut raw);
        Site::check(raw)
    }

    fn owner(id: &str, calendar: Option<&str>) -> RawOwner {
        RawOwner { id: id.into(), name: "Ada".into(), calendar: calendar.map(Into::into) }
    }

    #[test]
    fn owners_are_people_with_a_calendar() {
        let site = with(|raw| {
            raw.routing.owners = alloc::vec![owner("ada", Some("office")), owner("bob@seller.example", None)];
        });
        let site = site.unwrap();
        assert_eq!(site.calendar_of(Some("ada")).id, "office");
        assert_eq!(site.calendar_of(None).id, "office", "the first is everybody's");
    }

    #[test]
    fn what_is_wrong_is_named() {
        let found = with(|raw| {
            raw.routing.owners = alloc::vec![owner("ada", Some("offcie")), owner("ada", None), owner("A B", None)];
            raw.routing.suppressions = alloc::vec![
                RawSuppression {
                    id: "competitors".into(),
                    domains: alloc::vec!["co.uk".into()],
                    addresses: Vec::new()
                },
                RawSuppression { id: "customers".into(), domains: Vec::new(), addresses: Vec::new() },
                RawSuppression {
                    id: "partners".into(),
                    domains: alloc::vec!["Partner.example".into()],
                    addresses: alloc::vec!["ada".into()]
                },
            ];
        });
        let found = found.unwrap_err();
        let places: Vec<String> = found.iter().map(|problem| problem.place.join(".")).collect();
        insta::assert_snapshot!(places.join("\n"));
    }
}
