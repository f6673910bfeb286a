//! Sites as published: an immutable JSON object per version in KV, and a pointer to the one in force.

use crate::{clock, journal, refusal::Refusal, timeout};
use leadline_domain::{
    site::{RawSite, Site},
    time::{Millis, SECOND},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::{cell::RefCell, collections::HashMap, rc::Rc};
use worker::Env;

/// How long an isolate believes a pointer. KV itself takes up to a minute to tell the world.
const POINTER_FRESH: i64 = 3 * SECOND;
/// How long KV may show what was before, with as much again to spare.
const KV_LAGS: i64 = 120 * SECOND;
/// Sites kept checked in an isolate; the memory of a hundred is a few megabytes.
const MAX_CACHED: usize = 100;

/// A published site and the version it is.
#[derive(Clone)]
pub(crate) struct Published {
    /// Names the version.
    pub(crate) version: String,
    /// When it was put in force: of two pointers the later is right. 0 if an earlier release put it there.
    pub(crate) at: Millis,
    /// The checked site.
    pub(crate) site: Rc<Site>,
}

/// What stands beside the pointer: an earlier release reads the pointer and leaves this alone.
#[derive(Serialize, Deserialize)]
pub(crate) struct InForce {
    /// When the version was put in force.
    pub(crate) at: Millis,
}

/// A version and since when it is in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Pointer {
    /// The version.
    pub(crate) version: String,
    /// Since when.
    pub(crate) at: Millis,
}

thread_local! {
    static POINTERS: RefCell<HashMap<String, (Pointer, Millis)>> = RefCell::default();
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
    let pointer = pointer(env, id).await?;
    at(env, id, &pointer).await?.ok_or_else(|| {
        journal::fault("site", &format!("{id} {} is in force and can't be read", pointer.version));
        Refusal::Unavailable
    })
}

/// Whether there is such a site, be its version in force readable or not: a release that can't read it can still be told to
/// put another one in force. Otherwise the refusal that says so.
pub(crate) async fn require(env: &Env, id: &str) -> Result<(), Refusal> {
    pointer(env, id).await.map(|_| ())
}

/// The version a pointer names.
pub(crate) async fn at(env: &Env, id: &str, pointer: &Pointer) -> Result<Option<Published>, Refusal> {
    Ok(exact(env, id, &pointer.version).await?.map(|published| Published { at: pointer.at, ..published }))
}

/// This very version of a site, if it is there and this release can read it.
pub(crate) async fn exact(env: &Env, id: &str, version: &str) -> Result<Option<Published>, Refusal> {
    let key = version_key(id, version);
    let known = VERSIONS.with_borrow(|versions| versions.get(&key).cloned());
    let site = match known {
        Some(site) => Some(site),
        None => load(env, key).await?,
    };
    Ok(site.map(|site| Published { version: version.to_owned(), at: Millis(0), site }))
}

async fn load(env: &Env, key: String) -> Result<Option<Rc<Site>>, Refusal> {
    let text = read(env, &key).await?;
    let raw = text.and_then(|text| serde_json::from_str::<RawSite>(&text).ok());
    let Some(site) = raw.and_then(|raw| Site::in_force(raw).ok()).map(Rc::new) else {
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

/// Remembers what was put in force, or was read of that, and returns what to go by: of two pointers the later, as long as KV
/// may still show the one before.
pub(crate) fn note(id: &str, pointer: Pointer) -> Pointer {
    let now = clock::now();
    POINTERS.with_borrow_mut(|pointers| {
        if pointers.len() >= MAX_CACHED && !pointers.contains_key(id) {
            pointers.clear();
        }
        let later = pointers.get(id).map(|(known, _)| known);
        let later = later.filter(|known| known.at > pointer.at && known.at.plus(KV_LAGS) > now).cloned();
        let kept = later.unwrap_or(pointer);
        pointers.insert(id.to_owned(), (kept.clone(), now));
        kept
    })
}

async fn pointer(env: &Env, id: &str) -> Result<Pointer, Refusal> {
    let known = POINTERS.with_borrow(|pointers| pointers.get(id).cloned());
    if let Some((pointer, read_at)) = known
        && read_at.plus(POINTER_FRESH) > clock::now()
    {
        return Ok(pointer);
    }
    let (version, in_force) = read_with::<InForce>(env, &pointer_key(id)).await?;
    let at = in_force.map_or(Millis(0), |in_force| in_force.at);
    match version {
        Some(version) => Ok(note(id, Pointer { version, at })),
        None => published_just_now(id).ok_or(Refusal::UnknownSite),
    }
}

/// What this isolate put in force so lately that KV may not know the site yet.
fn published_just_now(id: &str) -> Option<Pointer> {
    let known = POINTERS.with_borrow(|pointers| pointers.get(id).map(|(pointer, _)| pointer.clone()));
    known.filter(|known| known.at.plus(KV_LAGS) > clock::now())
}

async fn read(env: &Env, key: &str) -> Result<Option<String>, Refusal> {
    Ok(read_with::<Value>(env, key).await?.0)
}

/// Reads a key of the site store and what stands beside it. KV refuses keys over 512 bytes, which no site of ours has.
async fn read_with<M: DeserializeOwned>(env: &Env, key: &str) -> Result<(Option<String>, Option<M>), Refusal> {
    if key.len() > 512 {
        return Err(Refusal::UnknownSite);
    }
    let store = env.kv("SITES").map_err(|_| Refusal::Misconfigured("bind the KV namespace SITES in wrangler.toml"))?;
    timeout::store(async { Ok(store.get(key).text_with_metadata().await?) }).await.map_err(|error| {
        journal::fault("kv SITES", &error.to_string());
        Refusal::Unavailable
    })
}
