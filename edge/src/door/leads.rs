//! `GET api/v1/leads`: a site's leads, newest change first, with score and reasons.

use super::{paging, query};
use crate::{
    clients::lead_shard::{self, Page},
    desk::Desk,
    refusal::Refusal,
    reply::Reply,
    sites,
};
use futures_util::future::try_join_all;
use leadline_domain::{
    access::Caller,
    lead::{self, Position, Shard},
};
use serde_json::json;
use worker::Request;

/// Lists leads: every shard hands over its newest behind the cursor and one more, and they are merged.
pub(super) async fn list(request: &Request, desk: &Desk, caller: &Caller) -> Result<Reply, Refusal> {
    let site = sites::current(&desk.env, &caller.site).await?.site;
    let limit = paging::limit(request)?;
    let behind = match query(request, "cursor") {
        None => None,
        Some(cursor) => {
            Some(Position::parse(&cursor).ok_or(Refusal::Parameter("cursor as `next` of an answer has it"))?)
        }
    };
    let (env, page) = (&desk.env, &Page { behind, limit: limit + 1 });
    let shards = (0..site.shards).map(|number| Shard { site: site.id.clone(), number });
    let lists = try_join_all(shards.map(|shard| async move { lead_shard::list(env, &shard, page).await })).await?;
    let (leads, next) = lead::page(lists, usize::try_from(limit).unwrap_or(usize::MAX));
    let next = next.map(|next| next.cursor());
    Ok(Reply::Json(json!({"leads": leads, "next": next}).to_string()))
}
