//! The trail in the `SiteRegistry`, and every statement on it. The table is its own index, so an entry is one row written.

use super::values;
use leadline_domain::{
    time::Millis,
    trail::{Cursor, Entry},
};
use worker::{Result, SqlStorage};

/// Most entries removed at once: each is a row written, too.
const AT_ONCE: u32 = 1_000;

/// Creates what is missing.
pub(super) fn prepare(sql: &SqlStorage) -> Result<()> {
    sql.exec(
        "CREATE TABLE IF NOT EXISTS audit (at INTEGER, id TEXT, entry TEXT NOT NULL, PRIMARY KEY (at, id)) \
         WITHOUT ROWID",
        None,
    )?;
    Ok(())
}

/// Keeps an entry; one that is there stays as it is.
pub(super) fn put(sql: &SqlStorage, at: Millis, entry: &Entry) -> Result<()> {
    sql.exec(
        "INSERT OR IGNORE INTO audit (at, id, entry) VALUES (?, ?, ?)",
        vec![at.0.into(), entry.id.as_str().into(), serde_json::to_string(entry)?.into()],
    )?;
    Ok(())
}

/// How many there are.
pub(super) fn count(sql: &SqlStorage) -> Result<u32> {
    values::count(sql, "SELECT COUNT(*) AS value FROM audit", Vec::new())
}

/// Removes what is older, as much of it as goes at once.
pub(super) fn remove_before(sql: &SqlStorage, at: Millis) -> Result<()> {
    let query = "DELETE FROM audit WHERE (at, id) IN (SELECT at, id FROM audit WHERE at < ? ORDER BY at, id LIMIT ?)";
    sql.exec(query, vec![at.0.into(), i64::from(AT_ONCE).into()])?;
    Ok(())
}

/// Removes the oldest, as many as go at once: so that they need not be counted again with the next one.
pub(super) fn remove_oldest(sql: &SqlStorage) -> Result<()> {
    let query = "DELETE FROM audit WHERE (at, id) IN (SELECT at, id FROM audit ORDER BY at, id LIMIT ?)";
    sql.exec(query, vec![i64::from(AT_ONCE).into()])?;
    Ok(())
}

/// Those that name any of these objects, the newest first.
pub(super) fn naming(sql: &SqlStorage, objects: &[String]) -> Result<Vec<Entry>> {
    let query = "SELECT entry AS value FROM audit WHERE EXISTS (SELECT 1 FROM json_each(entry, '$.objects') AS object \
                 WHERE object.value IN (SELECT value FROM json_each(?))) ORDER BY at DESC, id DESC";
    values::parsed(sql, query, vec![serde_json::to_string(objects)?.into()])
}

/// The newest behind the cursor.
pub(super) fn behind(sql: &SqlStorage, cursor: Option<&Cursor>, limit: u32) -> Result<Vec<Entry>> {
    let limit = i64::from(limit).into();
    match cursor {
        None => values::parsed(sql, "SELECT entry AS value FROM audit ORDER BY at DESC, id DESC LIMIT ?", vec![limit]),
        Some(Cursor { at, id }) => values::parsed(
            sql,
            "SELECT entry AS value FROM audit WHERE (at, id) < (?, ?) ORDER BY at DESC, id DESC LIMIT ?",
            vec![at.0.into(), id.as_str().into(), limit],
        ),
    }
}
