//! Forms that were begun, as the `LeadShard` keeps them: `pending`, a row for each address' key and form, and marks of those
//! that were sent, under the keys of addresses and of whoever typed them.
//!
//! What there is too much of goes once an hour: to look for it with every mark would read the table each time a form is sent.

use super::{errand_sql::Errand, values};
use leadline_domain::{
    lead::{MOST_BEGUN, MOST_DONE, Pending},
    time::{MINUTE, Millis},
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

/// How often those go of which there are too many.
const EVERY: i64 = 60 * MINUTE;

/// Creates what is missing.
pub(super) fn prepare(sql: &SqlStorage) -> Result<()> {
    let columns = "key TEXT NOT NULL, form TEXT NOT NULL, next_at INTEGER NOT NULL, came_at INTEGER NOT NULL, \
                   is_done INTEGER NOT NULL, pending TEXT NOT NULL";
    let table = format!("CREATE TABLE IF NOT EXISTS pending ({columns}, PRIMARY KEY (key, form)) WITHOUT ROWID");
    sql.exec(&table, None)?;
    super::upgrade_sql::pending(sql)
}

/// What is kept of an address and a form.
pub(super) fn pending(sql: &SqlStorage, key: &str, form: &str) -> Result<Option<Pending>> {
    let query = "SELECT pending AS value FROM pending WHERE key = ? AND form = ?";
    values::first(sql, query, vec![key.into(), form.into()])
}

/// Keeps it.
pub(super) fn put(sql: &SqlStorage, key: &str, form: &str, pending: &Pending) -> Result<()> {
    let (next_at, came_at) = (pending.next_at(), pending.came_at());
    sql.exec(
        "INSERT INTO pending (key, form, next_at, came_at, is_done, pending) VALUES (?, ?, ?, ?, ?, ?) \
         ON CONFLICT (key, form) DO UPDATE SET next_at = excluded.next_at, came_at = excluded.came_at, \
         is_done = excluded.is_done, pending = excluded.pending",
        vec![
            key.into(),
            form.into(),
            next_at.0.into(),
            came_at.0.into(),
            i64::from(pending.sent_at().is_some()).into(),
            serde_json::to_string(pending)?.into(),
        ],
    )?;
    Errand::Pending.note(sql, next_at)?;
    Errand::Crowd.note(sql, came_at.plus(EVERY))
}

/// When a form was sent, by the mark of that.
pub(super) fn sent_at(sql: &SqlStorage, key: &str, form: &str) -> Result<Option<Millis>> {
    Ok(pending(sql, key, form)?.and_then(|pending| pending.sent_at()))
}

/// Lets those go of which there are too many, those first that came in first.
pub(super) fn thin_out(sql: &SqlStorage, now: Millis) -> Result<()> {
    let over = "DELETE FROM pending WHERE (key, form) IN \
                (SELECT key, form FROM pending WHERE is_done = ? ORDER BY came_at DESC LIMIT -1 OFFSET ?)";
    for (is_done, most) in [(0_i64, MOST_BEGUN), (1, MOST_DONE)] {
        sql.exec(over, vec![is_done.into(), i64::from(most).into()])?;
    }
    let left = values::count(sql, "SELECT COUNT(*) AS value FROM pending", Vec::new())?;
    Errand::Crowd.put(sql, (left > 0).then(|| now.plus(EVERY)))
}

/// Looks at one later.
pub(super) fn put_off(sql: &SqlStorage, key: &str, form: &str, next_at: Millis) -> Result<()> {
    let query = "UPDATE pending SET next_at = ? WHERE key = ? AND form = ?";
    sql.exec(query, vec![next_at.0.into(), key.into(), form.into()]).map(drop)
}

/// Those whose time has come.
pub(super) fn due(sql: &SqlStorage, now: Millis, limit: i64) -> Result<Vec<Due>> {
    let query = "SELECT key, form, pending FROM pending WHERE next_at <= ? ORDER BY next_at LIMIT ?";
    sql.exec(query, vec![now.0.into(), limit.into()])?.to_array()
}

/// Removes marks that have served their time.
pub(super) fn expire_marks(sql: &SqlStorage, now: Millis) -> Result<()> {
    sql.exec("DELETE FROM pending WHERE is_done = 1 AND next_at <= ?", vec![now.0.into()]).map(drop)
}

/// Notes when the next one's is.
pub(super) fn note_next(sql: &SqlStorage) -> Result<()> {
    Errand::Pending.put(sql, values::moment(sql, "SELECT MIN(next_at) AS value FROM pending")?)
}

/// Removes one.
pub(super) fn remove(sql: &SqlStorage, key: &str, form: &str) -> Result<()> {
    sql.exec("DELETE FROM pending WHERE key = ? AND form = ?", vec![key.into(), form.into()]).map(drop)
}

/// Removes those of an address, and answers what they were.
pub(super) fn remove_of(sql: &SqlStorage, key: &str) -> Result<Vec<Pending>> {
    let found = values::parsed(sql, "SELECT pending AS value FROM pending WHERE key = ?", vec![key.into()])?;
    sql.exec("DELETE FROM pending WHERE key = ?", vec![key.into()])?;
    Ok(found)
}
