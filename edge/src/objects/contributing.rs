//! The `LeadShard`'s part in accounts: telling them what its leads contribute.
//!
//! Which leads have something to tell stands in `due`, written with the change itself. A row goes when the account has taken
//! it in, unless the lead changed meanwhile. Told twice, a contribution changes nothing.

use super::{due_sql::Reason, lead_sql};
use crate::{
    clients::account_shard::{self, Contribute},
    clock,
    config::Config,
    sites::Published,
};
use leadline_domain::{account::Contribution, id::LeadId, lead::Lead, time::SECOND};
use worker::{Env, Error, Result, SqlStorage};

/// Leads whose account is told in one turn: each is a call of another object.
const TURN: i64 = 20;

/// How soon to try again where the account did not answer.
const AWAY: i64 = 5 * SECOND;

/// Tells accounts what leads contribute.
pub(super) async fn tell(env: &Env, store: &SqlStorage, published: &Published) -> Result<()> {
    for (lead, noted) in Reason::Account.due(store, clock::now(), TURN)? {
        match tell_of(env, store, published, &lead).await {
            Ok(()) => Reason::Account.remove_of(store, &lead, noted)?,
            Err(_) => Reason::Account.put_off(store, &lead, clock::now().plus(AWAY))?,
        }
    }
    Ok(())
}

/// Tells the account of a lead what that contributes. One that was given away tells its account so when it is handed over.
pub(super) async fn tell_of(env: &Env, store: &SqlStorage, published: &Published, lead: &LeadId) -> Result<()> {
    let Some(lead) = lead_sql::lead(store, lead)? else { return Ok(()) };
    match lead.contribution(&published.site, clock::now().day()) {
        Some(said) => contribute(env, published, &lead, said).await,
        None => Ok(()),
    }
}

/// Tells the account of a lead that was merged into another one that it has a contact less.
pub(super) async fn withdraw(env: &Env, published: &Published, lead: &Lead) -> Result<()> {
    contribute(env, published, lead, Contribution::gone(lead.version)).await
}

async fn contribute(env: &Env, published: &Published, lead: &Lead, said: Contribution) -> Result<()> {
    let unread = |refusal| Error::RustError(format!("the account can't be told: {refusal:?}"));
    let config = Config::of_isolate(env).map_err(unread)?;
    let Some(contribute) = Contribute::of(lead, said, &published.site, &config) else { return Ok(()) };
    account_shard::contribute(env, &contribute).await.map_err(unread)
}
