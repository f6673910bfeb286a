//! Tokens in the `SiteRegistry`: judged, made, given other secrets, taken back. Each command reads, asks `domain`, and writes
//! in the caller's transaction.

use super::token_sql as sql;
use crate::{
    clients::registry::{Changed, Creation, Question, Replacement, Revocation},
    clock,
};
use leadline_domain::access::{self, Grant, TokenView, TooMany};
use std::cmp::Reverse;
use worker::{Result, SqlStorage};

/// What a token opens. That it was used today is a row, once a day.
pub(super) fn judge(store: &SqlStorage, question: &Question) -> Result<Option<Grant>> {
    let Some(mut token) = sql::find(store, &question.id)? else { return Ok(None) };
    let now = clock::now();
    let grant = token.admits(&question.hash, now);
    if grant.is_some() && token.note_use(now) {
        sql::put(store, &token)?;
    }
    Ok(grant)
}

/// All tokens, the newest first.
pub(super) fn list(store: &SqlStorage) -> Result<Vec<TokenView>> {
    let mut tokens = sql::all(store)?;
    tokens.sort_by_key(|token| Reverse((token.created_at, token.id.clone())));
    let now = clock::now();
    Ok(tokens.iter().map(|token| token.view(now)).collect())
}

/// Keeps a new token. One that is there already was kept by the same command before.
pub(super) fn create(store: &SqlStorage, creation: &Creation) -> Result<Changed> {
    let (token, now) = (&creation.token, clock::now());
    if sql::find(store, &token.id)?.is_none() {
        match access::make_room(&sql::all(store)?, now) {
            Err(TooMany) => return Ok(Changed::TooMany),
            Ok(over) => over.iter().try_for_each(|id| sql::remove(store, id))?,
        }
        sql::put(store, token)?;
    }
    Ok(Changed::Done(token.view(now)))
}

/// Gives a token another secret.
pub(super) fn rotate(store: &SqlStorage, replacement: &Replacement) -> Result<Changed> {
    let Some(mut token) = sql::find(store, &replacement.id)? else { return Ok(Changed::Unknown) };
    let now = clock::now();
    if token.rotate(replacement.hash.clone(), &replacement.rotation, now).is_err() {
        return Ok(Changed::Over);
    }
    sql::put(store, &token)?;
    Ok(Changed::Done(token.view(now)))
}

/// Takes a token back.
pub(super) fn revoke(store: &SqlStorage, revocation: &Revocation) -> Result<Changed> {
    let Some(mut token) = sql::find(store, &revocation.id)? else { return Ok(Changed::Unknown) };
    let now = clock::now();
    token.revoke(now);
    sql::put(store, &token)?;
    Ok(Changed::Done(token.view(now)))
}
