//! Submissions that the `LeadShard` holds back: `quarantine`, by their ids, beside the key of the address they are of.
//!
//! They are few, and most are never looked at, so no index serves what is asked of them.

use super::{errand_sql::Errand, values};
use crate::clients::registry::Part;
use leadline_domain::{
    id::SubmissionId,
    lead::{HELD_DAYS, Held, MOST_HELD},
    time::{DAY, Millis},
    trail::Cursor,
};
use worker::{Result, SqlStorage, SqlStorageValue};

/// Creates what is missing.
pub(super) fn prepare(sql: &SqlStorage) -> Result<()> {
    let table = "quarantine (id TEXT PRIMARY KEY, key TEXT NOT NULL, at INTEGER NOT NULL, held TEXT NOT NULL)";
    sql.exec(&format!("CREATE TABLE IF NOT EXISTS {table} WITHOUT ROWID"), None).map(drop)
}

/// One of them.
pub(super) fn held(sql: &SqlStorage, id: &SubmissionId) -> Result<Option<Held>> {
    values::first(sql, "SELECT held AS value FROM quarantine WHERE id = ?", vec![id.as_str().into()])
}

/// Holds a submission, for as long as it may be. Where there are too many the oldest go.
pub(super) fn put(sql: &SqlStorage, held: &Held) -> Result<()> {
    sql.exec(
        "INSERT INTO quarantine (id, key, at, held) VALUES (?, ?, ?, ?) \
         ON CONFLICT (id) DO UPDATE SET key = excluded.key, held = excluded.held",
        vec![
            held.submission.id.as_str().into(),
            held.submission.key.as_str().into(),
            held.at.0.into(),
            serde_json::to_string(held)?.into(),
        ],
    )?;
    let over = "DELETE FROM quarantine WHERE id IN \
                (SELECT id FROM quarantine ORDER BY at DESC, id DESC LIMIT -1 OFFSET ?)";
    sql.exec(over, vec![i64::from(MOST_HELD).into()])?;
    Errand::Quarantine.note(sql, held.at.plus(HELD_DAYS * DAY))
}

/// Those behind a place, the newest first.
pub(super) fn page(sql: &SqlStorage, part: &Part) -> Result<Vec<Held>> {
    let (condition, mut bindings): (_, Vec<SqlStorageValue>) = match &part.behind {
        None => ("", Vec::new()),
        Some(Cursor { at, id }) => ("WHERE (at, id) < (?, ?) ", vec![at.0.into(), id.as_str().into()]),
    };
    bindings.push(i64::from(part.limit).into());
    let query = format!("SELECT held AS value FROM quarantine {condition}ORDER BY at DESC, id DESC LIMIT ?");
    values::parsed(sql, &query, bindings)
}

/// Removes one; says whether it was there.
pub(super) fn remove(sql: &SqlStorage, id: &SubmissionId) -> Result<bool> {
    let there = values::count(sql, "SELECT COUNT(*) AS value FROM quarantine WHERE id = ?", vec![id.as_str().into()])?;
    sql.exec("DELETE FROM quarantine WHERE id = ?", vec![id.as_str().into()])?;
    Ok(there > 0)
}

/// Removes those of an address, and says which they were.
pub(super) fn remove_of(sql: &SqlStorage, key: &str) -> Result<Vec<SubmissionId>> {
    let ids = values::texts(sql, "SELECT id AS value FROM quarantine WHERE key = ?", vec![key.into()])?;
    sql.exec("DELETE FROM quarantine WHERE key = ?", vec![key.into()])?;
    Ok(ids.iter().filter_map(|id| SubmissionId::parse(id).ok()).collect())
}

/// Removes what was held for long enough.
pub(super) fn expire(sql: &SqlStorage, now: Millis) -> Result<()> {
    sql.exec("DELETE FROM quarantine WHERE at <= ?", vec![now.plus(-HELD_DAYS * DAY).0.into()])?;
    let oldest = values::moment(sql, "SELECT MIN(at) AS value FROM quarantine")?;
    Errand::Quarantine.put(sql, oldest.map(|at| at.plus(HELD_DAYS * DAY)))
}
