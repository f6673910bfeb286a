//! What the Counter knows of silence: `heard` (hours in which something came in, one row each) and `silence` (those that were
//! told of, with the hour that ended each).

use super::values::text;
use leadline_domain::silence::{Heard, Hour};
use serde::Deserialize;
use worker::{Result, SqlStorage};

#[derive(Deserialize)]
struct HourRow {
    hour: u32,
}

#[derive(Deserialize)]
struct SilenceRow {
    since: u32,
    until: Option<u32>,
}

/// Creates what is missing.
pub(super) fn prepare(sql: &SqlStorage) -> Result<()> {
    for table in ["heard (hour INTEGER PRIMARY KEY)", "silence (since INTEGER PRIMARY KEY, until INTEGER)"] {
        sql.exec(&format!("CREATE TABLE IF NOT EXISTS {table}"), None)?;
    }
    Ok(())
}

/// Notes that something came in, for which site that is, and that a silence is over with it. What is too old goes.
pub(super) fn note(sql: &SqlStorage, site: &str, hour: Hour) -> Result<()> {
    let oldest = hour.oldest_kept();
    sql.exec("INSERT OR IGNORE INTO meta (name, value) VALUES ('site', ?)", vec![site.into()])?;
    sql.exec("INSERT OR IGNORE INTO heard (hour) VALUES (?)", vec![number(hour)])?;
    sql.exec("UPDATE silence SET until = ? WHERE until IS NULL", vec![number(hour)])?;
    sql.exec("DELETE FROM heard WHERE hour < ?", vec![number(oldest)])?;
    sql.exec("DELETE FROM silence WHERE until < ?", vec![number(oldest)])?;
    Ok(())
}

/// The site this counts for, once something came in.
pub(super) fn site(sql: &SqlStorage) -> Result<Option<String>> {
    text(sql, "SELECT value FROM meta WHERE name = 'site'", Vec::new())
}

/// What was heard.
pub(super) fn heard(sql: &SqlStorage) -> Result<Heard> {
    let hours: Vec<HourRow> = sql.exec("SELECT hour FROM heard", None)?.to_array()?;
    let silences: Vec<SilenceRow> = sql.exec("SELECT since, until FROM silence", None)?.to_array()?;
    let over = |row: SilenceRow| Some(Hour(row.since)..Hour(row.until?));
    Ok(Heard::new(hours.into_iter().map(|row| Hour(row.hour)), silences.into_iter().filter_map(over)))
}

/// Whether a silence was told of.
pub(super) fn is_told(sql: &SqlStorage, since: Hour) -> Result<bool> {
    let found = sql.exec("SELECT since AS hour FROM silence WHERE since = ?", vec![number(since)])?;
    Ok(!found.to_array::<HourRow>()?.is_empty())
}

/// Notes that it was. Something may have come in meanwhile.
pub(super) fn note_told(sql: &SqlStorage, since: Hour) -> Result<()> {
    sql.exec(
        "INSERT OR IGNORE INTO silence (since, until) VALUES (?, (SELECT MIN(hour) FROM heard WHERE hour >= ?))",
        vec![number(since), number(since)],
    )?;
    Ok(())
}

fn number(hour: Hour) -> worker::SqlStorageValue {
    i64::from(hour.0).into()
}
