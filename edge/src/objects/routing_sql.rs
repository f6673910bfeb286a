//! Which leads of the `LeadShard` wait for an owner: rows of `due`.

use super::lead_sql::Due;
use leadline_domain::{id::LeadId, time::Millis};
use worker::{Result, SqlStorage};

/// What the rows begin with; the lead's id follows.
const PREFIX: &str = "route:";

fn name(lead: &LeadId) -> String {
    format!("{PREFIX}{lead}")
}

/// Notes that a lead waits. One that waited before keeps its place.
pub(super) fn put(sql: &SqlStorage, lead: &LeadId, at: Millis) -> Result<()> {
    sql.exec("INSERT OR IGNORE INTO due (what, at) VALUES (?, ?)", vec![name(lead).into(), at.0.into()])?;
    Ok(())
}

/// Leads that wait, whoever waits longest first.
pub(super) fn due(sql: &SqlStorage, now: Millis, limit: i64) -> Result<Vec<LeadId>> {
    let query = "SELECT what, at FROM due WHERE what >= ? AND what < 'route;' AND at <= ? ORDER BY at LIMIT ?";
    let rows: Vec<Due> = sql.exec(query, vec![PREFIX.into(), now.0.into(), limit.into()])?.to_array()?;
    Ok(rows.iter().filter_map(|row| LeadId::parse(row.what.strip_prefix(PREFIX)?).ok()).collect())
}

/// Tries later.
pub(super) fn put_off(sql: &SqlStorage, lead: &LeadId, at: Millis) -> Result<()> {
    sql.exec("UPDATE due SET at = ? WHERE what = ?", vec![at.0.into(), name(lead).into()])?;
    Ok(())
}

/// The lead waits no more.
pub(super) fn remove(sql: &SqlStorage, lead: &LeadId) -> Result<()> {
    sql.exec("DELETE FROM due WHERE what = ?", vec![name(lead).into()])?;
    Ok(())
}
