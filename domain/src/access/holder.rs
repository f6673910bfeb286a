//! Who holds a key, and where that lets them in.

use super::{Grant, Role};
use crate::id::TokenId;
use alloc::{borrow::ToOwned, string::String};
use serde::{Deserialize, Serialize};

/// On whose behalf something is done. Nobody is named but by what a token is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Actor {
    /// Whoever has the deployment's own key.
    Deployment,
    /// Whoever has a token.
    Token {
        /// Which one.
        id: TokenId,
        /// What it was for at that time.
        name: String,
    },
}

/// Who showed a key that is good for something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    actor: Actor,
    role: Role,
    /// The only site it opens; none for all of them.
    site: Option<String>,
}

/// Somebody who was let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// On whose behalf.
    pub actor: Actor,
    /// The one site that the request is about.
    pub site: String,
}

/// Why a holder of a good key is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// The request is about another site than the token's: as if there were none.
    OtherSite,
    /// It takes this role.
    Takes(Role),
}

impl Holder {
    /// Whoever has the deployment's own key: an admin of every site.
    pub const fn deployment() -> Self {
        Self { actor: Actor::Deployment, role: Role::Admin, site: None }
    }

    /// Whoever has a token of `site`.
    pub fn of_token(grant: Grant, site: &str) -> Self {
        let Grant { id, name, role, .. } = grant;
        Self { actor: Actor::Token { id, name }, role, site: Some(site.to_owned()) }
    }

    /// Lets the holder in where a route takes `need`. A request that names no site is about the token's own, or else about
    /// `home`. Which site it is comes first: what a role would open of another site is nobody's business.
    pub fn enter(self, need: Role, asked: Option<&str>, home: &str) -> Result<Caller, Denied> {
        let own = self.site.as_deref();
        let site = asked.or(own).unwrap_or(home);
        if own.is_some_and(|own| own != site) {
            return Err(Denied::OtherSite);
        }
        if self.role < need {
            return Err(Denied::Takes(need));
        }
        Ok(Caller { site: site.to_owned(), actor: self.actor })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holder(role: Role) -> Holder {
        let id = TokenId::from_entropy(&[1; 16]);
        Holder::of_token(Grant { id, name: "CRM".to_owned(), role, until: None }, "demo")
    }

    #[test]
    fn a_role_opens_what_it_and_those_below_take() {
        for has in Role::ALL {
            for need in Role::ALL {
                let entered = holder(has).enter(need, Some("demo"), "home").map(|caller| caller.site);
                assert_eq!(entered, if has >= need { Ok("demo".to_owned()) } else { Err(Denied::Takes(need)) });
            }
        }
    }

    #[test]
    fn a_token_is_for_its_own_site_and_no_role_changes_that() {
        for has in Role::ALL {
            for need in Role::ALL {
                for other in ["other", "", "Demo", "demo/", "home"] {
                    assert_eq!(holder(has).enter(need, Some(other), "home"), Err(Denied::OtherSite));
                }
            }
        }
    }

    #[test]
    fn where_no_site_is_named_it_is_the_token_s_own_or_the_home_site() {
        assert_eq!(holder(Role::Read).enter(Role::Read, None, "home").unwrap().site, "demo");
        assert_eq!(Holder::deployment().enter(Role::Admin, None, "home").unwrap().site, "home");
        assert_eq!(Holder::deployment().enter(Role::Admin, Some("any"), "home").unwrap().site, "any");
    }

    #[test]
    fn an_actor_reads_as_json() {
        let caller = holder(Role::Read).enter(Role::Read, None, "home").unwrap();
        let written = serde_json::to_value(&caller.actor).unwrap();
        assert_eq!(written, serde_json::json!({"token": {"id": "tok_AQEBAQEBAQEBAQEBAQEBAQ", "name": "CRM"}}));
        assert_eq!(serde_json::to_value(Actor::Deployment).unwrap(), "deployment");
    }
}
