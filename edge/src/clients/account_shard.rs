//! The shards that hold a site's accounts.

use super::{
    object::{self, Address, Patience},
    registry::Part,
};
use crate::{config::Config, refusal::Refusal};
use leadline_domain::{
    account::{Contribution, Listed, Standing},
    id::LeadId,
    lead::Lead,
    secret::{AccountKey, Purpose},
    site::Site,
};
use serde::{Deserialize, Serialize};
use worker::Env;

/// Where an account lives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Account {
    /// Site key.
    pub(crate) site: String,
    /// The shard's number.
    pub(crate) shard: u8,
    /// [`AccountKey::hex`] of the organisation's domain.
    pub(crate) key: String,
}

impl Account {
    /// The account of a registrable domain.
    pub(crate) fn of(config: &Config, site: &str, shards: u8, domain: &str) -> Self {
        let key = AccountKey::of(&config.secret.key(site, Purpose::AccountKey), domain);
        Self { site: site.to_owned(), shard: key.shard(shards), key: key.hex }
    }

    pub(super) fn name(&self) -> String {
        format!("account/{}/{}", self.site, self.shard)
    }
}

/// What a contact contributes.
#[derive(Serialize, Deserialize)]
pub(crate) struct Contribute {
    /// To which account.
    pub(crate) account: Account,
    /// Who.
    pub(crate) lead: LeadId,
    /// What.
    pub(crate) said: Contribution,
    /// Whether scores of the site depend on how accounts stand, so that contacts have to be told.
    pub(crate) tells: bool,
    /// The organisation's registrable domain, for as long as the lead is a contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) domain: Option<String>,
}

impl Contribute {
    /// What a lead tells its account; nothing if it has none.
    pub(crate) fn of(lead: &Lead, said: Contribution, site: &Site, config: &Config) -> Option<Self> {
        let domain = lead.account()?;
        let account = Account::of(config, &site.id, site.shards, &domain);
        let (domain, tells) = (Some(domain).filter(|_| !said.gone), site.scoring.asks_about_accounts());
        Some(Self { account, lead: lead.id.clone(), said, tells, domain })
    }

    /// What tells every account that may have a lead that it has a contact less.
    pub(crate) fn partings(lead: &Lead, site: &Site, config: &Config) -> Vec<Self> {
        let tells = site.scoring.asks_about_accounts();
        let parting = |domain: &String| Self {
            account: Account::of(config, &site.id, site.shards, domain),
            lead: lead.id.clone(),
            said: Contribution::gone(lead.version),
            tells,
            domain: None,
        };
        lead.accounts().iter().map(parting).collect()
    }
}

/// An account with its contacts.
#[derive(Serialize, Deserialize)]
pub(crate) struct Shown {
    /// How it stands today.
    pub(crate) standing: Standing,
    /// Its contacts, at most 200.
    pub(crate) contacts: Vec<LeadId>,
}

/// Tells an account what a contact contributes.
pub(crate) async fn contribute(env: &Env, contribute: &Contribute) -> Result<(), Refusal> {
    ask(env, &contribute.account, "contribute", contribute).await
}

/// Shows an account.
pub(crate) async fn show(env: &Env, account: &Account) -> Result<Shown, Refusal> {
    ask(env, account, "show", account).await
}

/// A share of a site's accounts, those first that were heard of last.
pub(crate) async fn list(env: &Env, site: &str, shard: u8, part: &Part) -> Result<Vec<Listed>, Refusal> {
    let account = Account { site: site.to_owned(), shard, key: String::new() };
    ask(env, &account, "list", part).await
}

async fn ask<R: for<'de> Deserialize<'de>>(
    env: &Env,
    account: &Account,
    command: &str,
    body: &impl Serialize,
) -> Result<R, Refusal> {
    let name = account.name();
    object::ask(env, Address { binding: "ACCOUNT_SHARD", name: &name }, command, body, Patience::Needed).await
}
