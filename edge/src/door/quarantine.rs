//! `api/v1/quarantine`: submissions that are held back, and what people say of them.

use super::paging;
use crate::{
    clients::{
        holding::{self, Found, LetGo},
        lead_shard,
    },
    desk::Desk,
    journal,
    refusal::Refusal,
    reply::Reply,
    sites, tally,
};
use futures_util::future::try_join_all;
use leadline_domain::{
    access::Caller,
    id::{LeadId, SubmissionId},
    lead::{self, Change, Command, Shard},
    merged::merged,
    site::Site,
    trail::Cursor,
};
use serde_json::json;
use worker::Request;

/// Lists what is held, the newest first: every shard hands over its newest behind the cursor, and they are merged.
pub(super) async fn list(request: &Request, desk: &Desk, caller: &Caller) -> Result<Reply, Refusal> {
    let site = sites::current(&desk.env, &caller.site).await?.site;
    let mut part = paging::part(request)?;
    let limit = usize::try_from(part.limit).unwrap_or(usize::MAX);
    part.limit += 1;
    let part = &part;
    let pages = shards(&site).map(|shard| async move { holding::page(&desk.env, &shard, part).await });
    let pages = try_join_all(pages).await?;
    let dropped: u32 = pages.iter().map(|page| page.dropped).sum();
    let (held, next) = merged(pages.into_iter().map(|page| page.glances).collect(), limit);
    let held: Vec<_> = held.iter().map(|glance| &glance.view).collect();
    let next = next.as_ref().map(Cursor::text);
    Ok(Reply::Json(json!({"site": site.id, "quarantine": held, "dropped": dropped, "next": next}).to_string()))
}

/// Takes what is held after all, as of when it came in. Asked again, it says whose it is by then.
pub(super) async fn release(desk: &Desk, caller: &Caller, submission: &str) -> Result<Reply, Refusal> {
    let site = sites::current(&desk.env, &caller.site).await?.site;
    let id = parsed(submission)?;
    let (shard, held) = match find(desk, &site, &id).await? {
        (_, Found::Taken(lead)) => return Ok(answer(&id, &lead, Change::None)),
        (shard, Found::Held(held)) => (shard, held),
        (_, Found::Nowhere) => return Err(Refusal::UnknownSubmission),
    };
    let answers_hash = Some(held.submission.answers_hash.clone());
    let reply = lead_shard::run(&desk.env, shard.clone(), Command::Submit(held.released())).await?;
    journal::lead(&site.id, &reply);
    let released = match reply {
        lead::Reply::Done { lead, change, .. } => Ok(answer(&id, &lead, change)),
        lead::Reply::Dropped => Err(Refusal::Erased),
        _ => return Err(Refusal::Unavailable),
    };
    // Only now: until then it is held, and can be released again. What was corrected meanwhile stays, for nobody has taken that.
    holding::let_go(&desk.env, &shard, &LetGo { id, answers_hash }).await?;
    tally::count(&site.id, "spam.released");
    released
}

/// Removes what is held for good.
pub(super) async fn discard(desk: &Desk, caller: &Caller, submission: &str) -> Result<Reply, Refusal> {
    let site = sites::current(&desk.env, &caller.site).await?.site;
    let id = parsed(submission)?;
    let (shard, Found::Held(_)) = find(desk, &site, &id).await? else { return Err(Refusal::UnknownSubmission) };
    let answer = json!({"id": id, "is_discarded": true}).to_string();
    holding::let_go(&desk.env, &shard, &LetGo { id, answers_hash: None }).await?;
    tally::count(&site.id, "spam.discarded");
    Ok(Reply::Json(answer))
}

fn answer(id: &SubmissionId, lead: &LeadId, change: Change) -> Reply {
    Reply::Json(json!({"id": id, "lead": lead, "change": change}).to_string())
}

fn parsed(submission: &str) -> Result<SubmissionId, Refusal> {
    SubmissionId::parse(submission).map_err(|_| Refusal::UnknownSubmission)
}

fn shards(site: &Site) -> impl Iterator<Item = Shard> {
    (0..site.shards).map(|number| Shard { site: site.id.clone(), number })
}

/// The shard that has a submission. Its id does not say which: all of them are asked, which is rare.
async fn find(desk: &Desk, site: &Site, id: &SubmissionId) -> Result<(Shard, Found), Refusal> {
    let asked = shards(site).map(|shard| async move {
        let found = holding::find(&desk.env, &shard, id).await?;
        Ok::<_, Refusal>((shard, found))
    });
    let mut found = try_join_all(asked).await?;
    found.sort_by_key(|(_, found)| match found {
        Found::Held(_) => 0,
        Found::Taken(_) => 1,
        Found::Nowhere => 2,
    });
    found.into_iter().next().ok_or(Refusal::UnknownSubmission)
}
