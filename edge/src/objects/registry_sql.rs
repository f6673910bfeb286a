//! The `SiteRegistry`'s tables and every statement on them.

use super::values;
use leadline_domain::time::Millis;
use serde::Deserialize;
use worker::{Result, SqlStorage};

#[derive(Deserialize)]
struct ShardsRow {
    shards: f64,
}

/// Creates what is missing.
pub(super) fn prepare(sql: &SqlStorage) -> Result<()> {
    sql.exec(
        "CREATE TABLE IF NOT EXISTS version (version TEXT PRIMARY KEY, shards INTEGER NOT NULL, json TEXT NOT NULL, \
         published_at INTEGER NOT NULL) WITHOUT ROWID",
        None,
    )?;
    super::schema_sql::stamp(sql)
}

/// How many shards the site was created with.
pub(super) fn shards(sql: &SqlStorage) -> Result<Option<u8>> {
    let rows: Vec<ShardsRow> =
        sql.exec("SELECT shards FROM version ORDER BY published_at LIMIT 1", None)?.to_array()?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to 64, as it was written")]
    Ok(rows.first().map(|row| row.shards as u8))
}

/// The site as it was first published.
pub(super) fn first(sql: &SqlStorage) -> Result<Option<String>> {
    values::text(sql, "SELECT json AS value FROM version ORDER BY published_at LIMIT 1", Vec::new())
}

/// When a version was put in force last.
pub(super) fn last_published(sql: &SqlStorage) -> Result<Option<Millis>> {
    values::moment(sql, "SELECT MAX(published_at) AS value FROM version")
}

/// Keeps a version.
pub(super) fn keep(sql: &SqlStorage, version: &str, shards: u8, json: &str, now: Millis) -> Result<()> {
    sql.exec(
        "INSERT INTO version (version, shards, json, published_at) VALUES (?, ?, ?, ?) \
         ON CONFLICT (version) DO UPDATE SET published_at = excluded.published_at",
        vec![version.into(), i64::from(shards).into(), json.into(), now.0.into()],
    )?;
    Ok(())
}
