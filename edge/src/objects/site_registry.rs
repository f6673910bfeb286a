//! **`SiteRegistry`**: the published versions of one site.
//!
//! State: the table `version`. Command: `publish`. Order: the row first, then the immutable version in KV, then KV's
//! pointer, so that no pointer ever names what is not there; a publication that broke off half way is simply made again.
//! All writes to a site's KV keys go through this one object, because KV has no compare-and-set.

use super::{answer, body, command, registry_sql};
use crate::{
    clients::registry::{Publication, Published},
    clock, reply,
    sites::{InForce, pointer_key, version_key},
    timeout,
};
use futures_util::lock::Mutex;
use leadline_domain::{email::Identity, site::RawSite};
use serde_json::Value;
use worker::{DurableObject, Env, Error, Request, Response, Result, State, durable_object};

/// The published versions of one site.
#[durable_object(fetch)]
pub struct SiteRegistry {
    state: State,
    env: Env,
    /// Whose turn it is: KV is awaited, and another publication must not come in between.
    turn: Mutex<()>,
}

impl DurableObject for SiteRegistry {
    fn new(state: State, env: Env) -> Self {
        Self { state, env, turn: Mutex::new(()) }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        reply::of_object(self.obey(&mut request).await)
    }
}

impl SiteRegistry {
    async fn obey(&self, request: &mut Request) -> Result<Value> {
        match command(request).as_str() {
            "publish" => answer(self.publish(body(request).await?).await?),
            other => Err(Error::RustError(format!("no command {other}"))),
        }
    }

    async fn publish(&self, publication: Publication) -> Result<Published> {
        let _turn = self.turn.lock().await;
        let Publication { site, version, shards, json } = publication;
        let sql = self.state.storage().sql();
        registry_sql::prepare(&sql)?;
        if let Some(fixed) = registry_sql::shards(&sql)?
            && fixed != shards
        {
            return Ok(Published::ShardsFixed(fixed));
        }
        if registry_sql::first(&sql)?.is_some_and(|first| identity_of(&first) != identity_of(&json)) {
            return Ok(Published::IdentityFixed);
        }
        // Later than any before it, whatever the clock says: readers go by the later of two pointers.
        let last = registry_sql::last_published(&sql)?;
        let at = last.map_or(clock::now(), |last| clock::now().max(last.plus(1)));
        registry_sql::keep(&sql, &version, shards, &json, at)?;
        let store = self.env.kv("SITES")?;
        let put = store.put(&version_key(&site, &version), json.as_str())?;
        timeout::store(async { Ok(put.execute().await?) }).await?;
        let point = store.put(&pointer_key(&site), version.as_str())?.metadata(InForce { at })?;
        timeout::store(async { Ok(point.execute().await?) }).await?;
        Ok(Published::InForce(at))
    }
}

fn identity_of(json: &str) -> Option<Identity> {
    serde_json::from_str::<RawSite>(json).ok().map(|raw| raw.site.identity)
}
