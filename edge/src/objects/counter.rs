//! **Counter**: a site's aggregate counts by day and name, and whether nothing comes in any more.
//!
//! State: `tally`, `heard` and `silence`. Commands: `tally` (sums of an isolate; `add` is how an isolate of the release before says
//! it), `read` (a range of days), `silence` (the one there is). A `tally` is one transaction, so a sum is in as a whole or
//! not at all; the isolate hands it over again when it got no answer, so counts are at least once. Nothing here is about a
//! person.
//!
//! The alarm rings when it would be certain that the site is silent, if nothing came in until then, and looks. If so, the site's
//! first shard is told, which has the event in its outbox; only then it is noted here that it was. So it makes no difference where that was
//! killed: told again, it is the same event under the same id. It arms itself first, against its own failure. While a silence that was
//! told of lasts there is no alarm; what comes in sets it again, and so does whoever asks.

use super::{alarm, answer, atomic::atomically, body, command, counter_sql, heard_sql};
use crate::{
    clients::{
        counter::{Counts, Tally},
        lead_shard::{self, Announcement},
    },
    clock, journal,
    refusal::Refusal,
    reply, sites,
};
use leadline_domain::{
    lead::Shard,
    silence::{self, Hour, Silence},
    time::{MINUTE, Millis},
};
use serde_json::Value;
use std::cell::Cell;
use worker::{DurableObject, Env, Error, Request, Response, Result, SqlStorage, State, durable_object};

/// How soon to look again where the site, or its shard, did not answer.
const AWAY: i64 = 5 * MINUTE;

/// The shard of a site that tells what is about the site.
const TELLS: u8 = 0;

/// A site's aggregate counts.
#[durable_object(alarm)]
pub struct Counter {
    state: State,
    env: Env,
    /// The last hour of which this instance noted that something came in.
    heard_in: Cell<Option<Hour>>,
}

impl DurableObject for Counter {
    fn new(state: State, env: Env) -> Self {
        Self { state, env, heard_in: Cell::new(None) }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        reply::of_object(self.obey(&mut request).await)
    }

    async fn alarm(&self) -> Result<Response> {
        self.listen().await.map_err(|error| Error::RustError(journal::kind(&error)))?;
        Response::empty()
    }
}

impl Counter {
    fn prepared_sql(&self) -> Result<SqlStorage> {
        let sql = self.state.storage().sql();
        counter_sql::prepare(&sql)?;
        Ok(sql)
    }

    async fn obey(&self, request: &mut Request) -> Result<Value> {
        let sql = self.prepared_sql()?;
        match command(request).as_str() {
            "tally" => answer(self.take(body(request).await?).await?),
            "add" => {
                let counts: Counts = body(request).await?;
                answer(atomically(&self.state.storage(), move || counter_sql::add(&sql, &counts))?)
            }
            "read" => answer(counter_sql::read(&sql, &body(request).await?)?),
            "silence" => answer(self.silence(body(request).await?).await?),
            other => Err(Error::RustError(format!("no command {other}"))),
        }
    }

    /// Adds to the counts; the first of an hour in which something came in is noted.
    async fn take(&self, Tally { site, counts }: Tally) -> Result<()> {
        let (storage, hour) = (self.state.storage(), Hour::of(clock::now()));
        let mut names = counts.values().flat_map(|names| names.keys());
        let is_news = self.heard_in.get() != Some(hour) && names.any(|name| silence::is_heard(name));
        let armed = if is_news { storage.get_alarm().await? } else { None };
        let (sql, counted) = (storage.sql(), site.clone());
        atomically(&storage, move || {
            counter_sql::add(&sql, &counts)?;
            if is_news { heard_sql::note(&sql, &counted, hour) } else { Ok(()) }
        })?;
        if is_news {
            self.heard_in.set(Some(hour));
        }
        if is_news { self.arm(&site, armed).await } else { Ok(()) }
    }

    /// Has the alarm ring when a silence would be certain that may be one by what is in force, or where that can't be read soon
    /// after. One that rings before stays: what came in puts a silence off.
    async fn arm(&self, site: &str, armed: Option<i64>) -> Result<()> {
        let storage = self.state.storage();
        let sql = storage.sql();
        let due = match sites::current(&self.env, site).await {
            Ok(published) => untold_at(&sql, heard_sql::heard(&sql)?.silence(published.site.silent_hours).as_ref())?,
            Err(Refusal::UnknownSite) => None,
            Err(_) => Some(Hour::of(clock::now()).missed_next()),
        };
        alarm::set(&storage, armed, due).await
    }

    /// The silence there is.
    async fn silence(&self, enough: u8) -> Result<Option<Silence>> {
        let storage = self.state.storage();
        let sql = storage.sql();
        let silence = heard_sql::heard(&sql)?.silence(enough);
        alarm::arm(&storage, || untold_at(&sql, silence.as_ref())).await?;
        Ok(silence.filter(is_certain))
    }

    /// Looks whether the site is silent, and has that told.
    async fn listen(&self) -> Result<()> {
        let (storage, sql) = (self.state.storage(), self.prepared_sql()?);
        // First, against its own failure.
        storage.set_alarm(AWAY).await?;
        let Some(site) = heard_sql::site(&sql)? else { return storage.delete_alarm().await };
        let enough = match sites::current(&self.env, &site).await {
            Ok(published) => published.site.silent_hours,
            Err(Refusal::UnknownSite) => 0,
            Err(_) => return Err(Error::RustError("the site can't be read".to_owned())),
        };
        let silence = heard_sql::heard(&sql)?.silence(enough);
        if let Some(silence) = silence.filter(is_certain)
            && !heard_sql::is_told(&sql, silence.since)?
        {
            self.tell(site, silence).await?;
        }
        // Something may have come in while that was told.
        let silence = heard_sql::heard(&sql)?.silence(enough);
        match untold_at(&sql, silence.as_ref())? {
            Some(at) => storage.set_alarm(clock::at(at)).await,
            None => storage.delete_alarm().await,
        }
    }

    async fn tell(&self, site: String, silence: Silence) -> Result<()> {
        let since = silence.since;
        let announcement = Announcement { shard: Shard { site, number: TELLS }, silence };
        let told = lead_shard::announce(&self.env, &announcement).await;
        told.map_err(|_| Error::RustError("the shard that is to tell of a silence is away".to_owned()))?;
        heard_sql::note_told(&self.state.storage().sql(), since)
    }
}

fn is_certain(silence: &Silence) -> bool {
    silence.certain_at() <= clock::now()
}

/// When a silence is to be told of, unless it was.
fn untold_at(sql: &SqlStorage, silence: Option<&Silence>) -> Result<Option<Millis>> {
    let Some(silence) = silence else { return Ok(None) };
    Ok(if heard_sql::is_told(sql, silence.since)? { None } else { Some(silence.certain_at()) })
}
