//! `api/v1/leads/<id>`: all that is known of a lead; two that are one person become one; a browser that is somebody else's
//! is taken from it.

use super::gate;
use crate::{
    body,
    clients::lead_shard::{self, Give, Handed},
    desk::Desk,
    refusal::Refusal,
    reply::Reply,
    sites,
};
use leadline_domain::{
    access::Caller,
    id::{LeadId, VisitorId},
    lead::{
        self, Command, Detachment, Shard,
        merge::{Given, Seniority},
    },
    site::Site,
    trail::{Object, Verb},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::json;
use worker::Request;

/// Longest body, in bytes.
const MAX_BODY: usize = 4 * 1024;

/// How often a merge begins anew because one of the leads was merged meanwhile.
const TRIES: usize = 4;

#[derive(Deserialize)]
struct Same {
    leads: [LeadId; 2],
}

#[derive(Deserialize)]
struct Foreign {
    visitor: VisitorId,
}

/// Shows a lead by its id, or by one it had before a merge.
pub(super) async fn show(desk: &Desk, caller: &Caller, lead: &str) -> Result<Reply, Refusal> {
    let site = sites::current(&desk.env, &caller.site).await?.site;
    let lead = known(&site, LeadId::parse(lead).ok())?;
    let detail = lead_shard::detail(&desk.env, &site.id, &lead).await?.ok_or(Refusal::UnknownLead)?;
    Ok(Reply::Json(json!({"lead": detail}).to_string()))
}

/// Merges two leads: the one that was there first stays, and the other's id leads to it from then on. What the other was
/// reaches it now, or as soon as its shard can be asked.
pub(super) async fn merge(request: &mut Request, desk: &Desk, caller: &Caller) -> Result<Reply, Refusal> {
    let site = sites::current(&desk.env, &caller.site).await?.site;
    let Same { leads: [one, other] } = read(request, r#"{"leads": ["lead_…", "lead_…"]}"#).await?;
    let (one, other) = (known(&site, Some(one))?, known(&site, Some(other))?);
    gate::note(desk, caller, Verb::LeadsMerged, vec![Object::lead(&one), Object::lead(&other)]).await?;
    let United { lead, is_done, .. } = unite(desk, &site, &one, &other).await?;
    Ok(Reply::Json(json!({"lead": lead, "is_done": is_done}).to_string()))
}

/// Two leads that are one.
pub(super) struct United {
    /// The one that stayed.
    pub(super) lead: LeadId,
    /// Whether all that the other was is there by now.
    pub(super) is_done: bool,
    /// Whether they were two before.
    pub(super) is_news: bool,
}

/// Makes one lead of two.
pub(super) async fn unite(desk: &Desk, site: &Site, one: &LeadId, other: &LeadId) -> Result<United, Refusal> {
    let (mut is_done, mut is_news) = (true, false);
    for _ in 0..TRIES {
        let one = seniority(desk, &site.id, one).await?;
        let other = seniority(desk, &site.id, other).await?;
        if one.test != other.test {
            return Err(Refusal::Body("two leads that both, or neither, came of a test"));
        }
        let Some((junior, senior)) = Seniority::pair(one.clone(), other) else {
            return Ok(United { lead: one.id, is_done, is_news });
        };
        is_news = true;
        let shard = Shard { site: site.id.clone(), number: junior.id.shard() };
        let Handed { given, taken } = lead_shard::give(&desk.env, Give { shard, junior: junior.id, senior }).await?;
        is_done = taken;
        if given == Given::Unknown {
            return Err(Refusal::UnknownLead);
        }
    }
    Err(Refusal::Unavailable)
}

/// An id of this site's leads: any other would wake a shard that has none.
pub(super) fn known(site: &Site, lead: Option<LeadId>) -> Result<LeadId, Refusal> {
    lead.filter(|lead| lead.shard() < site.shards).ok_or(Refusal::UnknownLead)
}

async fn seniority(desk: &Desk, site: &str, lead: &LeadId) -> Result<Seniority, Refusal> {
    lead_shard::seniority(&desk.env, site, lead).await?.ok_or(Refusal::UnknownLead)
}

/// Takes a browser from a lead.
pub(super) async fn detach(request: &mut Request, desk: &Desk, caller: &Caller, lead: &str) -> Result<Reply, Refusal> {
    let site = sites::current(&desk.env, &caller.site).await?.site;
    let lead = known(&site, LeadId::parse(lead).ok())?;
    let Foreign { visitor } = read(request, r#"{"visitor": "vis_…"}"#).await?;
    seniority(desk, &site.id, &lead).await?;
    let shard = Shard { site: site.id.clone(), number: lead.shard() };
    match lead_shard::run(&desk.env, shard, Command::Detach(Detachment { lead, visitor })).await? {
        lead::Reply::Done { lead, score, .. } => Ok(Reply::Json(json!({"lead": lead, "score": score}).to_string())),
        _ => Err(Refusal::UnknownBrowser),
    }
}

/// Reads a body that is a JSON object, or says what was expected.
pub(super) async fn read<T: DeserializeOwned>(request: &mut Request, expected: &'static str) -> Result<T, Refusal> {
    body::object(request, MAX_BODY, expected).await
}
