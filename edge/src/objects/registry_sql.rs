//! The `SiteRegistry`'s versions and every statement on them.
//!
//! `publisher` says on whose behalf a version was put in force, and when that was: an earlier release writes a new time and leaves
//! this alone, so it counts only where its time is the row's.

use super::{repeat_sql, router_sql, token_sql, trail_sql, upgrade_sql, values};
use crate::clients::registry::{Publication, VersionView};
use leadline_domain::{access::Actor, time::Millis, trail::Cursor};
use serde::{Deserialize, Serialize};
use worker::{Result, SqlStorage};

#[derive(Deserialize)]
struct ShardsRow {
    shards: f64,
}

#[derive(Serialize, Deserialize)]
struct Publisher {
    at: Millis,
    by: Actor,
}

/// A version without its files.
#[derive(Deserialize)]
pub(super) struct VersionRow {
    /// Its name.
    pub(super) version: String,
    published_at: f64,
    publisher: Option<String>,
}

impl VersionRow {
    /// When it was put in force last.
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds below 2^53")]
    pub(super) const fn at(&self) -> Millis {
        Millis(self.published_at as i64)
    }

    /// What is shown of it; the one in force is the one that was put in force last.
    pub(super) fn view(self, last: Option<Millis>) -> VersionView {
        let at = self.at();
        let publisher = self.publisher.and_then(|text| serde_json::from_str::<Publisher>(&text).ok());
        VersionView {
            version: self.version,
            published_at: at.rfc3339(),
            published_by: publisher.filter(|publisher| publisher.at == at).map(|publisher| publisher.by),
            in_force: last == Some(at),
        }
    }
}

/// Creates what is missing.
pub(super) fn prepare(sql: &SqlStorage) -> Result<()> {
    sql.exec(
        "CREATE TABLE IF NOT EXISTS version (version TEXT PRIMARY KEY, shards INTEGER NOT NULL, json TEXT NOT NULL, \
         published_at INTEGER NOT NULL, publisher TEXT) WITHOUT ROWID",
        None,
    )?;
    upgrade_sql::versions(sql)?;
    token_sql::prepare(sql)?;
    trail_sql::prepare(sql)?;
    router_sql::prepare(sql)?;
    repeat_sql::prepare(sql)?;
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
pub(super) fn keep(sql: &SqlStorage, publication: &Publication, at: Millis) -> Result<()> {
    let Publication { version, shards, json, entry, .. } = publication;
    let publisher = serde_json::to_string(&Publisher { at, by: entry.by.clone() })?;
    sql.exec(
        "INSERT INTO version (version, shards, json, published_at, publisher) VALUES (?, ?, ?, ?, ?) \
         ON CONFLICT (version) DO UPDATE SET published_at = excluded.published_at, publisher = excluded.publisher",
        vec![version.as_str().into(), i64::from(*shards).into(), json.as_str().into(), at.0.into(), publisher.into()],
    )?;
    Ok(())
}

/// Versions behind the cursor, the newest first.
pub(super) fn versions(sql: &SqlStorage, cursor: Option<&Cursor>, limit: u32) -> Result<Vec<VersionRow>> {
    let limit = i64::from(limit).into();
    match cursor {
        None => sql.exec(
            "SELECT version, published_at, publisher FROM version ORDER BY published_at DESC, version DESC LIMIT ?",
            vec![limit],
        )?,
        Some(Cursor { at, id }) => sql.exec(
            "SELECT version, published_at, publisher FROM version WHERE (published_at, version) < (?, ?) \
             ORDER BY published_at DESC, version DESC LIMIT ?",
            vec![at.0.into(), id.as_str().into(), limit],
        )?,
    }
    .to_array()
}

/// One version.
pub(super) fn version(sql: &SqlStorage, version: &str) -> Result<Option<VersionRow>> {
    let rows: Vec<VersionRow> = sql
        .exec("SELECT version, published_at, publisher FROM version WHERE version = ?", vec![version.into()])?
        .to_array()?;
    Ok(rows.into_iter().next())
}

/// A version's files.
pub(super) fn json(sql: &SqlStorage, version: &str) -> Result<Option<String>> {
    values::text(sql, "SELECT json AS value FROM version WHERE version = ?", vec![version.into()])
}
