//! What the `LeadShard` keeps of leads whose account is to be told something: rows of `due`.

use super::lead_sql::Due;
use leadline_domain::{id::LeadId, time::Millis};
use worker::{Result, SqlStorage};

/// What the rows begin with; the lead's id follows.
const PREFIX: &str = "account:";

fn name(lead: &LeadId) -> String {
    format!("{PREFIX}{lead}")
}

/// Notes that a lead has something to tell. A note made again while it is worked off is another one than was taken.
pub(super) fn put(sql: &SqlStorage, lead: &LeadId, at: Millis) -> Result<()> {
    sql.exec(
        "INSERT INTO due (what, at) VALUES (?, ?) ON CONFLICT (what) DO UPDATE SET at = at + 1",
        vec![name(lead).into(), at.0.into()],
    )?;
    Ok(())
}

/// Leads that have something to tell, with when each is due.
pub(super) fn due(sql: &SqlStorage, now: Millis, limit: i64) -> Result<Vec<(LeadId, Millis)>> {
    let query = "SELECT what, at FROM due WHERE what >= ? AND what < 'account;' AND at <= ? LIMIT ?";
    let rows: Vec<Due> = sql.exec(query, vec![PREFIX.into(), now.0.into(), limit.into()])?.to_array()?;
    let told = |row: &Due| Some((LeadId::parse(row.what.strip_prefix(PREFIX)?).ok()?, row.at()));
    Ok(rows.iter().filter_map(told).collect())
}

/// Tells later.
pub(super) fn put_off(sql: &SqlStorage, lead: &LeadId, at: Millis) -> Result<()> {
    sql.exec("UPDATE due SET at = ? WHERE what = ?", vec![at.0.into(), name(lead).into()])?;
    Ok(())
}

/// Removes the note, unless it was made again since it was taken.
pub(super) fn remove(sql: &SqlStorage, lead: &LeadId, taken: Millis) -> Result<()> {
    sql.exec("DELETE FROM due WHERE what = ? AND at = ?", vec![name(lead).into(), taken.0.into()])?;
    Ok(())
}
