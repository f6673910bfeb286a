//! `GET api/v1/leads/<id>/export`: everything that is kept of one person, as one document.

use super::lead::known;
use crate::{
    clients::{
        account_shard::Account,
        disclosure::{self, Contacts},
        lead_shard,
    },
    clock,
    desk::Desk,
    refusal::Refusal,
    reply::Reply,
    sites,
};
use futures_util::future::{try_join_all, try_join3};
use leadline_domain::{
    access::Caller,
    email::Email,
    id::LeadId,
    lead::{
        LeadDetail, Shard,
        disclosure::{Disclosure, ids},
    },
    site::Site,
    trail::Object,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Asks every shard, the accounts of the person's addresses, and the trail.
pub(super) async fn show(desk: &Desk, caller: &Caller, lead: &str) -> Result<Reply, Refusal> {
    let site = &sites::current(&desk.env, &caller.site).await?.site;
    let asked = known(site, LeadId::parse(lead).ok())?;
    let lead = lead_shard::detail(&desk.env, &site.id, &asked).await?.ok_or(Refusal::UnknownLead)?;
    // It may be on its way into the lead that has it.
    let (mut ids, domains) = (ids(&lead), domains(&lead));
    ids.insert(asked);
    let ids = &ids;
    let shards = (0..site.shards).map(|number| Shard { site: site.id.clone(), number });
    let traces = shards.map(|shard| async move { disclosure::trace(&desk.env, &shard, ids).await });
    let accounts = domains.iter().map(|domain| account(desk, site, domain, ids));
    let entries = disclosure::entries(&desk.env, &site.id, ids);
    let (traces, accounts, entries) = try_join3(try_join_all(traces), try_join_all(accounts), entries).await?;
    let told =
        site.sinks.iter().map(|sink| json!({"id": sink.id, "kind": sink.target.kind(), "events": sink.filter.events}));
    let answer = json!({
        "leadline": "person",
        "v": 1,
        "site": site.id,
        "at": clock::now().rfc3339(),
        "person": Disclosure::gather(lead, traces),
        "accounts": accounts.into_iter().flatten().collect::<Vec<Value>>(),
        "trail": entries.into_iter().map(|entry| entry.about(ids)).collect::<Vec<_>>(),
        "sinks": told.collect::<Vec<Value>>(),
    });
    Ok(Reply::Json(answer.to_string()))
}

/// Organisations of which any address is.
fn domains(lead: &LeadDetail) -> BTreeSet<String> {
    lead.addresses.iter().filter_map(|address| Email::parse(&address.email).ok()?.account()).collect()
}

/// What an account has of the person; nothing, where it never heard of them.
async fn account(desk: &Desk, site: &Site, domain: &str, ids: &BTreeSet<LeadId>) -> Result<Option<Value>, Refusal> {
    let account = Account::of(&desk.config, &site.id, site.shards, domain);
    let id = Object::account(&account.key);
    let contacts = disclosure::contacts(&desk.env, &Contacts { account, leads: ids.clone() }).await?;
    Ok((!contacts.is_empty()).then(|| json!({"domain": domain, "id": id.as_str(), "contacts": contacts})))
}
