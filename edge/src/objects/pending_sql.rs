//! Forms that were begun, as the `LeadShard` keeps them: `pending`, a row for each address' key and form.

use super::{errand_sql::Errand, values};
use leadline_domain::{
    lead::{MOST_PENDING, Pending},
    time::Millis,
};
use serde::Deserialize;
use worker::{Result, SqlStorage};

/// A row whose time has come.
#[derive(Deserialize)]
pub(super) struct Due {
    /// Whose.
    pub(super) key: String,
    /// Of which form.
    pub(super) form: String,
    pending: String,
}

impl Due {
    /// What is kept; nothing if another release wrote it, and this one can't read it.
    pub(super) fn pending(&self) -> Option<Pending> {
        serde_json::from_str(&self.pending).ok()
    }
}

/// Creates what is missing.
pub(super) fn prepare(sql: &SqlStorage) -> Result<()> {
    let columns = "key TEXT NOT NULL, form TEXT NOT NULL, next_at INTEGER NOT NULL, pending TEXT NOT NULL";
    let table = format!("CREATE TABLE IF NOT EXISTS pending ({columns}, PRIMARY KEY (key, form)) WITHOUT ROWID");
    sql.exec(&table, None).map(drop)
}

/// What is kept of an address and a form.
pub(super) fn pending(sql: &SqlStorage, key: &str, form: &str) -> Result<Option<Pending>> {
    let query = "SELECT pending AS value FROM pending WHERE key = ? AND form = ?";
    values::first(sql, query, vec![key.into(), form.into()])
}

/// Keeps it. Where there are too many, those go that would first.
pub(super) fn put(sql: &SqlStorage, key: &str, form: &str, pending: &Pending) -> Result<()> {
    let next_at = pending.next_at();
    sql.exec(
        "INSERT INTO pending (key, form, next_at, pending) VALUES (?, ?, ?, ?) \
         ON CONFLICT (key, form) DO UPDATE SET next_at = excluded.next_at, pending = excluded.pending",
        vec![key.into(), form.into(), next_at.0.into(), serde_json::to_string(pending)?.into()],
    )?;
    let over = "DELETE FROM pending WHERE (key, form) IN \
                (SELECT key, form FROM pending ORDER BY next_at DESC LIMIT -1 OFFSET ?)";
    sql.exec(over, vec![i64::from(MOST_PENDING).into()])?;
    Errand::Pending.note(sql, next_at)
}

/// Those whose time has come.
pub(super) fn due(sql: &SqlStorage, now: Millis, limit: i64) -> Result<Vec<Due>> {
    let query = "SELECT key, form, pending FROM pending WHERE next_at <= ? ORDER BY next_at LIMIT ?";
    sql.exec(query, vec![now.0.into(), limit.into()])?.to_array()
}

/// Notes when the next one's is.
pub(super) fn note_next(sql: &SqlStorage) -> Result<()> {
    Errand::Pending.put(sql, values::moment(sql, "SELECT MIN(next_at) AS value FROM pending")?)
}

/// Removes one.
pub(super) fn remove(sql: &SqlStorage, key: &str, form: &str) -> Result<()> {
    sql.exec("DELETE FROM pending WHERE key = ? AND form = ?", vec![key.into(), form.into()]).map(drop)
}

/// Removes those of an address, and what waits to be told of them; says how many there were.
pub(super) fn remove_of(sql: &SqlStorage, key: &str) -> Result<u32> {
    let many = values::count(sql, "SELECT COUNT(*) AS value FROM pending WHERE key = ?", vec![key.into()])?;
    sql.exec("DELETE FROM pending WHERE key = ?", vec![key.into()])?;
    let of_key = "json_extract(body, '$.key') = ?";
    let told = values::count(sql, &format!("SELECT COUNT(*) AS value FROM outbox WHERE {of_key}"), vec![key.into()])?;
    sql.exec(&format!("DELETE FROM outbox WHERE {of_key}"), vec![key.into()])?;
    Ok(many + told)
}
