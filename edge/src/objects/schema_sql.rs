//! The schema version every object carries, so that a later release knows what it opens.

use super::values::text;
use worker::{Error, Result, SqlStorage};

/// Version of every object's tables. 2: a lead's record holds a profile; records of 1 are read, and written anew as they
/// change.
const SCHEMA: i64 = 2;

/// Notes the schema version, once. Tables that a newer release wrote are left alone: this one would misread them.
pub(super) fn stamp(sql: &SqlStorage) -> Result<()> {
    sql.exec("CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID", None)?;
    sql.exec("INSERT OR IGNORE INTO meta (name, value) VALUES ('schema', ?)", vec![SCHEMA.to_string().into()])?;
    let found = text(sql, "SELECT value FROM meta WHERE name = 'schema'", Vec::new())?;
    match found.and_then(|found| found.parse::<i64>().ok()) {
        Some(found) if found == SCHEMA => Ok(()),
        // From here on an earlier release would misread what is written.
        Some(found) if found < SCHEMA => {
            sql.exec("UPDATE meta SET value = ? WHERE name = 'schema'", vec![SCHEMA.to_string().into()])?;
            Ok(())
        }
        _ => Err(Error::RustError("the tables are of a newer release".to_owned())),
    }
}
