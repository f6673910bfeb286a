//! `api/v1/rescoring`: how far scoring all leads of a site again is, and beginning it.

use crate::{
    clients::lead_shard::{self, Rescore},
    desk::Desk,
    refusal::Refusal,
    reply::Reply,
    sites::{self, Pointer, Published},
};
use futures_util::future::try_join_all;
use leadline_domain::{
    access::Caller,
    lead::{Progress, Rescoring, Shard},
    site::Site,
};
use serde_json::json;

/// Says how far it is. A shard that nobody could tell of the model, such as that of a new release, is told by this.
pub(super) async fn progress(desk: &Desk, caller: &Caller) -> Result<Reply, Refusal> {
    let published = sites::current(&desk.env, &caller.site).await?;
    let shards: Vec<Shard> = shards(&published).collect();
    let known = try_join_all(shards.iter().map(|shard| lead_shard::rescoring(&desk.env, shard))).await?;
    let is_stale = |rescoring: &Rescoring| rescoring.model != published.site.model_version;
    if known.iter().flatten().any(is_stale) {
        // Whoever asks is answered anyway; the shards find out by themselves, too.
        if let Ok(begun) = begin(desk, &published, false).await {
            return Ok(answer(&published.site, begun.iter().map(Some)));
        }
    }
    Ok(answer(&published.site, known.iter().map(Option::as_ref)))
}

/// How far it is, as the shards know; nobody is told anything.
pub(super) async fn known(desk: &Desk, published: &Published) -> Result<Progress, Refusal> {
    let shards: Vec<Shard> = shards(published).collect();
    let known = try_join_all(shards.iter().map(|shard| lead_shard::rescoring(&desk.env, shard))).await?;
    Ok(sum(&published.site, known.iter().map(Option::as_ref)))
}

/// Begins anew: the model is the same, but time has passed.
pub(super) async fn again(desk: &Desk, caller: &Caller) -> Result<Reply, Refusal> {
    let published = sites::current(&desk.env, &caller.site).await?;
    let begun = begin(desk, &published, true).await?;
    Ok(answer(&published.site, begun.iter().map(Some)))
}

/// Tells every shard which version is in force; those whose leads were scored by another model begin.
pub(super) async fn begin(desk: &Desk, published: &Published, anew: bool) -> Result<Vec<Rescoring>, Refusal> {
    let pointer = Pointer { version: published.version.clone(), at: published.at };
    let rescores: Vec<Rescore> =
        shards(published).map(|shard| Rescore { shard, pointer: pointer.clone(), anew }).collect();
    try_join_all(rescores.iter().map(|rescore| lead_shard::rescore(&desk.env, rescore))).await
}

fn shards(published: &Published) -> impl Iterator<Item = Shard> {
    let site = &published.site;
    (0..site.shards).map(|number| Shard { site: site.id.clone(), number })
}

fn answer<'a>(site: &Site, shards: impl Iterator<Item = Option<&'a Rescoring>>) -> Reply {
    let progress = sum(site, shards);
    Reply::Json(json!({"site": site.id, "is_done": progress.is_done(), "progress": progress}).to_string())
}

fn sum<'a>(site: &Site, shards: impl Iterator<Item = Option<&'a Rescoring>>) -> Progress {
    shards.fold(Progress::default(), |sum, shard| sum.with(shard, &site.model_version))
}
