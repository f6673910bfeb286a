//! Texts that were seen lately: `sighting`, by keyed hashes.

use super::{errand_sql::Errand, values};
use leadline_domain::{
    form::spam::{Counted, Sightings},
    time::{MINUTE, Millis},
};
use worker::{Result, SqlStorage};

/// Most texts that are remembered from one hour to the next.
const MOST: i64 = 5_000;
/// How often those go that are not to be remembered any more.
const EVERY: i64 = 60 * MINUTE;

/// Creates what is missing.
pub(super) fn prepare(sql: &SqlStorage) -> Result<()> {
    let table = "sighting (name TEXT PRIMARY KEY, until INTEGER NOT NULL, seen TEXT NOT NULL)";
    sql.exec(&format!("CREATE TABLE IF NOT EXISTS {table} WITHOUT ROWID"), None).map(drop)
}

/// What was seen under a name.
pub(super) fn seen(sql: &SqlStorage, name: &str) -> Result<Sightings> {
    let known = values::first(sql, "SELECT seen AS value FROM sighting WHERE name = ?", vec![name.into()])?;
    Ok(known.unwrap_or_default())
}

/// Remembers it.
pub(super) fn put(sql: &SqlStorage, name: &str, seen: &Sightings, counted: Counted, now: Millis) -> Result<()> {
    sql.exec(
        "INSERT INTO sighting (name, until, seen) VALUES (?, ?, ?) \
         ON CONFLICT (name) DO UPDATE SET until = excluded.until, seen = excluded.seen",
        vec![name.into(), seen.until(counted).0.into(), serde_json::to_string(seen)?.into()],
    )?;
    Errand::Sighting.note(sql, now.plus(EVERY))
}

/// Forgets what is old, and what there is too much of.
pub(super) fn expire(sql: &SqlStorage, now: Millis) -> Result<()> {
    sql.exec("DELETE FROM sighting WHERE until <= ?", vec![now.0.into()])?;
    let over = "DELETE FROM sighting WHERE name IN (SELECT name FROM sighting ORDER BY until DESC LIMIT -1 OFFSET ?)";
    sql.exec(over, vec![MOST.into()])?;
    let left = values::count(sql, "SELECT COUNT(*) AS value FROM sighting", Vec::new())?;
    Errand::Sighting.put(sql, (left > 0).then(|| now.plus(EVERY)))
}
