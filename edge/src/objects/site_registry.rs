//! **`SiteRegistry`**: the published versions of one site, its tokens, and the trail of who changed what.
//!
//! State: the tables `version`, `token` and `audit`; `rota`, `holder` and `assignment` of [`router`]; `repeat`. Commands:
//! `publish`, `versions`, `version`; `judge`, `tokens`, `create-token`, `rotate-token`, `revoke-token`; `assign`,
//! `holder`, `holders`, `hold`; `begin`, `end` (of requests that their callers named); `note`, `trail`, `trail-of`.
//!
//! Order of a publication: the row first, in one transaction with its entry in the trail, then the immutable version in KV, then
//! KV's pointer, so that no pointer ever names what is not there; a publication that broke off half way is simply made again.
//! All writes to a site's KV keys go through this one object, because KV has no compare-and-set. A change of a token and its
//! entry are one transaction, too; ids, moments and secrets are drawn by whoever asks, so every command may come twice.

use super::{
    answer, atomic::atomically, body, command, keys, registry_sql, repeat_sql, router, router_sql, trail::Trail,
};
use crate::{
    clients::registry::{Changed, Holding, Kept, Listed, Part, Publication, Published, VersionView},
    clock, reply,
    sites::{InForce, pointer_key, version_key},
    timeout,
};
use futures_util::lock::Mutex;
use leadline_domain::{
    email::Identity,
    site::RawSite,
    time::Millis,
    trail::{Cursor, Entry},
};
use serde_json::Value;
use std::rc::Rc;
use worker::{DurableObject, Env, Error, Request, Response, Result, SqlStorage, State, durable_object};

/// The published versions, tokens and trail of one site.
#[durable_object(fetch)]
pub struct SiteRegistry {
    state: State,
    env: Env,
    /// Whose turn it is: KV is awaited, and another publication must not come in between.
    turn: Mutex<()>,
    trail: Rc<Trail>,
}

impl DurableObject for SiteRegistry {
    fn new(state: State, env: Env) -> Self {
        Self { state, env, turn: Mutex::new(()), trail: Rc::default() }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        reply::of_object(self.obey(&mut request).await)
    }
}

impl SiteRegistry {
    async fn obey(&self, request: &mut Request) -> Result<Value> {
        let store = self.state.storage().sql();
        registry_sql::prepare(&store)?;
        match command(request).as_str() {
            "publish" => answer(self.publish(body(request).await?).await?),
            "versions" => answer(versions(&store, &body(request).await?)?),
            "version" => answer(version(&store, &body::<String>(request).await?)?),
            "judge" => {
                let question = body(request).await?;
                answer(atomically(&self.state.storage(), move || {
                    // A secret that may be in an answer is not kept until somebody names a request again.
                    repeat_sql::forget(&store, clock::now())?;
                    keys::judge(&store, &question)
                })?)
            }
            "tokens" => answer(keys::list(&store)?),
            "create-token" => answer(self.change(body(request).await?, keys::create, |made| &made.entry)?),
            "rotate-token" => answer(self.change(body(request).await?, keys::rotate, |made| &made.entry)?),
            "revoke-token" => answer(self.change(body(request).await?, keys::revoke, |made| &made.entry)?),
            "assign" => {
                let ask = body(request).await?;
                answer(atomically(&self.state.storage(), move || router::assign(&store, &ask))?)
            }
            "holder" => answer(router_sql::holder(&store, &body::<String>(request).await?)?),
            "holders" => answer(router_sql::holders(&store, &body::<Vec<String>>(request).await?)?),
            "hold" => {
                let (trail, holding): (_, Holding) = (Rc::clone(&self.trail), body(request).await?);
                answer(atomically(&self.state.storage(), move || {
                    router_sql::hold(&store, &holding.account, holding.owner.as_deref())?;
                    trail.note(&store, &holding.entry)
                })?)
            }
            "begin" => {
                let attempt = body(request).await?;
                answer(atomically(&self.state.storage(), move || repeat_sql::begin(&store, &attempt))?)
            }
            "end" => {
                let ended = body(request).await?;
                answer(atomically(&self.state.storage(), move || repeat_sql::end(&store, ended))?)
            }
            "note" => answer(self.trail.note(&store, &body(request).await?)?),
            "trail-of" => answer(Trail::naming(&store, &body::<Vec<String>>(request).await?)?),
            "trail" => answer(Trail::list(&store, &body(request).await?)?),
            other => Err(Error::RustError(format!("no command {other}"))),
        }
    }

    /// Changes tokens, and writes down that it was done, both or neither.
    fn change<T: 'static>(
        &self,
        what: T,
        change: fn(&SqlStorage, &T) -> Result<Changed>,
        entry: fn(&T) -> &Entry,
    ) -> Result<Changed> {
        let (storage, trail) = (self.state.storage(), Rc::clone(&self.trail));
        let store = storage.sql();
        atomically(&storage, move || {
            let changed = change(&store, &what)?;
            if matches!(changed, Changed::Done(_)) {
                trail.note(&store, entry(&what))?;
            }
            Ok(changed)
        })
    }

    async fn publish(&self, publication: Publication) -> Result<Published> {
        let _turn = self.turn.lock().await;
        let store = self.state.storage().sql();
        if let Some(fixed) = registry_sql::shards(&store)?
            && fixed != publication.shards
        {
            return Ok(Published::ShardsFixed(fixed));
        }
        if registry_sql::first(&store)?.is_some_and(|first| identity_of(&first) != identity_of(&publication.json)) {
            return Ok(Published::IdentityFixed);
        }
        // Later than any before it, whatever the clock says: readers go by the later of two pointers.
        let last = registry_sql::last_published(&store)?;
        let at = last.map_or(clock::now(), |last| clock::now().max(last.plus(1)));
        let (trail, publication) = (Rc::clone(&self.trail), Rc::new(publication));
        let kept = Rc::clone(&publication);
        atomically(&self.state.storage(), move || {
            registry_sql::keep(&store, &kept, at)?;
            trail.note(&store, &kept.entry)
        })?;
        self.show(&publication, at).await?;
        Ok(Published::InForce(at))
    }

    /// Puts a version into KV, and then the pointer to it.
    async fn show(&self, publication: &Publication, at: Millis) -> Result<()> {
        let Publication { site, version, json, .. } = publication;
        let store = self.env.kv("SITES")?;
        let put = store.put(&version_key(site, version), json.as_str())?;
        timeout::store(async { Ok(put.execute().await?) }).await?;
        let point = store.put(&pointer_key(site), version.as_str())?.metadata(InForce { at })?;
        timeout::store(async { Ok(point.execute().await?) }).await
    }
}

fn versions(store: &SqlStorage, part: &Part) -> Result<Listed<VersionView>> {
    let mut rows = registry_sql::versions(store, part.behind.as_ref(), part.limit.saturating_add(1))?;
    let limit = usize::try_from(part.limit).unwrap_or(usize::MAX);
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| has_more).map(|row| Cursor { at: row.at(), id: row.version.clone() });
    let last = registry_sql::last_published(store)?;
    Ok(Listed { items: rows.into_iter().map(|row| row.view(last)).collect(), next })
}

fn version(store: &SqlStorage, version: &str) -> Result<Option<Kept>> {
    let Some(row) = registry_sql::version(store, version)? else { return Ok(None) };
    let Some(json) = registry_sql::json(store, version)? else { return Ok(None) };
    let view = row.view(registry_sql::last_published(store)?);
    Ok(Some(Kept { view, files: serde_json::from_str(&json)? }))
}

fn identity_of(json: &str) -> Option<Identity> {
    serde_json::from_str::<RawSite>(json).ok().map(|raw| raw.site.identity)
}
