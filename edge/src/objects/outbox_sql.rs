//! The `LeadShard`'s outbox: rows with what each sink has of them, and how each sink is doing.
//!
//! Rows come here that were not taken at the first attempt (see `handed_sql`), or that the alarm is to send. A row is written
//! when it is put in, when it is handed to the queue and when it is settled, which for one that every sink takes removes it;
//! each time with an entry of an index. A sink's own row is written when it fails, when it is well again, and once in five
//! minutes while it is well.

use super::values::count;
use leadline_domain::{
    id::OutboxId,
    lead::{
        OutboxRow,
        delivery::{Endpoint, Endpoints, Ledger},
    },
    time::Millis,
};
use serde::Deserialize;
use worker::{Result, SqlStorage, SqlStorageValue};

/// A row as it is kept; without a ledger, which an earlier release left out, nobody has looked at it yet.
pub(super) struct Kept {
    /// Its events.
    pub(super) row: OutboxRow,
    /// What each sink has of it.
    pub(super) ledger: Option<Ledger>,
}

/// A row that is due. The events are read only where they are needed to begin.
pub(super) struct Due {
    /// Its id.
    pub(super) id: OutboxId,
    /// Its events, or what each sink has of it already.
    pub(super) state: DueState,
}

/// How far a row is that is due.
pub(super) enum DueState {
    /// Nobody has looked at it yet.
    New(OutboxRow),
    /// Its sinks are known.
    Begun(Ledger),
    /// Of another release: this one can't read it.
    Unreadable,
}

#[derive(Deserialize)]
struct Row {
    body: Option<String>,
    ledger: Option<String>,
}

#[derive(Deserialize)]
struct DueRow {
    id: String,
    body: Option<String>,
    ledger: Option<String>,
}

/// Creates what is missing.
pub(super) fn prepare(sql: &SqlStorage) -> Result<()> {
    super::upgrade_sql::outbox(sql)?;
    for statement in [
        "CREATE TABLE IF NOT EXISTS outbox \
         (id TEXT PRIMARY KEY, body TEXT NOT NULL, ledger TEXT, due_at INTEGER, dead_at INTEGER) WITHOUT ROWID",
        "CREATE TABLE IF NOT EXISTS endpoint (sink TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID",
        // Finding what is due must not read the events of everything that waits, nor finding dead letters those of what is well.
        "CREATE INDEX IF NOT EXISTS outbox_due ON outbox (due_at) WHERE due_at IS NOT NULL",
        "CREATE INDEX IF NOT EXISTS outbox_dead ON outbox (dead_at) WHERE dead_at IS NOT NULL",
    ] {
        sql.exec(statement, None)?;
    }
    Ok(())
}

/// Puts a row in.
pub(super) fn put(sql: &SqlStorage, row: &OutboxRow, ledger: &Ledger) -> Result<()> {
    let [due_at, dead_at] = times(ledger);
    sql.exec(
        "INSERT INTO outbox (id, body, ledger, due_at, dead_at) VALUES (?, ?, ?, ?, ?)",
        vec![
            row.id.as_str().into(),
            serde_json::to_string(row)?.into(),
            serde_json::to_string(ledger)?.into(),
            due_at,
            dead_at,
        ],
    )?;
    Ok(())
}

/// When something of it is due, and when it was given up, as columns.
fn times(ledger: &Ledger) -> [SqlStorageValue; 2] {
    [ledger.due_at(), ledger.dead_at()].map(|at| SqlStorageValue::from(at.map(|at| at.0)))
}

/// A row.
pub(super) fn row(sql: &SqlStorage, id: &OutboxId) -> Result<Option<Kept>> {
    let found = rows(sql, "SELECT body, ledger FROM outbox WHERE id = ?", vec![id.as_str().into()])?;
    Ok(found.into_iter().next())
}

/// Whether anything is due.
pub(super) fn is_due(sql: &SqlStorage, now: Millis) -> Result<bool> {
    Ok(count(sql, "SELECT EXISTS (SELECT 1 FROM outbox WHERE due_at <= ?) AS value", vec![now.0.into()])? > 0)
}

/// Rows that are due, the longest first.
pub(super) fn due(sql: &SqlStorage, now: Millis, limit: i64) -> Result<Vec<Due>> {
    let query = "SELECT id, CASE WHEN ledger IS NULL THEN body END AS body, ledger FROM outbox \
                 WHERE due_at <= ? ORDER BY due_at LIMIT ?";
    let rows: Vec<DueRow> = sql.exec(query, vec![now.0.into(), limit.into()])?.to_array()?;
    let mut due = Vec::with_capacity(rows.len());
    for DueRow { id, body, ledger } in rows {
        let Ok(id) = OutboxId::parse(&id) else { continue };
        let state = match ledger {
            Some(ledger) => serde_json::from_str(&ledger).map(DueState::Begun),
            None => serde_json::from_str(&body.unwrap_or_default()).map(DueState::New),
        };
        due.push(Due { id, state: state.unwrap_or(DueState::Unreadable) });
    }
    Ok(due)
}

/// Puts a row off as it is.
pub(super) fn put_off(sql: &SqlStorage, id: &OutboxId, due_at: Millis) -> Result<()> {
    sql.exec("UPDATE outbox SET due_at = ? WHERE id = ?", vec![due_at.0.into(), id.as_str().into()])?;
    Ok(())
}

/// Keeps what each sink has of a row; one that all have is removed.
pub(super) fn keep(sql: &SqlStorage, id: &OutboxId, ledger: &Ledger) -> Result<()> {
    if ledger.is_done() {
        sql.exec("DELETE FROM outbox WHERE id = ?", vec![id.as_str().into()])?;
        return Ok(());
    }
    let [due_at, dead_at] = times(ledger);
    sql.exec(
        "UPDATE outbox SET ledger = ?, due_at = ?, dead_at = ? WHERE id = ?",
        vec![serde_json::to_string(ledger)?.into(), due_at, dead_at, id.as_str().into()],
    )?;
    Ok(())
}

/// Removes a row.
pub(super) fn remove(sql: &SqlStorage, id: &OutboxId) -> Result<()> {
    sql.exec("DELETE FROM outbox WHERE id = ?", vec![id.as_str().into()]).map(drop)
}

/// Removes what waits to be told of an address that is no lead's; says how many rows that were.
pub(super) fn remove_of_key(sql: &SqlStorage, key: &str) -> Result<u32> {
    let of_key = "json_extract(body, '$.key') = ?";
    let many = count(sql, &format!("SELECT COUNT(*) AS value FROM outbox WHERE {of_key}"), vec![key.into()])?;
    sql.exec(&format!("DELETE FROM outbox WHERE {of_key}"), vec![key.into()])?;
    Ok(many)
}

/// How each sink is doing. What can't be read begins anew.
pub(super) fn endpoints(sql: &SqlStorage) -> Result<Endpoints> {
    #[derive(Deserialize)]
    struct Row {
        sink: String,
        state: String,
    }
    let rows: Vec<Row> = sql.exec("SELECT sink, state FROM endpoint", None)?.to_array()?;
    Ok(rows.into_iter().map(|Row { sink, state }| (sink, serde_json::from_str(&state).unwrap_or_default())).collect())
}

/// Keeps how sinks are doing, where that is not what it was.
pub(super) fn keep_endpoints(sql: &SqlStorage, before: &Endpoints, after: &Endpoints) -> Result<()> {
    let changed = |(sink, endpoint): &(&String, &Endpoint)| before.get(*sink) != Some(endpoint);
    for (sink, endpoint) in after.iter().filter(changed) {
        sql.exec(
            "INSERT INTO endpoint (sink, state) VALUES (?, ?) ON CONFLICT (sink) DO UPDATE SET state = excluded.state",
            vec![sink.as_str().into(), serde_json::to_string(endpoint)?.into()],
        )?;
    }
    Ok(())
}

/// Dead letters, the latest first; those behind a place in that order.
pub(super) fn dead(sql: &SqlStorage, behind: Option<&(Millis, OutboxId)>, limit: u32) -> Result<Vec<Kept>> {
    match behind {
        None => rows(
            sql,
            "SELECT body, ledger FROM outbox WHERE dead_at IS NOT NULL ORDER BY dead_at DESC, id DESC LIMIT ?",
            vec![i64::from(limit).into()],
        ),
        Some((at, id)) => rows(
            sql,
            "SELECT body, ledger FROM outbox WHERE dead_at IS NOT NULL AND (dead_at, id) < (?, ?) \
             ORDER BY dead_at DESC, id DESC LIMIT ?",
            vec![at.0.into(), id.as_str().into(), i64::from(limit).into()],
        ),
    }
}

/// Dead letters that were given up at a sink, or at any.
pub(super) fn dead_at(sql: &SqlStorage, sink: Option<&str>, limit: i64) -> Result<Vec<Kept>> {
    let given_up = "SELECT body, ledger FROM outbox WHERE dead_at IS NOT NULL AND EXISTS (SELECT 1 FROM json_each(ledger) \
                    WHERE json_extract(value, '$.sink') = ? AND json_type(value, '$.standing.dead') IS NOT NULL) LIMIT ?";
    match sink {
        Some(sink) => rows(sql, given_up, vec![sink.into(), limit.into()]),
        None => rows(sql, "SELECT body, ledger FROM outbox WHERE dead_at IS NOT NULL LIMIT ?", vec![limit.into()]),
    }
}

/// How many rows wait for some sink, and how many are dead letters.
pub(super) fn counts(sql: &SqlStorage) -> Result<(u32, u32)> {
    let query =
        "SELECT (SELECT COUNT(*) FROM outbox WHERE due_at IS NOT NULL) + (SELECT COUNT(*) FROM handed) AS value";
    let waiting = count(sql, query, Vec::new())?;
    let dead = count(sql, "SELECT COUNT(*) AS value FROM outbox WHERE dead_at IS NOT NULL", Vec::new())?;
    Ok((waiting, dead))
}

fn rows(sql: &SqlStorage, query: &str, bindings: Vec<SqlStorageValue>) -> Result<Vec<Kept>> {
    let rows: Vec<Row> = sql.exec(query, bindings)?.to_array()?;
    let kept = |Row { body, ledger }: Row| {
        let row = serde_json::from_str(&body.unwrap_or_default())?;
        Ok(Kept { row, ledger: ledger.map(|ledger| serde_json::from_str(&ledger)).transpose()? })
    };
    rows.into_iter().map(kept).collect()
}
