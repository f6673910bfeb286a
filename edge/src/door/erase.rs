//! `DELETE api/v1/leads/<id>` and `POST api/v1/leads/erase`: somebody is erased. An address stands in a body, never in a URL.

use super::lead::{known, read};
use crate::{
    clients::{
        erasure::{self, Who},
        holding,
    },
    desk::Desk,
    refusal::Refusal,
    reply::Reply,
    sites,
};
use leadline_domain::{
    access::Caller,
    email::Email,
    id::LeadId,
    lead::Shard,
    secret::{LeadKey, Purpose},
};
use serde::Deserialize;
use serde_json::json;
use worker::Request;

#[derive(Deserialize)]
struct Address {
    email: String,
}

/// Erases whom an id leads to, and answers the proof.
pub(super) async fn by_id(desk: &Desk, caller: &Caller, lead: &str) -> Result<Reply, Refusal> {
    let site = sites::current(&desk.env, &caller.site).await?.site;
    let lead = known(&site, LeadId::parse(lead).ok())?;
    let gone = erasure::erase(&desk.env, &site.id, site.shards, Who::Lead(lead)).await?.ok_or(Refusal::UnknownLead)?;
    Ok(Reply::Json(gone.proof().to_string()))
}

/// Erases whoever has an address, and who came of tests with it, and answers a proof for each. What is no lead goes too: what was
/// held back, or begun; it leaves nothing, and so there is no proof of it.
pub(super) async fn by_address(request: &mut Request, desk: &Desk, caller: &Caller) -> Result<Reply, Refusal> {
    let site = sites::current(&desk.env, &caller.site).await?.site;
    let Address { email } = read(request, r#"{"email": "…"}"#).await?;
    let email = Email::parse(&email).map_err(|_| Refusal::Body("an e-mail address"))?;
    let (key, canonical) = (desk.key(&site, Purpose::LeadKey), site.identity.canonical(&email));
    let mut proofs = Vec::new();
    let mut forgotten = 0;
    for key in [LeadKey::of(&key, &canonical), LeadKey::of_test(&key, &canonical)] {
        let shard = Shard { site: site.id.clone(), number: key.shard(site.shards) };
        let gone = erasure::erase(&desk.env, &site.id, site.shards, Who::Key(key.hex.clone())).await?;
        proofs.extend(gone.map(|gone| gone.proof()));
        forgotten += holding::forget(&desk.env, &shard, &key).await?;
    }
    if proofs.is_empty() && forgotten == 0 {
        return Err(Refusal::UnknownLead);
    }
    Ok(Reply::Json(json!({"erased": proofs}).to_string()))
}
