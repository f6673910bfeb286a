//! The `LeadShard`'s tables and every statement on them, but for those of the outbox.
//!
//! All tables are `WITHOUT ROWID` with a text key: an insert, an upsert and a delete are one billed row each, and one more
//! where an index of the outbox is touched. A submission of a new lead writes alias, lead, submission, a row handed on and its
//! removal, and the alarm; its account writes a contact. `tests/worker/rows.test.mjs` counts them.

use super::{identity_sql, values};
use crate::clients::lead_shard::Submissions;
use leadline_domain::{
    id::{LeadId, SubmissionId},
    lead::{Lead, Position, Shard, TakenSubmission},
    time::Millis,
    trail::Cursor,
};
use serde::Deserialize;
use worker::{Result, SqlStorage, SqlStorageValue};

/// Something that is due.
#[derive(Deserialize)]
pub(super) struct Due {
    /// What.
    pub(super) what: String,
    at: f64,
}

impl Due {
    /// When.
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds below 2^53")]
    pub(super) fn at(&self) -> Millis {
        Millis(self.at as i64)
    }
}

/// Creates what is missing.
pub(super) fn prepare(sql: &SqlStorage) -> Result<()> {
    for table in [
        "alias (identifier TEXT PRIMARY KEY, lead TEXT NOT NULL)",
        "lead (id TEXT PRIMARY KEY, updated_at INTEGER NOT NULL, record TEXT NOT NULL)",
        "submission (id TEXT PRIMARY KEY, taken TEXT NOT NULL)",
        "moving (lead TEXT PRIMARY KEY, senior TEXT NOT NULL, record TEXT NOT NULL, due_at INTEGER NOT NULL)",
        "projection (lead TEXT PRIMARY KEY, due_at INTEGER NOT NULL)",
        "due (what TEXT PRIMARY KEY, at INTEGER NOT NULL)",
    ] {
        sql.exec(&format!("CREATE TABLE IF NOT EXISTS {table} WITHOUT ROWID"), None)?;
    }
    super::outbox_sql::prepare(sql)?;
    super::handed_sql::prepare(sql)?;
    super::tombstone_sql::prepare(sql)?;
    super::quarantine_sql::prepare(sql)?;
    super::pending_sql::prepare(sql)?;
    super::sighting_sql::prepare(sql)?;
    super::schema_sql::stamp(sql)
}

/// Notes which shard this is, for the alarm.
pub(super) fn note_self(sql: &SqlStorage, shard: &Shard) -> Result<()> {
    sql.exec(
        "INSERT OR IGNORE INTO meta (name, value) VALUES ('self', ?)",
        vec![serde_json::to_string(shard)?.into()],
    )?;
    Ok(())
}

/// Which shard this is, once a command has come in.
pub(super) fn self_noted(sql: &SqlStorage) -> Result<Option<Shard>> {
    values::first(sql, "SELECT value FROM meta WHERE name = 'self'", Vec::new())
}

/// A lead by its id.
pub(super) fn lead(sql: &SqlStorage, id: &LeadId) -> Result<Option<Lead>> {
    values::first(sql, "SELECT record AS value FROM lead WHERE id = ?", vec![id.as_str().into()])
}

/// Leads behind a position, newest change first.
///
/// No index serves this order, so every page reads all rows of the shard. An index would cost a second written row for each
/// batch of a known lead, at a thousand times the price of a row read ($1 and $0.001 a million): with 10,000 leads in a
/// shard a page costs as much as ten batches would.
pub(super) fn leads(
    sql: &SqlStorage,
    (behind, since): (Option<&Position>, Option<Millis>),
    limit: u32,
) -> Result<Vec<Lead>> {
    let since = since.unwrap_or(Millis(i64::MIN >> 10));
    let (condition, mut bindings): (_, Vec<SqlStorageValue>) = match behind {
        None => ("", Vec::new()),
        Some(at) => ("(updated_at, id) < (?, ?) AND ", vec![at.updated_at.0.into(), at.id.as_str().into()]),
    };
    bindings.extend([since.0.into(), i64::from(limit).into()]);
    let query = format!(
        "SELECT record AS value FROM lead WHERE {condition}updated_at >= ? ORDER BY updated_at DESC, id DESC LIMIT ?"
    );
    values::parsed(sql, &query, bindings)
}

/// Keeps a lead, and that this identifier names it.
pub(super) fn put_lead(sql: &SqlStorage, identifier: Option<&str>, lead: &Lead) -> Result<()> {
    sql.exec(
        "INSERT INTO lead (id, updated_at, record) VALUES (?, ?, ?) \
         ON CONFLICT (id) DO UPDATE SET updated_at = excluded.updated_at, record = excluded.record",
        vec![lead.id.as_str().into(), lead.updated_at.0.into(), serde_json::to_string(lead)?.into()],
    )?;
    if let Some(identifier) = identifier {
        identity_sql::put_alias(sql, identifier, &lead.id)?;
    }
    Ok(())
}

/// A submission taken before.
pub(super) fn submission(sql: &SqlStorage, id: &SubmissionId) -> Result<Option<TakenSubmission>> {
    values::first(sql, "SELECT taken AS value FROM submission WHERE id = ?", vec![id.as_str().into()])
}

/// Forms that were sent, newest first. What was only said through `identify` is remembered beside them, without answers.
///
/// No index serves this order, either: a page reads all submissions of the shard.
pub(super) fn submissions(sql: &SqlStorage, which: &Submissions) -> Result<Vec<TakenSubmission>> {
    // An early release noted neither form nor time.
    let mut conditions = vec!["json_extract(taken, '$.answers_hash') <> ''"];
    let mut bindings: Vec<SqlStorageValue> = Vec::new();
    if let Some(Cursor { at, id }) = &which.behind {
        conditions.push("(COALESCE(json_extract(taken, '$.at'), 0), id) < (?, ?)");
        bindings.extend([at.0.into(), id.as_str().into()]);
    }
    if let Some(form) = &which.form {
        conditions.push("json_extract(taken, '$.form') = ?");
        bindings.push(form.as_str().into());
    }
    if let Some(leads) = &which.leads {
        conditions.push("json_extract(taken, '$.lead') IN (SELECT value FROM json_each(?))");
        bindings.push(serde_json::to_string(leads)?.into());
    }
    bindings.push(i64::from(which.limit).into());
    let query = format!(
        "SELECT taken AS value FROM submission WHERE {} ORDER BY COALESCE(json_extract(taken, '$.at'), 0) DESC, id DESC LIMIT ?",
        conditions.join(" AND ")
    );
    values::parsed(sql, &query, bindings)
}

/// Whether a lead of this shard came of a test.
pub(super) fn is_test(sql: &SqlStorage, id: &LeadId) -> Result<Option<bool>> {
    let query = "SELECT IIF(json_extract(record, '$.test'), 'true', 'false') AS value FROM lead WHERE id = ?";
    values::first(sql, query, vec![id.as_str().into()])
}

/// Remembers a submission.
pub(super) fn put_submission(sql: &SqlStorage, taken: &TakenSubmission) -> Result<()> {
    sql.exec(
        "INSERT INTO submission (id, taken) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET taken = excluded.taken",
        vec![taken.id.as_str().into(), serde_json::to_string(taken)?.into()],
    )?;
    Ok(())
}

/// Notes that a lead has to be shown anew. A note made again while it is worked off is another one than was taken.
pub(super) fn put_projection(sql: &SqlStorage, lead: &LeadId, due_at: Millis) -> Result<()> {
    sql.exec(
        "INSERT INTO projection (lead, due_at) VALUES (?, ?) ON CONFLICT (lead) DO UPDATE SET due_at = due_at + 1",
        vec![lead.as_str().into(), due_at.0.into()],
    )?;
    Ok(())
}

/// Leads to show anew, with when each is due.
pub(super) fn due_projections(sql: &SqlStorage, now: Millis, limit: i64) -> Result<Vec<(LeadId, Millis)>> {
    let query = "SELECT lead AS what, due_at AS at FROM projection WHERE due_at <= ? ORDER BY due_at LIMIT ?";
    let rows: Vec<Due> = sql.exec(query, vec![now.0.into(), limit.into()])?.to_array()?;
    Ok(rows.iter().filter_map(|row| Some((LeadId::parse(&row.what).ok()?, row.at()))).collect())
}

/// Shows a lead later.
pub(super) fn put_off_projection(sql: &SqlStorage, lead: &LeadId, due_at: Millis) -> Result<()> {
    sql.exec("UPDATE projection SET due_at = ? WHERE lead = ?", vec![due_at.0.into(), lead.as_str().into()])?;
    Ok(())
}

/// Removes the note of a lead that has been shown, unless it was noted again since it was taken.
pub(super) fn remove_projection(sql: &SqlStorage, lead: &LeadId, taken: Millis) -> Result<()> {
    sql.exec("DELETE FROM projection WHERE lead = ? AND due_at = ?", vec![lead.as_str().into(), taken.0.into()])?;
    Ok(())
}

/// When something is due next.
pub(super) fn next_due(sql: &SqlStorage) -> Result<Option<Millis>> {
    values::moment(
        sql,
        "SELECT MIN(due_at) AS value FROM (SELECT MIN(due_at) AS due_at FROM outbox WHERE due_at IS NOT NULL \
         UNION ALL SELECT MIN(due_at) FROM handed UNION ALL SELECT MIN(due_at) FROM projection \
         UNION ALL SELECT MIN(due_at) FROM moving UNION ALL SELECT MIN(at) FROM due)",
    )
}
