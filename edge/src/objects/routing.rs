//! The `LeadShard`'s part in routing: a lead that waits for an owner gets the one that the registry picks.
//!
//! That it waits stands in `due`, written with the change that made it so. Who is picked is asked of the registry,
//! which answers the same however often; what it said, and that the lead waits no more, is written in one transaction.
//! So it makes no difference where this was killed: the alarm asks again.

use super::{atomic::atomically, due_sql::Reason, identity_sql, writing::Writer};
use crate::{
    clients::{account_shard::Account, registry},
    clock,
    config::Config,
    entropy, journal,
    sites::Published,
};
use leadline_domain::{
    assignment::Ask,
    id::LeadId,
    lead::{self, Command, Context, Decision, Settled, Shard, State, Subject},
    time::SECOND,
};
use worker::{Env, Error, Result, SqlStorage, Storage};

/// Leads an owner is picked for in one turn: each is a call of another object.
const TURN: i64 = 20;

/// How soon to try again where the registry did not answer, which it does within eight seconds or not at all.
const AWAY: i64 = 15 * SECOND;

/// Has owners picked. Where the registry does not answer the first, it is left alone for a while.
pub(super) async fn turn(env: &Env, storage: &Storage, published: &Published, shard: &Shard) -> Result<()> {
    let store = storage.sql();
    let mut is_away = false;
    for (id, _) in Reason::Route.due(&store, clock::now(), TURN)? {
        let routed = if is_away { Ok(Routed::Later) } else { route(env, storage, published, shard, &id).await };
        if let Err(error) = &routed {
            journal::fault("routing", &journal::kind(error));
        }
        match routed {
            Ok(Routed::Done) => {}
            Ok(Routed::Nobody) => Reason::Route.remove(&store, &id)?,
            Ok(Routed::Later) | Err(_) => {
                is_away |= matches!(routed, Ok(Routed::Later));
                Reason::Route.put_off(&store, &id, clock::now().plus(AWAY))?;
            }
        }
    }
    Ok(())
}

/// What became of a lead that waits.
enum Routed {
    /// Somebody was picked.
    Done,
    /// It waits no more: it became part of another lead, which waits itself, or was erased.
    Nobody,
    /// The registry is away.
    Later,
}

async fn route(env: &Env, storage: &Storage, published: &Published, shard: &Shard, id: &LeadId) -> Result<Routed> {
    let Subject::Lead(lead) = identity_sql::by_id(&storage.sql(), shard.number, id.clone())? else {
        return Ok(Routed::Nobody);
    };
    let Some(since) = lead.awaits.filter(|_| lead.id == *id) else { return Ok(Routed::Nobody) };
    let unread = |refusal| Error::RustError(format!("the settings can't be read: {refusal:?}"));
    let config = Config::of_isolate(env).map_err(unread)?;
    let site = &published.site;
    let account = lead.account().map(|domain| Account::of(&config, &site.id, site.shards, &domain).key);
    let ask = Ask::of(&lead, since, account, site);
    let Ok(assigned) = registry::assign(env, &site.id, &ask).await else { return Ok(Routed::Later) };
    let (store, published, shard) = (storage.sql(), published.clone(), shard.clone());
    let settled = Settled { lead: id.clone(), since, assigned };
    atomically(storage, move || settle(&store, &published, &shard, settled))?;
    Ok(Routed::Done)
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
