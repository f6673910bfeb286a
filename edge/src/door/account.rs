//! `api/v1/accounts/<domain>`: how an organisation stands, which leads are its contacts, and who has them.

use super::gate;
use crate::{
    body,
    clients::{
        account_shard::{self, Account, Shown},
        registry::{self, Holding},
    },
    desk::Desk,
    refusal::{AccountRefused, Refusal},
    reply::Reply,
    sites,
};
use futures_util::future::try_join;
use leadline_domain::{
    access::Caller,
    email::Email,
    trail::{Object, Verb},
};
use serde::Deserialize;
use serde_json::json;
use worker::Request;

/// Longest body, in bytes.
const MAX_BODY: usize = 4 * 1024;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Patch {
    owner: String,
}

/// Shows the account of a domain, or of a name below it.
pub(super) async fn show(desk: &Desk, caller: &Caller, domain: &str) -> Result<Reply, Refusal> {
    let site = sites::current(&desk.env, &caller.site).await?.site;
    let domain = registered(domain)?;
    let account = Account::of(&desk.config, &site.id, site.shards, &domain);
    let (Shown { standing, contacts }, owner) =
        try_join(account_shard::show(&desk.env, &account), registry::holder(&desk.env, &site.id, &account.key)).await?;
    // Whoever left has nobody's leads.
    let owner = owner.filter(|owner| site.owners.iter().any(|known| known.id == *owner));
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
    if !owner.as_ref().is_none_or(|owner| site.owners.iter().any(|known| known.id == *owner)) {
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
