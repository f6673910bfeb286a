//! `GET api/v1/counters`: a site's aggregate counts by day. At least once: see `tally`.

use super::query;
use crate::{
    clients::counter::{self, Range},
    clock,
    desk::Desk,
    refusal::Refusal,
    reply::Reply,
    sites,
};
use leadline_domain::{
    access::Caller,
    time::{DAY, Day},
};
use serde_json::json;
use worker::Request;

/// Reads the counts from `from` to `to` (`2026-11-21`, both included); the last 30 days if not said.
pub(super) async fn read(request: &Request, desk: &Desk, caller: &Caller) -> Result<Reply, Refusal> {
    let site = sites::current(&desk.env, &caller.site).await?.site;
    let now = clock::now();
    let from = day(request, "from")?.unwrap_or_else(|| now.plus(-29 * DAY).day());
    let to = day(request, "to")?.unwrap_or_else(|| now.day());
    let days = counter::read(&desk.env, &site.id, &Range { from: from.iso(), to: to.iso() }).await?;
    Ok(Reply::Json(json!({"site": site.id, "days": days}).to_string()))
}

fn day(request: &Request, name: &str) -> Result<Option<Day>, Refusal> {
    let Some(text) = query(request, name) else { return Ok(None) };
    Day::parse(&text).map(Some).ok_or(Refusal::Parameter("from and to as days, such as 2026-11-21"))
}
