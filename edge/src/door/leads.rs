//! `GET api/v1/leads`: a site's leads, newest change first, with score and reasons.

use super::{asked_site, authorize, query};
use crate::{clients::lead_shard, desk::Desk, refusal::Refusal, reply::Reply, sites};
use futures_util::future::try_join_all;
use leadline_domain::lead::{LeadView, Shard};
use serde_json::json;
use worker::Request;

/// Most leads a request reads.
const MAX_LEADS: u32 = 200;

/// Lists leads: every shard hands over its newest, and they are merged.
pub(super) async fn list(request: &Request, desk: &Desk) -> Result<Reply, Refusal> {
    authorize(request, desk)?;
    let site = sites::current(&desk.env, &asked_site(request, desk)).await?.site;
    let limit = match query(request, "limit") {
        None => 50,
        Some(limit) => {
            let limit = limit.parse().ok().filter(|limit| (1..=MAX_LEADS).contains(limit));
            limit.ok_or(Refusal::Parameter("limit from 1 to 200"))?
        }
    };
    let shards = (0..site.shards).map(|number| Shard { site: site.id.clone(), number });
    let env = &desk.env;
    let lists = try_join_all(shards.map(|shard| async move { lead_shard::list(env, &shard, limit).await })).await?;
    let mut leads: Vec<LeadView> = lists.into_iter().flatten().collect();
    leads.sort_by(|a, b| b.updated_at.cmp(&a.updated_at).then_with(|| a.id.cmp(&b.id)));
    leads.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(Reply::Json(json!({"leads": leads}).to_string()))
}
