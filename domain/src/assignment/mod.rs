//! Who gets a lead that qualified: routes are held against it in the order they are written, and the first that knows
//! somebody wins.
//!
//! What a lead is like, its shard knows; who is next, and who has other people of the same company, only one place can know for all
//! shards of a site. So the shard says which routes match ([`Ask`]), and that place picks ([`Ask::pick`]).

mod rota;

pub use rota::{MOST_WEIGHT, Rota, Share};

use crate::{
    condition::Truth,
    lead::Lead,
    secret::sha256_hex,
    site::{Owner, Site},
    time::Millis,
};
use alloc::{borrow::ToOwned, format, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// Who gets leads that match a route.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// Whoever has the company's other leads.
    AccountOwner,
    /// These, in turn, each as often as its weight says.
    Turns(Vec<Share>),
}

/// A route that matches a lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Its id.
    pub route: String,
    /// Who gets the lead.
    pub to: Target,
}

/// A lead that waits for an owner, as far as picking one depends on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// Names the question without saying who it is about: asked again under this name, it gets the same answer.
    pub name: String,
    /// Names the company without saying it, where there is one.
    pub account: Option<String>,
    /// Everybody who may own a lead.
    pub owners: Vec<String>,
    /// The routes that match, in order.
    pub candidates: Vec<Candidate>,
    /// Who gets it if no route knows anybody.
    pub default_owner: Option<String>,
}

/// Who got a lead, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Assigned {
    /// The owner; nobody where no route knew one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// `route:<id>`, `default`, or `no-route`; where the wait ended otherwise `people`, `kept` or `nobody`.
    pub why: String,
}

/// What was picked, and what is to be remembered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picked {
    /// Who, and why.
    pub assigned: Assigned,
    /// The route whose turn moved on, with the turns as they are now.
    pub rota: Option<(String, Rota)>,
    /// Whether the company's leads are the owner's from now on.
    pub takes_account: bool,
}

impl Ask {
    /// What has to be known to pick somebody for a lead.
    ///
    /// `since` is when it qualified, `account` names its company without saying it.
    pub fn of(lead: &Lead, since: Millis, account: Option<String>, site: &Site) -> Self {
        let person = lead.person(&site.competitors);
        let matching =
            site.routing.routes.iter().filter(|route| {
                route.when.as_ref().is_none_or(|when| when.holds(&|truth: &Truth| truth.holds(&person)))
            });
        Self {
            name: sha256_hex(format!("{}@{}", lead.id, since.0).as_bytes()),
            account,
            owners: site.owners.iter().map(|Owner { id, .. }| id.clone()).collect(),
            candidates: matching.map(|route| Candidate { route: route.id.clone(), to: route.to.clone() }).collect(),
            default_owner: site.routing.default_owner.clone(),
        }
    }

    /// Picks an owner. `holder` is who has the company's other leads; `rota` reads how the turns of a route stand.
    pub fn pick<E>(&self, holder: Option<&str>, mut rota: impl FnMut(&str) -> Result<Rota, E>) -> Result<Picked, E> {
        let holder = holder.filter(|holder| self.owners.iter().any(|owner| owner == holder));
        for Candidate { route, to } in &self.candidates {
            let assigned = |owner: &str| Assigned { owner: Some(owner.to_owned()), why: format!("route:{route}") };
            match to {
                Target::AccountOwner => {
                    if let Some(holder) = holder {
                        return Ok(Picked { assigned: assigned(holder), rota: None, takes_account: false });
                    }
                }
                Target::Turns(shares) => {
                    let mut turns = rota(route)?;
                    if let Some(owner) = turns.next(shares) {
                        let assigned = assigned(owner);
                        let takes_account = self.account.is_some() && holder.is_none();
                        return Ok(Picked { assigned, rota: Some((route.clone(), turns)), takes_account });
                    }
                }
            }
        }
        let why = if self.default_owner.is_some() { "default" } else { "no-route" };
        let assigned = Assigned { owner: self.default_owner.clone(), why: why.to_owned() };
        Ok(Picked { assigned, rota: None, takes_account: false })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{collections::BTreeMap, vec};
    use core::convert::Infallible;

    fn share(owner: &str) -> Share {
        Share { owner: owner.into(), weight: 1 }
    }

    fn ask(candidates: Vec<Candidate>) -> Ask {
        Ask {
            name: "one".into(),
            account: Some("acme".into()),
            owners: vec!["ada".into(), "bob".into()],
            candidates,
            default_owner: Some("bob".into()),
        }
    }

    fn pick(ask: &Ask, holder: Option<&str>) -> Picked {
        ask.pick(holder, |_| Ok::<_, Infallible>(Rota::default())).unwrap()
    }

    fn to_holder() -> Candidate {
        Candidate { route: "known".into(), to: Target::AccountOwner }
    }

    fn to(route: &str, owners: &[&str]) -> Candidate {
        Candidate { route: route.into(), to: Target::Turns(owners.iter().map(|owner| share(owner)).collect()) }
    }

    fn said(picked: &Picked) -> (Option<&str>, &str) {
        (picked.assigned.owner.as_deref(), &picked.assigned.why)
    }

    #[test]
    fn the_first_route_that_knows_somebody_wins() {
        let both = ask(vec![to_holder(), to("dach", &["ada"]), to("rest", &["bob"])]);
        assert_eq!(said(&pick(&both, Some("bob"))), (Some("bob"), "route:known"));
        let fresh = pick(&both, None);
        assert_eq!((said(&fresh), fresh.takes_account), ((Some("ada"), "route:dach"), true));
    }

    #[test]
    fn whoever_left_has_no_accounts() {
        let picked = pick(&ask(vec![to_holder(), to("dach", &["ada"])]), Some("eve"));
        assert_eq!((said(&picked), picked.takes_account), ((Some("ada"), "route:dach"), true));
    }

    #[test]
    fn where_no_route_matches_the_default_owner_gets_it_and_not_the_company() {
        let picked = pick(&ask(vec![to_holder()]), None);
        assert_eq!((said(&picked), picked.takes_account), ((Some("bob"), "default"), false));
        let nobody = Ask { default_owner: None, ..ask(Vec::new()) };
        assert_eq!(said(&pick(&nobody, None)), (None, "no-route"));
    }

    #[test]
    fn turns_of_one_route_are_its_own() {
        let mut kept: BTreeMap<String, Rota> = BTreeMap::new();
        let mut give = |route: &str| {
            let ask = ask(vec![to(route, &["ada", "bob"])]);
            let picked = ask.pick(None, |route| Ok::<_, Infallible>(kept.get(route).cloned().unwrap_or_default()));
            let Picked { assigned, rota, .. } = picked.unwrap();
            kept.extend(rota);
            assigned.owner.unwrap()
        };
        assert_eq!([give("one"), give("other"), give("one"), give("other")], ["ada", "ada", "bob", "bob"]);
    }
}
