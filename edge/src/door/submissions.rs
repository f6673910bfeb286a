//! `GET api/v1/submissions`: the forms that were sent, newest first.

use super::{lead::known, paging, query};
use crate::{
    clients::lead_shard::{self, Sent, Submissions},
    desk::Desk,
    refusal::Refusal,
    reply::Reply,
    sites,
};
use futures_util::future::try_join_all;
use leadline_domain::{
    access::Caller,
    id::LeadId,
    lead::{LeadDetail, Shard},
    merged::merged,
    site::Site,
    trail::Cursor,
};
use serde_json::{Value, json};
use worker::Request;

/// Lists submissions: every shard hands over its newest behind the cursor, and they are merged.
pub(super) async fn list(request: &Request, desk: &Desk, caller: &Caller) -> Result<Reply, Refusal> {
    let site = sites::current(&desk.env, &caller.site).await?.site;
    let part = paging::part(request)?;
    let leads = match query(request, "lead") {
        Some(lead) => Some(ids(desk, &site, &lead).await?),
        None => None,
    };
    let limit = part.limit;
    let which = &Submissions { behind: part.behind, limit: limit + 1, form: query(request, "form"), leads };
    let shards = (0..site.shards).map(|number| Shard { site: site.id.clone(), number });
    let lists = shards.map(|shard| async move { lead_shard::submissions(&desk.env, &shard, which).await });
    let (sent, next) = merged(try_join_all(lists).await?, usize::try_from(limit).unwrap_or(usize::MAX));
    let shown = try_join_all(sent.into_iter().map(|sent| shown(desk, &site, sent))).await?;
    let next = next.as_ref().map(Cursor::text);
    Ok(Reply::Json(json!({"site": site.id, "submissions": shown, "next": next}).to_string()))
}

/// Every id under which a lead's submissions may have been taken.
async fn ids(desk: &Desk, site: &Site, lead: &str) -> Result<Vec<LeadId>, Refusal> {
    let lead = known(site, LeadId::parse(lead).ok())?;
    let LeadDetail { lead, .. } = lead_shard::detail(&desk.env, &site.id, &lead).await?.ok_or(Refusal::UnknownLead)?;
    Ok(lead.merged.into_iter().chain([lead.id]).collect())
}

/// A submission with the lead that has it by now: only that one's shard knows whether it came of a test.
async fn shown(desk: &Desk, site: &Site, sent: Sent) -> Result<Value, Refusal> {
    let Sent { taken, test } = sent;
    let (lead, test) = match test {
        Some(test) => (taken.lead, test),
        None => match lead_shard::seniority(&desk.env, &site.id, &taken.lead).await {
            Ok(Some(found)) => (found.id, found.test),
            // Erased since it was handed over, or lost.
            Ok(None) | Err(Refusal::Erased) => (taken.lead, false),
            Err(refusal) => return Err(refusal),
        },
    };
    Ok(json!({"id": taken.id, "lead": lead, "form": taken.form, "at": taken.at.rfc3339(), "test": test}))
}
