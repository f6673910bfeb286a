//! `d/<site>/<token>`: a file that a form handed out; and `PUT api/v1/sites/<site>/files/<file>`, which stores one.
//!
//! Bytes lie in KV under their own hash, so they never change, and every published version finds its own.

use super::{
    confirm::{gone, refused, spoken},
    gate,
};
use crate::{body, clients::lead_shard, clock, desk::Desk, journal, refusal::Refusal, reply::Reply, sites, timeout};
use leadline_domain::{
    access::Caller,
    bond::FileLink,
    form::Words,
    lead::{Amendment, Command, Shard},
    secret::{Purpose, sha256_hex},
    site::{MAX_FILE, Site},
    trail::{Object, Verb},
};
use serde_json::json;
use std::time::Duration;
use worker::{Request, kv::KvStore};

/// How long KV may take to store the largest.
const STORING: Duration = Duration::from_secs(20);

/// Through what a lead is told, as consents and fields tell it.
const SOURCE: &str = "file";

/// Hands a file out, and counts that for whoever sent the form.
pub(super) async fn show(request: &Request, desk: &Desk, site: &str, token: &str) -> Result<Reply, Refusal> {
    let published = sites::current(&desk.env, site).await?;
    let site = &published.site;
    let link = match FileLink::open(&desk.key(site, Purpose::Link), &site.id, token, clock::now()) {
        Ok(link) => link,
        Err(unproven) => return Ok(refused(desk, &published, spoken(request), unproven)),
    };
    let store = store(desk)?;
    let found = timeout::store(async { Ok(store.get(&key(site, &link.sha256)).stream().await?) }).await;
    let found = found.map_err(|error| {
        journal::fault("kv SITES", &journal::kind(&error));
        Refusal::Unavailable
    })?;
    let Some(stream) = found else {
        journal::fault("file", &format!("{} of {} is not stored", link.sha256, site.id));
        return Ok(gone(desk, &published, Words::of(&link.locale)));
    };
    if request.inner().method() == "GET" {
        count(desk, site, &link).await;
    }
    Ok(Reply::File { stream, name: link.name })
}

/// A shard that is away keeps nobody from their file: the download is then not counted, unless the link is used again.
async fn count(desk: &Desk, site: &Site, link: &FileLink) {
    let Some(lead) = &link.lead else { return };
    let amendment = Amendment {
        fetched: vec![format!("/files/{}", link.name)],
        ..Amendment::new(lead.clone(), clock::now(), SOURCE)
    };
    let shard = Shard { site: site.id.clone(), number: lead.shard() };
    if lead_shard::run(&desk.env, shard, Command::Amend(amendment)).await.is_err() {
        journal::fault("file", "a download was not counted");
    }
}

/// Stores a file. Its name is its hash: sent again it is the same.
pub(super) async fn put(request: &mut Request, desk: &Desk, caller: &Caller, file: &str) -> Result<Reply, Refusal> {
    let expected = "the bytes whose SHA-256, in lower-case hex, the path names";
    let site = &caller.site;
    let limit = usize::try_from(MAX_FILE).unwrap_or(usize::MAX);
    let bytes = body::read(request, limit).await?;
    if sha256_hex(&bytes) != file {
        return Err(Refusal::Body(expected));
    }
    gate::note(desk, caller, Verb::FileStored, Object::file(file).into_iter().collect()).await?;
    let put = store(desk)?.put_bytes(&format!("file/{site}/{file}"), &bytes).map_err(|_| Refusal::Unavailable)?;
    match timeout::within(STORING, put.execute()).await {
        Ok(Ok(())) => Ok(Reply::Json(json!({"site": site, "file": file, "bytes": bytes.len()}).to_string())),
        _ => Err(Refusal::Unavailable),
    }
}

fn store(desk: &Desk) -> Result<KvStore, Refusal> {
    desk.env.kv("SITES").map_err(|_| Refusal::Misconfigured("bind the KV namespace SITES in wrangler.toml"))
}

/// KV key of a file's bytes.
fn key(site: &Site, sha256: &str) -> String {
    format!("file/{}/{sha256}", site.id)
}
