//! The schema version every object carries, so that a later release knows what it opens.

use worker::{Result, SqlStorage};

/// Version of every object's tables.
const SCHEMA: i64 = 1;

/// Notes the schema version, once.
pub(super) fn stamp(sql: &SqlStorage) -> Result<()> {
    sql.exec("CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID", None)?;
    sql.exec("INSERT OR IGNORE INTO meta (name, value) VALUES ('schema', ?)", vec![SCHEMA.to_string().into()])?;
    Ok(())
}
