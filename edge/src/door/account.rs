//! `GET api/v1/accounts/<domain>`: how an organisation stands, and which leads are its contacts.

use crate::{
    clients::account_shard::{self, Account, Shown},
    desk::Desk,
    refusal::Refusal,
    reply::Reply,
    sites,
};
use leadline_domain::{access::Caller, email::Email};
use serde_json::json;

/// Shows the account of a domain, or of a name below it.
pub(super) async fn show(desk: &Desk, caller: &Caller, domain: &str) -> Result<Reply, Refusal> {
    let site = sites::current(&desk.env, &caller.site).await?.site;
    let address = Email::parse(&format!("any@{domain}")).ok();
    let domain = address.and_then(|address| address.account()).ok_or(Refusal::UnknownAccount)?;
    let account = Account::of(&desk.config, &site.id, site.shards, &domain);
    let Shown { standing, contacts } = account_shard::show(&desk.env, &account).await?;
    if standing.contacts == 0 {
        return Err(Refusal::UnknownAccount);
    }
    let shown = json!({
        "domain": domain, "contacts": standing.contacts, "active": standing.active, "engagement": standing.engagement,
        "leads": contacts,
    });
    Ok(Reply::Json(json!({"account": shown}).to_string()))
}
