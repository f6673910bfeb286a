//! The `LeadShard`'s table `handed`: rows that go to the queue right after they were written.
//!
//! Almost every row of the outbox is taken by all its sinks at the first attempt, within seconds. Here it costs one row
//! written and one removed, because the table has no index: it holds what a few seconds bring, and is read whole. A row of
//! which nothing is heard, or that some sink did not take, moves to `outbox`, where waiting for days is cheap.

use super::{chores::Chores, values::texts};
use leadline_domain::{
    id::{LeadId, OutboxId},
    lead::{OutboxRow, delivery::Ledger},
    time::Millis,
};
use serde::Deserialize;
use worker::{Result, SqlStorage};

#[derive(Deserialize)]
struct Row {
    chores: String,
    body: String,
    ledger: String,
}

/// A row in hand.
pub(super) struct InHand {
    /// Its events.
    pub(super) row: OutboxRow,
    /// What each sink has of it.
    pub(super) ledger: Ledger,
    /// What else its command left to do.
    pub(super) chores: Chores,
}

/// Creates what is missing.
pub(super) fn prepare(sql: &SqlStorage) -> Result<()> {
    sql.exec(
        "CREATE TABLE IF NOT EXISTS handed (id TEXT PRIMARY KEY, due_at INTEGER NOT NULL, lead TEXT NOT NULL, \
         chores TEXT NOT NULL, ledger TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID",
        None,
    )?;
    Ok(())
}

/// Puts a row in that is handed on at once; `due_at` is when to look what became of it.
pub(super) fn put(sql: &SqlStorage, in_hand: &InHand, due_at: Millis) -> Result<()> {
    let InHand { row, ledger, chores } = in_hand;
    sql.exec(
        "INSERT INTO handed (id, due_at, lead, chores, ledger, body) VALUES (?, ?, ?, ?, ?, ?)",
        vec![
            row.id.as_str().into(),
            due_at.0.into(),
            row.lead.as_ref().map_or("", LeadId::as_str).into(),
            serde_json::to_string(chores)?.into(),
            serde_json::to_string(ledger)?.into(),
            serde_json::to_string(row)?.into(),
        ],
    )?;
    Ok(())
}

/// A row.
pub(super) fn row(sql: &SqlStorage, id: &OutboxId) -> Result<Option<InHand>> {
    let query = "SELECT chores, ledger, body FROM handed WHERE id = ?";
    let rows: Vec<Row> = sql.exec(query, vec![id.as_str().into()])?.to_array()?;
    let read = |Row { chores, body, ledger }: Row| -> Result<InHand> {
        Ok(InHand {
            row: serde_json::from_str(&body)?,
            ledger: serde_json::from_str(&ledger)?,
            chores: serde_json::from_str(&chores)?,
        })
    };
    rows.into_iter().next().map(read).transpose()
}

/// Rows of which nothing was heard.
pub(super) fn late(sql: &SqlStorage, now: Millis, limit: i64) -> Result<Vec<OutboxId>> {
    let query = "SELECT id AS value FROM handed WHERE due_at <= ? ORDER BY due_at LIMIT ?";
    let rows = texts(sql, query, vec![now.0.into(), limit.into()])?;
    Ok(rows.iter().filter_map(|id| OutboxId::parse(id).ok()).collect())
}

/// Keeps what each sink has of a row.
pub(super) fn keep(sql: &SqlStorage, id: &OutboxId, ledger: &Ledger) -> Result<()> {
    sql.exec(
        "UPDATE handed SET ledger = ? WHERE id = ?",
        vec![serde_json::to_string(ledger)?.into(), id.as_str().into()],
    )?;
    Ok(())
}

/// Looks at a row later, as it is.
pub(super) fn put_off(sql: &SqlStorage, id: &OutboxId, due_at: Millis) -> Result<()> {
    sql.exec("UPDATE handed SET due_at = ? WHERE id = ?", vec![due_at.0.into(), id.as_str().into()])?;
    Ok(())
}

/// Removes a row.
pub(super) fn remove(sql: &SqlStorage, id: &OutboxId) -> Result<()> {
    sql.exec("DELETE FROM handed WHERE id = ?", vec![id.as_str().into()])?;
    Ok(())
}
