//! What the `LeadShard` has of one person, under any of the ids they had.

use super::values::parsed;
use leadline_domain::{
    id::LeadId,
    lead::{OutboxRow, delivery::Ledger, disclosure::Trace},
};
use serde::Deserialize;
use worker::{Result, SqlStorage, SqlStorageValue};

#[derive(Deserialize)]
struct Row {
    body: String,
    ledger: Option<String>,
}

/// Everything there is under these ids.
pub(super) fn trace(sql: &SqlStorage, ids: &[LeadId]) -> Result<Trace> {
    let ids = serde_json::to_string(ids)?;
    let bound = || -> Vec<SqlStorageValue> { vec![ids.as_str().into()] };
    let kept = "SELECT record AS value FROM lead WHERE id IN (SELECT value FROM json_each(?))";
    let moving = "SELECT record AS value FROM moving WHERE lead IN (SELECT value FROM json_each(?1)) \
                  OR senior IN (SELECT value FROM json_each(?1))";
    let taken =
        "SELECT taken AS value FROM submission WHERE json_extract(taken, '$.lead') IN (SELECT value FROM json_each(?))";
    let handed = "SELECT body, ledger FROM handed WHERE lead IN (SELECT value FROM json_each(?))";
    let waiting =
        "SELECT body, ledger FROM outbox WHERE json_extract(body, '$.lead') IN (SELECT value FROM json_each(?))";
    let mut trace =
        Trace { records: parsed(sql, kept, bound())?, submissions: parsed(sql, taken, bound())?, ..Trace::default() };
    trace.records.extend(parsed::<serde_json::Value>(sql, moving, bound())?);
    let keys = "key IN (SELECT identifier FROM alias WHERE lead IN (SELECT value FROM json_each(?)))";
    trace.held = parsed(sql, &format!("SELECT held AS value FROM quarantine WHERE {keys}"), bound())?;
    trace.pending = parsed(sql, &format!("SELECT pending AS value FROM pending WHERE {keys}"), bound())?;
    let told = "SELECT body, ledger FROM outbox WHERE json_extract(body, '$.key') IN \
                (SELECT identifier FROM alias WHERE lead IN (SELECT value FROM json_each(?)))";
    for query in [handed, waiting, told] {
        let rows: Vec<Row> = sql.exec(query, bound())?.to_array()?;
        let read = |Row { body, ledger }: Row| -> Result<(OutboxRow, Ledger)> {
            Ok((serde_json::from_str(&body)?, serde_json::from_str(ledger.as_deref().unwrap_or("[]"))?))
        };
        trace.rows.extend(rows.into_iter().map(read).collect::<Result<Vec<_>>>()?);
    }
    Ok(trace)
}
