//! What the `LeadShard` reads of its tables for an export, by id, so that nothing moves between two pages.

use serde::Deserialize;
use worker::{Result, SqlStorage, SqlStorageValue};

/// Most bytes of records in a page, one record aside: a lead may have hundreds of kilobytes, an isolate has 128 MB.
const MAX_BYTES: f64 = 2.0 * 1024.0 * 1024.0;

/// A row by its id.
#[derive(Deserialize)]
pub(super) struct Row {
    /// Its id.
    pub(super) id: String,
    /// What is kept under it.
    pub(super) value: String,
}

#[derive(Deserialize)]
struct Length {
    bytes: f64,
}

/// Leads behind an id, as they are written.
pub(super) fn leads(sql: &SqlStorage, behind: &str, limit: i64) -> Result<Vec<Row>> {
    let lengths: Vec<Length> = sql
        .exec(
            "SELECT LENGTH(CAST(record AS BLOB)) AS bytes FROM lead WHERE id > ? ORDER BY id LIMIT ?",
            vec![behind.into(), limit.into()],
        )?
        .to_array()?;
    let mut bytes = 0.0;
    let fit = lengths.iter().take_while(|length| {
        let fits = bytes < MAX_BYTES;
        bytes += length.bytes;
        fits
    });
    let limit = i64::try_from(fit.count()).unwrap_or(limit);
    rows(sql, "SELECT id, record AS value FROM lead WHERE id > ? ORDER BY id LIMIT ?", behind, limit)
}

/// Submissions behind an id, as they are written.
pub(super) fn submissions(sql: &SqlStorage, behind: &str, limit: i64) -> Result<Vec<Row>> {
    rows(sql, "SELECT id, taken AS value FROM submission WHERE id > ? ORDER BY id LIMIT ?", behind, limit)
}

/// Ids of leads that were merged away, behind an id, and where they lead. Addresses' keys are left out: a key is derived
/// from its address anew, and would be a person's name in a cursor.
pub(super) fn aliases(sql: &SqlStorage, behind: &str, limit: i64) -> Result<Vec<Row>> {
    let behind = if behind.is_empty() { "lead_" } else { behind };
    // Keys are hex digits: all that stands between these two begins with lead_.
    let query = "SELECT identifier AS id, lead AS value FROM alias WHERE identifier > ? AND identifier < 'lead`' \
                 ORDER BY identifier LIMIT ?";
    rows(sql, query, behind, limit)
}

fn rows(sql: &SqlStorage, query: &str, behind: &str, limit: i64) -> Result<Vec<Row>> {
    let bindings: Vec<SqlStorageValue> = vec![behind.into(), limit.into()];
    sql.exec(query, bindings)?.to_array()
}
