//! `api/v1/sites/<site>/versions` and `…/diff`: what was published, and what differs.

use super::{paging, query};
use crate::{
    clients::registry::{self, Kept, Part, VersionView},
    desk::Desk,
    refusal::Refusal,
    reply::Reply,
    sites,
};
use leadline_domain::{
    access::Caller,
    difference::differences,
    time::Millis,
    trail::{Cursor, Object},
};
use serde_json::json;
use worker::Request;

/// Lists versions, the newest first.
pub(super) async fn list(request: &Request, desk: &Desk, caller: &Caller) -> Result<Reply, Refusal> {
    let part = paging::part(request)?;
    sites::require(&desk.env, &caller.site).await?;
    let listed = registry::versions(&desk.env, &caller.site, &part).await?;
    let next = listed.next.as_ref().map(Cursor::text);
    Ok(Reply::Json(json!({"site": caller.site, "versions": listed.items, "next": next}).to_string()))
}

/// Shows one, with its files.
pub(super) async fn show(desk: &Desk, caller: &Caller, version: &str) -> Result<Reply, Refusal> {
    Ok(Reply::Json(json!(kept(desk, caller, version).await?).to_string()))
}

/// Says what differs between two: from the one before the other, to the one in force, unless something else is said. Before
/// the first there was nothing.
pub(super) async fn diff(request: &Request, desk: &Desk, caller: &Caller) -> Result<Reply, Refusal> {
    sites::require(&desk.env, &caller.site).await?;
    let to = match query(request, "to") {
        Some(version) => kept(desk, caller, &version).await?,
        None => newest(desk, caller, None).await?.ok_or(Refusal::UnknownVersion)?,
    };
    let from = match query(request, "from") {
        Some(version) => Some(kept(desk, caller, &version).await?),
        None => newest(desk, caller, Some(&to.view)).await?,
    };
    let nothing = json!({});
    let changes = differences(from.as_ref().map_or(&nothing, |from| &from.files), &to.files);
    let from = from.map(|from| from.view.version);
    let answer = json!({"site": caller.site, "from": from, "to": to.view.version, "changes": changes});
    Ok(Reply::Json(answer.to_string()))
}

/// A version that the registry keeps.
pub(super) async fn kept(desk: &Desk, caller: &Caller, version: &str) -> Result<Kept, Refusal> {
    sites::require(&desk.env, &caller.site).await?;
    if Object::version(version).is_none() {
        return Err(Refusal::UnknownVersion);
    }
    registry::version(&desk.env, &caller.site, version).await?.ok_or(Refusal::UnknownVersion)
}

/// The newest version, or the newest before another, if there is one.
async fn newest(desk: &Desk, caller: &Caller, before: Option<&VersionView>) -> Result<Option<Kept>, Refusal> {
    let cursor = |view: &VersionView| {
        let at = Millis::parse(&view.published_at).unwrap_or_default();
        Cursor { at, id: view.version.clone() }
    };
    let part = Part { behind: before.map(cursor), limit: 1 };
    let found = registry::versions(&desk.env, &caller.site, &part).await?.items;
    match found.first() {
        Some(found) => kept(desk, caller, &found.version).await.map(Some),
        None => Ok(None),
    }
}
