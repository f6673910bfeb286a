//! Requests that callers named, as the `SiteRegistry` remembers them: sealed answers under hashes.

use super::values;
use crate::{
    clients::registry::{Attempt, End, Ended},
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
    for made in [
        "CREATE TABLE IF NOT EXISTS repeat (name TEXT PRIMARY KEY, at INTEGER NOT NULL, remembered TEXT NOT NULL) WITHOUT ROWID",
        "CREATE INDEX IF NOT EXISTS repeat_at ON repeat (at)",
    ] {
        sql.exec(made, None)?;
    }
    Ok(())
}

/// Begins a request, unless it is known. Runs inside a transaction.
pub(super) fn begin(sql: &SqlStorage, attempt: &Attempt) -> Result<Repeat> {
    let (now, Attempt { named, attempt }) = (clock::now(), attempt);
    forget(sql, now)?;
    let repeat = Repeat::of(remembered(sql, &named.name)?.as_ref(), &named.asked, attempt, now);
    if let Repeat::Anew(at) = repeat {
        put(sql, &named.name, &Remembered::begun(named.asked.clone(), at, attempt.clone(), now))?;
    }
    Ok(repeat)
}

/// Ends a request that was begun. Runs inside a transaction.
pub(super) fn end(sql: &SqlStorage, ended: Ended) -> Result<()> {
    let Ended { named, attempt, end } = ended;
    // Somebody else may have begun it since.
    let Some(known) = remembered(sql, &named.name)?.filter(|known| known.attempt == attempt) else { return Ok(()) };
    match end {
        End::Answered(answer) => put(sql, &named.name, &Remembered { answer: Some(answer), ..known }),
        End::Refused => sql.exec("DELETE FROM repeat WHERE name = ?", vec![named.name.into()]).map(drop),
        End::Unknown => put(sql, &named.name, &known.let_go()),
    }
}

/// Forgets what is old, some at a time.
pub(super) fn forget(sql: &SqlStorage, now: Millis) -> Result<()> {
    let query = "DELETE FROM repeat WHERE name IN (SELECT name FROM repeat WHERE at <= ? ORDER BY at LIMIT ?)";
    sql.exec(query, vec![now.plus(-REMEMBERED).0.into(), AT_ONCE.into()]).map(drop)
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
