//! When the `LeadShard` has to look at a lead because something may be late: rows of `due`.

use super::lead_sql::Due;
use leadline_domain::{id::LeadId, time::Millis};
use worker::{Result, SqlStorage};

/// What the rows begin with; the lead's id follows.
const PREFIX: &str = "wake:";

fn name(lead: &LeadId) -> String {
    format!("{PREFIX}{lead}")
}

/// Looks at a lead then, and at no other time; never, if nothing can be late.
pub(super) fn put(sql: &SqlStorage, lead: &LeadId, at: Option<Millis>) -> Result<()> {
    match at {
        Some(at) => sql.exec(
            "INSERT INTO due (what, at) VALUES (?, ?) ON CONFLICT (what) DO UPDATE SET at = excluded.at",
            vec![name(lead).into(), at.0.into()],
        )?,
        None => sql.exec("DELETE FROM due WHERE what = ?", vec![name(lead).into()])?,
    };
    Ok(())
}

/// Leads that are to be looked at, the latest first come first.
pub(super) fn due(sql: &SqlStorage, now: Millis, limit: i64) -> Result<Vec<LeadId>> {
    let query = "SELECT what, at FROM due WHERE what >= ? AND what < 'wake;' AND at <= ? ORDER BY at LIMIT ?";
    let rows: Vec<Due> = sql.exec(query, vec![PREFIX.into(), now.0.into(), limit.into()])?.to_array()?;
    Ok(rows.iter().filter_map(|row| LeadId::parse(row.what.strip_prefix(PREFIX)?).ok()).collect())
}
