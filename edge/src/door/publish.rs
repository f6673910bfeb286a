//! `api/v1/sites/<site>`: which version is in force, and putting one in force, be it new or an earlier one.

use super::{gate, rescoring, versions};
use crate::{
    body,
    clients::{
        counter,
        registry::{self, Publication, Published},
    },
    config,
    desk::Desk,
    refusal::Refusal,
    reply::Reply,
    sites::{self, Pointer},
};
use leadline_domain::{
    access::Caller,
    lead::Progress,
    site::{RawSite, Site},
    time::Millis,
    trail::{Object, Verb},
};
use serde::Deserialize;
use serde_json::json;
use worker::Request;

/// Longest site, in bytes: SQLite takes rows of 2 MB.
const MAX_SITE: usize = 1024 * 1024;

#[derive(Deserialize)]
struct Proposal {
    version: String,
    site: RawSite,
}

/// Says which version is in force.
pub(super) async fn version(desk: &Desk, caller: &Caller) -> Result<Reply, Refusal> {
    let published = sites::current(&desk.env, &caller.site).await?;
    Ok(Reply::Json(json!({"site": published.site.id, "version": published.version}).to_string()))
}

/// Checks a site once more and puts it in force.
pub(super) async fn publish(request: &mut Request, desk: &Desk, caller: &Caller) -> Result<Reply, Refusal> {
    let proposal: Proposal = serde_json::from_slice(&body::read(request, MAX_SITE).await?)
        .map_err(|error| Refusal::Site(format!("The body is no site: {error}.")))?;
    let compiled = proposal.site.compile();
    if proposal.version != compiled.version {
        return Err(Refusal::Site(
            "The version is not the hash of the site: publish with the leadline of this release.".to_owned(),
        ));
    }
    put_in_force(desk, caller, Verb::SitePublished, proposal.site).await
}

/// Puts a version in force that was published before. It goes the same way as a new one, for what is right has changed since: rules of
/// a newer release, other lists; and this release may write the same files in another way, which is another version.
pub(super) async fn restore(desk: &Desk, caller: &Caller, version: &str) -> Result<Reply, Refusal> {
    let kept = versions::kept(desk, caller, version).await?;
    let raw: RawSite = serde_json::from_value(kept.files)
        .map_err(|error| Refusal::Site(format!("This release can't read the version: {error}.")))?;
    put_in_force(desk, caller, Verb::SiteRestored, raw).await
}

async fn put_in_force(desk: &Desk, caller: &Caller, verb: Verb, raw: RawSite) -> Result<Reply, Refusal> {
    let compiled = raw.compile();
    let site = checked(&caller.site, raw, config::has_local_sinks(&desk.env))?;
    let object = Object::version(&compiled.version);
    let publication = Publication {
        site: site.id,
        version: compiled.version,
        shards: site.shards,
        json: compiled.json,
        entry: gate::entry(desk, caller, verb, object.into_iter().collect()),
    };
    match registry::publish(&desk.env, &publication).await? {
        Published::InForce(at) => tell_shards(desk, publication, at).await,
        Published::IdentityFixed => Err(Refusal::Site(
            "The site's leads are kept by another [identity]; set plus_tags and gmail_dots back in site.toml."
                .to_owned(),
        )),
        Published::ShardsFixed(shards) => {
            Err(Refusal::Site(format!("The site's leads live in {shards} shards; set shards = {shards} in site.toml.")))
        }
    }
}

/// A shard that can't be told now finds out by itself with the next command; publishing again tells it, too.
async fn tell_shards(desk: &Desk, publication: Publication, at: Millis) -> Result<Reply, Refusal> {
    let pointer = Pointer { version: publication.version, at };
    sites::note(&publication.site, pointer.clone());
    let published = sites::at(&desk.env, &publication.site, &pointer).await?.ok_or(Refusal::Unavailable)?;
    let shards = rescoring::begin(desk, &published, false).await?;
    // Another bound may make a silence of what is none yet. If the Counter is away, it hears of it with the next hour.
    drop(counter::silence(&desk.env, &publication.site, published.site.silent_hours).await);
    let progress =
        shards.iter().fold(Progress::default(), |sum, shard| sum.with(Some(shard), &published.site.model_version));
    let answer = json!({"site": publication.site, "version": pointer.version, "rescoring": progress});
    Ok(Reply::Json(answer.to_string()))
}

fn checked(id: &str, raw: RawSite, has_local_sinks: bool) -> Result<Site, Refusal> {
    let site = Site::check(raw).map_err(|problems| {
        let first = problems.first().map(|problem| {
            format!(
                "{}: {}, found {}, expected {}",
                problem.file,
                problem.place.join("."),
                problem.found,
                problem.expected
            )
        });
        Refusal::Site(format!("{} problems, the first: {}.", problems.len(), first.unwrap_or_default()))
    })?;
    if site.id != id {
        return Err(Refusal::Site(format!("The site's id is {}, not {id}.", site.id)));
    }
    if let Some(address) = site.sink_here().filter(|_| !has_local_sinks) {
        return Err(Refusal::Site(format!(
            "A sink leads to the edge's own machine ({address}); write an address of yours into routing.toml, or set LOCAL_SINKS \
             = \"1\" where the edge runs for development."
        )));
    }
    Ok(site)
}
