//! Sites as published: an immutable JSON object per version in KV, and a pointer to the one in force.

use crate::{clock, journal, refusal::Refusal, timeout};
use leadline_domain::{
    site::{RawSite, Site},
    time::{Millis, SECOND},
};
use std::{cell::RefCell, collections::HashMap, rc::Rc};
use worker::Env;

/// How long an isolate believes a pointer. KV itself takes up to a minute to tell the world.
const POINTER_FRESH: i64 = 3 * SECOND;
/// Sites kept checked in an isolate; the memory of a hundred is a few megabytes.
const MAX_CACHED: usize = 100;

/// A published site and the version it is.
#[derive(Clone)]
pub(crate) struct Published {
    /// Names the version.
    pub(crate) version: String,
    /// The checked site.
    pub(crate) site: Rc<Site>,
}

thread_local! {
    static POINTERS: RefCell<HashMap<String, (String, Millis)>> = RefCell::default();
    static VERSIONS: RefCell<HashMap<String, Rc<Site>>> = RefCell::default();
}

/// KV key of a version.
pub(crate) fn version_key(site: &str, version: &str) -> String {
    format!("site/{site}/{version}")
}

/// KV key of the pointer to the version in force.
pub(crate) fn pointer_key(site: &str) -> String {
    format!("site/{site}/current")
}

/// The version of a site that is in force. A pointer whose version can't be read is our trouble, not the asker's: KV may
/// show the one before the other, and a release may be rolled back to one that knows fewer keys.
pub(crate) async fn current(env: &Env, id: &str) -> Result<Published, Refusal> {
    let version = pointer(env, id).await?;
    let published = exact(env, id, &version).await?;
    published.ok_or_else(|| {
        journal::fault("site", &format!("{id} {version} is in force and can't be read"));
        Refusal::Unavailable
    })
}

/// This very version of a site, if it is there and this release can read it.
pub(crate) async fn exact(env: &Env, id: &str, version: &str) -> Result<Option<Published>, Refusal> {
    let key = version_key(id, version);
    let known = VERSIONS.with_borrow(|versions| versions.get(&key).cloned());
    let site = match known {
        Some(site) => Some(site),
        None => load(env, key).await?,
    };
    Ok(site.map(|site| Published { version: version.to_owned(), site }))
}

async fn load(env: &Env, key: String) -> Result<Option<Rc<Site>>, Refusal> {
    let text = read(env, &key).await?;
    let raw = text.and_then(|text| serde_json::from_str::<RawSite>(&text).ok());
    let Some(site) = raw.and_then(|raw| Site::check(raw).ok()).map(Rc::new) else {
        return Ok(None);
    };
    VERSIONS.with_borrow_mut(|versions| {
        if versions.len() >= MAX_CACHED {
            versions.clear();
        }
        versions.insert(key, Rc::clone(&site));
    });
    Ok(Some(site))
}

async fn pointer(env: &Env, id: &str) -> Result<String, Refusal> {
    let now = clock::now();
    let known = POINTERS.with_borrow(|pointers| pointers.get(id).cloned());
    if let Some((version, read_at)) = known
        && read_at.plus(POINTER_FRESH) > now
    {
        return Ok(version);
    }
    let version = read(env, &pointer_key(id)).await?.ok_or(Refusal::UnknownSite)?;
    POINTERS.with_borrow_mut(|pointers| {
        if pointers.len() >= MAX_CACHED {
            pointers.clear();
        }
        pointers.insert(id.to_owned(), (version.clone(), now));
    });
    Ok(version)
}

/// Reads a key of the site store. KV refuses keys over 512 bytes, which no site of ours has.
async fn read(env: &Env, key: &str) -> Result<Option<String>, Refusal> {
    if key.len() > 512 {
        return Err(Refusal::UnknownSite);
    }
    let store = env.kv("SITES").map_err(|_| Refusal::Misconfigured("bind the KV namespace SITES in wrangler.toml"))?;
    timeout::store(async { Ok(store.get(key).text().await?) }).await.map_err(|error| {
        journal::fault("kv SITES", &error.to_string());
        Refusal::Unavailable
    })
}
