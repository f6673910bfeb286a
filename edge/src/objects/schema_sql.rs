//! The schema version every object carries, so that a later release knows what it opens.

use serde::Deserialize;
use worker::{Error, Result, SqlStorage};

/// Version of every object's tables.
const SCHEMA: i64 = 1;

#[derive(Deserialize)]
struct Row {
    value: String,
}

/// Notes the schema version, once. Tables that a newer release wrote are left alone: this one would misread them.
pub(super) fn stamp(sql: &SqlStorage) -> Result<()> {
    sql.exec("CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID", None)?;
    sql.exec("INSERT OR IGNORE INTO meta (name, value) VALUES ('schema', ?)", vec![SCHEMA.to_string().into()])?;
    let rows: Vec<Row> = sql.exec("SELECT value FROM meta WHERE name = 'schema'", None)?.to_array()?;
    match rows.first().and_then(|row| row.value.parse::<i64>().ok()) {
        Some(found) if found <= SCHEMA => Ok(()),
        _ => Err(Error::RustError("the tables are of a newer release".to_owned())),
    }
}
