//! The `LeadShard`'s part in routing: a lead that waits for an owner gets the one that the registry picks.
//!
//! That it waits stands in `due`, written with the change that made it so. Who is picked is asked of the registry, which answers the
//! same however often; what it said, and that the lead waits no more, is written in one transaction. So it makes no difference where
//! this was killed: the alarm asks again.

use super::{atomic::atomically, identity_sql, routing_sql as sql, writing::Writer};
use crate::{
    clients::{account_shard::Account, registry},
    clock,
    config::Config,
    entropy,
    sites::Published,
};
use leadline_domain::{
    assignment::Ask,
    id::LeadId,
    lead::{self, Command, Context, Decision, Lead, Settled, Shard, State, Subject},
    time::SECOND,
};
use worker::{Env, Error, Result, SqlStorage, Storage};

/// Leads an owner is picked for in one turn: each is a call of another object.
const TURN: i64 = 20;

/// How soon to try again where the registry did not answer.
const AWAY: i64 = 5 * SECOND;

/// Whether some lead waits.
pub(super) fn is_due(store: &SqlStorage) -> Result<bool> {
    Ok(!sql::due(store, clock::now(), 1)?.is_empty())
}

/// Has owners picked.
pub(super) async fn turn(env: &Env, storage: &Storage, published: &Published, shard: &Shard) -> Result<()> {
    let store = storage.sql();
    for id in sql::due(&store, clock::now(), TURN)? {
        match identity_sql::by_id(&store, shard.number, id.clone())? {
            Subject::Lead(lead) if lead.id == id && lead.awaits.is_some() => {
                if route(env, storage, published, shard, &lead).await.is_err() {
                    sql::put_off(&store, &id, clock::now().plus(AWAY))?;
                }
            }
            // It became part of another lead, which waits itself, or was erased.
            _ => sql::remove(&store, &id)?,
        }
    }
    Ok(())
}

async fn route(env: &Env, storage: &Storage, published: &Published, shard: &Shard, lead: &Lead) -> Result<()> {
    let Some(since) = lead.awaits else { return Ok(()) };
    let failed = |refusal| Error::RustError(format!("nobody could be picked: {refusal:?}"));
    let config = Config::of_isolate(env).map_err(failed)?;
    let site = &published.site;
    let account = lead.account().map(|domain| Account::of(&config, &site.id, site.shards, &domain).key);
    let ask = Ask::of(lead, since, account, site);
    let assigned = registry::assign(env, &site.id, &ask).await.map_err(failed)?;
    let (store, published, shard) = (storage.sql(), published.clone(), shard.clone());
    let settled = Settled { lead: lead.id.clone(), since, assigned };
    atomically(storage, move || settle(&store, &published, &shard, settled))
}

/// Writes who was picked, inside a transaction.
fn settle(store: &SqlStorage, published: &Published, shard: &Shard, settled: Settled) -> Result<()> {
    let now = clock::now();
    let id: LeadId = settled.lead.clone();
    let context = Context {
        site: &published.site,
        shard: shard.number,
        now,
        lead_entropy: entropy::draw(),
        outbox_entropy: entropy::draw(),
    };
    let state = State { subject: identity_sql::by_id(store, shard.number, id)?, ..State::default() };
    let Decision { effects, .. } = lead::decide(state, Command::Settle(settled), &context);
    Writer { store, site: &published.site, now, again_at: None }.write(None, &effects)?;
    Ok(())
}
