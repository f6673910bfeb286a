//! Submissions that the `LeadShard` holds back: `quarantine`, by their ids, beside the key of the address they are of.
//!
//! They are few, and most are never looked at, so no index serves what is asked of them.

use super::{errand_sql::Errand, values};
use crate::clients::{
    holding::{HeldPage, LetGo},
    registry::Part,
};
use leadline_domain::{
    id::SubmissionId,
    lead::{HELD_DAYS, Held, MOST_HELD},
    time::{DAY, Millis},
    trail::Cursor,
};
use worker::{Result, SqlStorage, SqlStorageValue};

/// Creates what is missing.
pub(super) fn prepare(sql: &SqlStorage) -> Result<()> {
    let table = "quarantine (id TEXT PRIMARY KEY, key TEXT NOT NULL, at INTEGER NOT NULL, weight INTEGER NOT NULL, \
                 held TEXT NOT NULL)";
    sql.exec(&format!("CREATE TABLE IF NOT EXISTS {table} WITHOUT ROWID"), None)?;
    super::upgrade_sql::quarantine(sql)
}

/// One of them.
pub(super) fn held(sql: &SqlStorage, id: &SubmissionId) -> Result<Option<Held>> {
    values::first(sql, "SELECT held AS value FROM quarantine WHERE id = ?", vec![id.as_str().into()])
}

/// Holds a submission, for as long as it may be. Where there are too many those go whose suspicion weighs most, of these the
/// oldest, and never the one that comes: among many light ones a heavy one would be gone at once. Says how many that were.
pub(super) fn put(sql: &SqlStorage, held: &Held) -> Result<u32> {
    sql.exec(
        "INSERT INTO quarantine (id, key, at, weight, held) VALUES (?, ?, ?, ?, ?) \
         ON CONFLICT (id) DO UPDATE SET key = excluded.key, weight = excluded.weight, held = excluded.held",
        vec![
            held.submission.id.as_str().into(),
            held.submission.key.as_str().into(),
            held.at.0.into(),
            i64::from(held.weight()).into(),
            serde_json::to_string(held)?.into(),
        ],
    )?;
    Errand::Quarantine.note(sql, held.at.plus(HELD_DAYS * DAY))?;
    let many = values::count(sql, "SELECT COUNT(*) AS value FROM quarantine", Vec::new())?;
    let over = many.saturating_sub(MOST_HELD);
    if over > 0 {
        let first = "DELETE FROM quarantine WHERE id IN \
                     (SELECT id FROM quarantine WHERE id <> ? ORDER BY weight DESC, at, id LIMIT ?)";
        sql.exec(first, vec![held.submission.id.as_str().into(), i64::from(over).into()])?;
        let count = "INSERT INTO meta (name, value) VALUES ('dropped', ?1) \
                     ON CONFLICT (name) DO UPDATE SET value = CAST(value AS INTEGER) + ?1";
        sql.exec(count, vec![i64::from(over).into()])?;
    }
    Ok(over)
}

/// Those behind a place, the newest first, as far as a list shows them. They are read one by one: a page of whole ones may have
/// more bytes than an isolate should hold.
pub(super) fn page(sql: &SqlStorage, part: &Part) -> Result<HeldPage> {
    let (condition, mut bindings): (_, Vec<SqlStorageValue>) = match &part.behind {
        None => ("", Vec::new()),
        Some(Cursor { at, id }) => ("WHERE (at, id) < (?, ?) ", vec![at.0.into(), id.as_str().into()]),
    };
    bindings.push(i64::from(part.limit).into());
    let query = format!("SELECT id AS value FROM quarantine {condition}ORDER BY at DESC, id DESC LIMIT ?");
    let mut glances = Vec::new();
    for id in values::texts(sql, &query, bindings)? {
        let held: Option<Held> =
            values::first(sql, "SELECT held AS value FROM quarantine WHERE id = ?", vec![id.into()])?;
        glances.extend(held.map(|held| held.glance()));
    }
    let dropped = "SELECT CAST(value AS INTEGER) AS value FROM meta WHERE name = 'dropped'";
    Ok(HeldPage { glances, dropped: values::count(sql, dropped, Vec::new())? })
}

/// Removes one, unless it says something else than what was asked about; says whether it was there.
pub(super) fn remove(sql: &SqlStorage, LetGo { id, answers_hash }: &LetGo) -> Result<bool> {
    let found = held(sql, id)?.filter(|held| answers_hash.as_deref().is_none_or(|hash| held.says(hash)));
    if found.is_some() {
        sql.exec("DELETE FROM quarantine WHERE id = ?", vec![id.as_str().into()])?;
    }
    Ok(found.is_some())
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
