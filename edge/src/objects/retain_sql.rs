//! How far the `LeadShard` is with looking whom it has kept for long enough: one row of `due`, named by the lead that was looked
//! at last.

use super::{lead_sql::Due, values};
use leadline_domain::{id::LeadId, time::Millis};
use worker::{Result, SqlStorage};

/// What the row's name begins with.
const TURN: &str = "retain:";

/// Behind which lead to go on, and when; nothing if that was never noted.
pub(super) fn noted(sql: &SqlStorage) -> Result<Option<(Option<LeadId>, Millis)>> {
    let query = "SELECT what, at FROM due WHERE what >= ? AND what < 'retain;'";
    let rows: Vec<Due> = sql.exec(query, vec![TURN.into()])?.to_array()?;
    Ok(rows.first().map(|row| (LeadId::parse(row.what.trim_start_matches(TURN)).ok(), row.at())))
}

/// Notes it.
pub(super) fn go_on(sql: &SqlStorage, behind: Option<&LeadId>, at: Millis) -> Result<()> {
    forget(sql)?;
    let what = format!("{TURN}{}", behind.map_or("", LeadId::as_str));
    sql.exec("INSERT INTO due (what, at) VALUES (?, ?)", vec![what.into(), at.0.into()]).map(drop)
}

/// For how long the site kept people when that was noted.
pub(super) fn said(sql: &SqlStorage) -> Result<Option<String>> {
    values::text(sql, "SELECT value FROM meta WHERE name = 'retention'", Vec::new())
}

/// Notes it.
pub(super) fn note_said(sql: &SqlStorage, said: &str) -> Result<()> {
    sql.exec("INSERT OR REPLACE INTO meta (name, value) VALUES ('retention', ?)", vec![said.into()]).map(drop)
}

/// There is nothing to look for any more.
pub(super) fn forget(sql: &SqlStorage) -> Result<()> {
    sql.exec("DELETE FROM due WHERE what >= ? AND what < 'retain;'", vec![TURN.into()]).map(drop)
}
