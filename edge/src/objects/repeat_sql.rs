//! Requests that callers named, as the `SiteRegistry` remembers them: sealed answers under hashes.

use super::values;
use crate::{
    clients::registry::{Attempt, Ended},
    clock,
};
use leadline_domain::{
    access::{REMEMBERED, Remembered, Repeat},
    time::Millis,
};
use worker::{Result, SqlStorage};

/// Most that are forgotten at once: each is a row written, too.
const AT_ONCE: i64 = 100;

/// Creates what is missing.
pub(super) fn prepare(sql: &SqlStorage) -> Result<()> {
    sql.exec(
        "CREATE TABLE IF NOT EXISTS repeat (name TEXT PRIMARY KEY, at INTEGER NOT NULL, remembered TEXT NOT NULL) WITHOUT ROWID",
        None,
    )
    .map(drop)
}

/// Begins a request, unless it is known. Runs inside a transaction.
pub(super) fn begin(sql: &SqlStorage, attempt: &Attempt) -> Result<Repeat> {
    let (now, Attempt { named, attempt }) = (clock::now(), attempt);
    let known = remembered(sql, &named.name)?;
    let repeat = Repeat::of(known.as_ref(), &named.asked, attempt, now);
    if repeat == Repeat::Anew {
        forget_before(sql, now.plus(-REMEMBERED))?;
        let (asked, attempt) = (named.asked.clone(), attempt.clone());
        put(sql, &named.name, &Remembered { asked, attempt, at: now, answer: None })?;
    }
    Ok(repeat)
}

/// Ends a request that was begun: remembers what was answered, or forgets a request that was refused, which may be sent again as
/// if nothing had been. Runs inside a transaction.
pub(super) fn end(sql: &SqlStorage, ended: Ended) -> Result<()> {
    let Ended { named, attempt, answer } = ended;
    let known = remembered(sql, &named.name)?.filter(|known| known.attempt == attempt);
    match (known, answer) {
        (Some(known), Some(answer)) => put(sql, &named.name, &Remembered { answer: Some(answer), ..known }),
        (Some(_), None) => sql.exec("DELETE FROM repeat WHERE name = ?", vec![named.name.into()]).map(drop),
        // Somebody else has begun it since.
        (None, _) => Ok(()),
    }
}

fn remembered(sql: &SqlStorage, name: &str) -> Result<Option<Remembered>> {
    values::first(sql, "SELECT remembered AS value FROM repeat WHERE name = ?", vec![name.into()])
}

fn put(sql: &SqlStorage, name: &str, remembered: &Remembered) -> Result<()> {
    sql.exec(
        "INSERT INTO repeat (name, at, remembered) VALUES (?, ?, ?) \
         ON CONFLICT (name) DO UPDATE SET at = excluded.at, remembered = excluded.remembered",
        vec![name.into(), remembered.at.0.into(), serde_json::to_string(remembered)?.into()],
    )
    .map(drop)
}

fn forget_before(sql: &SqlStorage, at: Millis) -> Result<()> {
    let query = "DELETE FROM repeat WHERE name IN (SELECT name FROM repeat WHERE at <= ? LIMIT ?)";
    sql.exec(query, vec![at.0.into(), AT_ONCE.into()]).map(drop)
}
