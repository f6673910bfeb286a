//! `api/v1/accounts`: the organisations that leads belong to, how each stands, which leads are its contacts, and who has them.

use super::{gate, paging};
use crate::{
    body,
    clients::{
        account_shard::{self, Account, Shown},
        registry::{self, Holding, Part},
    },
    desk::Desk,
    refusal::{AccountRefused, Refusal},
    reply::Reply,
    sites,
};
use futures_util::future::{try_join, try_join_all};
use leadline_domain::{
    access::Caller,
    account::Listed,
    email::Email,
    merged::merged,
    site::Site,
    trail::{Cursor, Object, Verb},
};
use serde::Deserialize;
use serde_json::{Value, json};
use worker::Request;

/// Longest body, in bytes.
const MAX_BODY: usize = 4 * 1024;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Patch {
    owner: String,
}

/// Lists accounts, those first that were heard of last: every shard hands over its first ones, and they are merged.
pub(super) async fn list(request: &Request, desk: &Desk, caller: &Caller) -> Result<Reply, Refusal> {
    let site = sites::current(&desk.env, &caller.site).await?.site;
    let Part { behind, limit } = paging::part(request)?;
    let part = &Part { behind, limit: limit + 1 };
    let lists = (0..site.shards).map(|shard| account_shard::list(&desk.env, &site.id, shard, part));
    let (listed, next) = merged(try_join_all(lists).await?, usize::try_from(limit).unwrap_or(usize::MAX));
    let keys: Vec<&str> = listed.iter().map(|listed| listed.key.as_str()).collect();
    let owners = registry::holders(&desk.env, &site.id, &keys).await?;
    let shown = |listed: &Listed| {
        let owner = owners.get(&listed.key).filter(|owner| is_owner(&site, owner));
        let Listed { key, domain, active_on, standing } = listed;
        json!({
            "domain": domain, "id": Object::account(key).as_str(), "contacts": standing.contacts, "active": standing.active,
            "engagement": standing.engagement, "active_on": active_on.iso(), "owner": owner,
        })
    };
    let accounts: Vec<Value> = listed.iter().map(shown).collect();
    let next = next.as_ref().map(Cursor::text);
    Ok(Reply::Json(json!({"site": site.id, "accounts": accounts, "next": next}).to_string()))
}

/// Whether somebody looks after leads of the site: whoever left has nobody's.
fn is_owner(site: &Site, owner: &str) -> bool {
    site.owners.iter().any(|known| known.id == owner)
}

/// Shows the account of a domain, or of a name below it.
pub(super) async fn show(desk: &Desk, caller: &Caller, domain: &str) -> Result<Reply, Refusal> {
    let site = sites::current(&desk.env, &caller.site).await?.site;
    let domain = registered(domain)?;
    let account = Account::of(&desk.config, &site.id, site.shards, &domain);
    let (Shown { standing, contacts }, owner) =
        try_join(account_shard::show(&desk.env, &account), registry::holder(&desk.env, &site.id, &account.key)).await?;
    let owner = owner.filter(|owner| is_owner(&site, owner));
    if standing.contacts == 0 && owner.is_none() {
        return Err(AccountRefused::Unknown.into());
    }
    let shown = json!({
        "domain": domain, "id": Object::account(&account.key).as_str(), "contacts": standing.contacts, "active": standing.active, "engagement": standing.engagement,
        "owner": owner, "leads": contacts,
    });
    Ok(Reply::Json(json!({"account": shown}).to_string()))
}

/// Says who has the leads of an organisation from now on.
pub(super) async fn patch(request: &mut Request, desk: &Desk, caller: &Caller, domain: &str) -> Result<Reply, Refusal> {
    let site = sites::current(&desk.env, &caller.site).await?.site;
    let domain = registered(domain)?;
    let Patch { owner } = body::object(request, MAX_BODY, r#"{"owner": "ada"}; "" for nobody"#).await?;
    let owner = Some(owner).filter(|owner| !owner.is_empty());
    if !owner.as_ref().is_none_or(|owner| is_owner(&site, owner)) {
        return Err(AccountRefused::Owner.into());
    }
    let account = Account::of(&desk.config, &site.id, site.shards, &domain).key;
    let id = Object::account(&account);
    let entry = gate::entry(desk, caller, Verb::AccountAssigned, vec![id.clone()]);
    registry::hold(&desk.env, &site.id, &Holding { account, owner: owner.clone(), entry }).await?;
    Ok(Reply::Json(json!({"account": {"domain": domain, "id": id.as_str(), "owner": owner}}).to_string()))
}

/// The domain that an organisation registered.
fn registered(domain: &str) -> Result<String, Refusal> {
    let address = Email::parse(&format!("any@{domain}")).ok();
    address.and_then(|address| address.account()).ok_or_else(|| AccountRefused::Unknown.into())
}
