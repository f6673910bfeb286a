//! `GET api/v1/audit`: who changed what.

use super::paging;
use crate::{clients::registry, desk::Desk, refusal::Refusal, reply::Reply, sites};
use leadline_domain::{access::Caller, trail::Cursor};
use serde_json::json;
use worker::Request;

/// Lists entries of the trail, the newest first.
pub(super) async fn list(request: &Request, desk: &Desk, caller: &Caller) -> Result<Reply, Refusal> {
    let part = paging::part(request)?;
    sites::require(&desk.env, &caller.site).await?;
    let listed = registry::trail(&desk.env, &caller.site, &part).await?;
    let next = listed.next.as_ref().map(Cursor::text);
    Ok(Reply::Json(json!({"site": caller.site, "entries": listed.items, "next": next}).to_string()))
}
