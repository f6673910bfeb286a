//! What the `LeadShard` keeps of who was erased, and how it removes the rest: `tombstone` (by every name that led to the
//! person), `withdrawal` (accounts to be told of a contact less), and rows of `due` for shards that are to be told and for what
//! is to be deleted from KV once more.
//!
//! Erasing is rare, so no index serves it: what is removed is found by reading the shard's tables.

use super::{
    lead_sql::Due,
    values::{parsed, texts},
};
use leadline_domain::{
    id::{LeadId, SubmissionId},
    lead::{
        Lead, Tombstone,
        tombstone::{Names, Traces},
    },
    time::Millis,
};
use serde::{Deserialize, de::DeserializeOwned};
use worker::{Result, SqlStorage};

/// What rows of `due` begin with: the lead's id and the shard to be told follow.
const BURIAL: &str = "burial:";
/// The lead's id follows.
const WITHDRAWAL: &str = "withdrawal:";
/// The lead's id follows.
const SWEEP: &str = "sweep:";

#[derive(Deserialize)]
struct Stone {
    lead: String,
    erased_at: f64,
}

/// Creates what is missing.
pub(super) fn prepare(sql: &SqlStorage) -> Result<()> {
    for table in [
        "tombstone (name TEXT PRIMARY KEY, lead TEXT NOT NULL, erased_at INTEGER NOT NULL)",
        "withdrawal (lead TEXT PRIMARY KEY, contribution TEXT NOT NULL)",
    ] {
        sql.exec(&format!("CREATE TABLE IF NOT EXISTS {table} WITHOUT ROWID"), None)?;
    }
    Ok(())
}

/// What is left under a name.
pub(super) fn tombstone(sql: &SqlStorage, name: &str) -> Result<Option<Tombstone>> {
    let query = "SELECT lead, erased_at FROM tombstone WHERE name = ?";
    let rows: Vec<Stone> = sql.exec(query, vec![name.into()])?.to_array()?;
    Ok(rows.first().and_then(read))
}

fn read(row: &Stone) -> Option<Tombstone> {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds below 2^53")]
    let erased_at = Millis(row.erased_at as i64);
    Some(Tombstone { erased_at, lead: LeadId::parse(&row.lead).ok()? })
}

/// Raises tombstones; of two under a name the later stays. Says whether any name was not known to be this person's.
pub(super) fn raise(sql: &SqlStorage, names: &Names, stone: &Tombstone) -> Result<bool> {
    let mut is_news = false;
    for name in names.iter() {
        if tombstone(sql, name)?.is_none_or(|known| known < *stone) {
            is_news = true;
            sql.exec(
                "INSERT OR REPLACE INTO tombstone (name, lead, erased_at) VALUES (?, ?, ?)",
                vec![name.into(), stone.lead.as_str().into(), stone.erased_at.0.into()],
            )?;
        }
    }
    Ok(is_news)
}

/// Every name that led to somebody who was erased, and what is left under them.
pub(super) fn names(sql: &SqlStorage, lead: &LeadId) -> Result<Option<(Tombstone, Names)>> {
    let Some(stone) = tombstone(sql, lead.as_str())? else { return Ok(None) };
    let found = texts(sql, "SELECT name AS value FROM tombstone WHERE lead = ?", vec![lead.as_str().into()])?;
    Ok(Some((stone, found.into_iter().collect())))
}

/// What there is of one lead.
pub(super) fn traces(sql: &SqlStorage, id: &LeadId) -> Result<Traces> {
    let by = |query: &str| texts(sql, query, vec![id.as_str().into()]);
    let mut record = by("SELECT record AS value FROM lead WHERE id = ?")?;
    record.extend(by("SELECT record AS value FROM moving WHERE lead = ?")?);
    let record: Option<Lead> = record.first().map(|record| serde_json::from_str(record)).transpose()?;
    let mut names: Names = by("SELECT identifier AS value FROM alias WHERE lead = ?")?.into_iter().collect();
    names.extend(by("SELECT lead AS value FROM alias WHERE identifier = ?")?);
    let taken = by("SELECT id AS value FROM submission WHERE json_extract(taken, '$.lead') = ?")?;
    names.extend(taken.iter().filter_map(|id| SubmissionId::parse(id).ok()).map(|id| Names::submission(&id)));
    Ok(Traces { record, names })
}

/// Removes all there is of one lead, but for what tells others that it was erased.
pub(super) fn remove(sql: &SqlStorage, id: &LeadId) -> Result<()> {
    for statement in [
        "DELETE FROM lead WHERE id = ?",
        "DELETE FROM alias WHERE lead = ?",
        "DELETE FROM alias WHERE identifier = ?",
        "DELETE FROM moving WHERE lead = ?",
        "DELETE FROM submission WHERE json_extract(taken, '$.lead') = ?",
        "DELETE FROM outbox WHERE json_extract(body, '$.lead') = ? \
         AND json_extract(body, '$.events[0].type') IS NOT 'lead.erased'",
        "DELETE FROM handed WHERE lead = ?",
        "DELETE FROM due WHERE what = 'account:' || ?",
        "DELETE FROM due WHERE what = 'wake:' || ?",
        "DELETE FROM due WHERE what = 'route:' || ?",
    ] {
        sql.exec(statement, vec![id.as_str().into()])?;
    }
    Ok(())
}

/// Notes that a shard is to be told of somebody who was erased.
pub(super) fn put_burial(sql: &SqlStorage, lead: &LeadId, shard: u8, at: Millis) -> Result<()> {
    note(sql, &format!("{BURIAL}{lead}:{shard}"), at)
}

/// Who is to be told of whom.
pub(super) fn burials(sql: &SqlStorage, now: Millis, limit: i64) -> Result<Vec<(LeadId, u8)>> {
    let query = "SELECT what AS value FROM due WHERE what >= 'burial:' AND what < 'burial;' AND at <= ? LIMIT ?";
    let found = texts(sql, query, vec![now.0.into(), limit.into()])?;
    let read = |what: &String| {
        let (lead, shard) = what.strip_prefix(BURIAL)?.rsplit_once(':')?;
        Some((LeadId::parse(lead).ok()?, shard.parse().ok()?))
    };
    Ok(found.iter().filter_map(read).collect())
}

/// Whether a shard has yet to be told of somebody, or something is left to do here.
pub(super) fn is_under_way(sql: &SqlStorage, lead: &LeadId) -> Result<bool> {
    let query = "SELECT what AS value FROM due WHERE what >= ? AND what < ? LIMIT 1";
    let bindings = vec![format!("{BURIAL}{lead}:").into(), format!("{BURIAL}{lead};").into()];
    Ok(!texts(sql, query, bindings)?.is_empty() || is_left(sql, lead)?)
}

/// Whether KV may still show somebody under an id that led to them, or an account count them.
pub(super) fn is_left(sql: &SqlStorage, lead: &LeadId) -> Result<bool> {
    let query = "SELECT name AS value FROM tombstone WHERE lead = ? \
                 AND (EXISTS (SELECT 1 FROM projection WHERE projection.lead = name) \
                 OR EXISTS (SELECT 1 FROM withdrawal WHERE withdrawal.lead = name)) LIMIT 1";
    Ok(!texts(sql, query, vec![lead.as_str().into()])?.is_empty())
}

/// Ids that led to somebody and that KV may still show, with when each was to be deleted.
pub(super) fn shown(sql: &SqlStorage, lead: &LeadId) -> Result<Vec<(LeadId, Millis)>> {
    let query = "SELECT projection.lead AS what, due_at AS at FROM projection \
                 JOIN tombstone ON tombstone.name = projection.lead WHERE tombstone.lead = ?";
    let rows: Vec<Due> = sql.exec(query, vec![lead.as_str().into()])?.to_array()?;
    Ok(rows.iter().filter_map(|row| Some((LeadId::parse(&row.what).ok()?, row.at()))).collect())
}

/// Notes that a lead is to be deleted from KV once more.
pub(super) fn put_sweep(sql: &SqlStorage, lead: &LeadId, at: Millis) -> Result<()> {
    note(sql, &format!("{SWEEP}{lead}"), at)
}

/// Leads that are to be deleted from KV once more.
pub(super) fn sweeps(sql: &SqlStorage, now: Millis, limit: i64) -> Result<Vec<LeadId>> {
    let query = "SELECT what AS value FROM due WHERE what >= 'sweep:' AND what < 'sweep;' AND at <= ? LIMIT ?";
    let found = texts(sql, query, vec![now.0.into(), limit.into()])?;
    Ok(found.iter().filter_map(|what| LeadId::parse(what.strip_prefix(SWEEP)?).ok()).collect())
}

/// Tries that again later.
pub(super) fn put_off_sweep(sql: &SqlStorage, lead: &LeadId, at: Millis) -> Result<()> {
    put_off(sql, &format!("{SWEEP}{lead}"), at)
}

/// That was done.
pub(super) fn remove_sweep(sql: &SqlStorage, lead: &LeadId) -> Result<()> {
    sql.exec("DELETE FROM due WHERE what = ?", vec![format!("{SWEEP}{lead}").into()])?;
    Ok(())
}

/// Takes a burial in work: should the telling never end, it is due again then.
pub(super) fn put_off_burial(sql: &SqlStorage, lead: &LeadId, shard: u8, at: Millis) -> Result<()> {
    put_off(sql, &format!("{BURIAL}{lead}:{shard}"), at)
}

/// A shard was told, unless there is more to tell since.
pub(super) fn remove_burial(sql: &SqlStorage, lead: &LeadId, shard: u8, taken: Millis) -> Result<()> {
    forget(sql, &format!("{BURIAL}{lead}:{shard}"), taken)
}

/// Keeps what an account is to be told of a lead that was erased.
pub(super) fn put_withdrawal(sql: &SqlStorage, lead: &LeadId, contribution: &str, at: Millis) -> Result<()> {
    sql.exec(
        "INSERT OR REPLACE INTO withdrawal (lead, contribution) VALUES (?, ?)",
        vec![lead.as_str().into(), contribution.into()],
    )?;
    note(sql, &format!("{WITHDRAWAL}{lead}"), at)
}

/// Withdrawals that are due.
pub(super) fn withdrawals<T: DeserializeOwned>(sql: &SqlStorage, now: Millis, limit: i64) -> Result<Vec<T>> {
    let query = "SELECT contribution AS value FROM withdrawal JOIN due ON what = 'withdrawal:' || lead \
                 WHERE at <= ? LIMIT ?";
    parsed(sql, query, vec![now.0.into(), limit.into()])
}

/// Tries a withdrawal again later.
pub(super) fn put_off_withdrawal(sql: &SqlStorage, lead: &LeadId, at: Millis) -> Result<()> {
    put_off(sql, &format!("{WITHDRAWAL}{lead}"), at)
}

/// An account was told.
pub(super) fn remove_withdrawal(sql: &SqlStorage, lead: &LeadId) -> Result<()> {
    sql.exec("DELETE FROM withdrawal WHERE lead = ?", vec![lead.as_str().into()])?;
    sql.exec("DELETE FROM due WHERE what = ?", vec![format!("{WITHDRAWAL}{lead}").into()])?;
    Ok(())
}

fn note(sql: &SqlStorage, what: &str, at: Millis) -> Result<()> {
    sql.exec(
        "INSERT INTO due (what, at) VALUES (?, ?) ON CONFLICT (what) DO UPDATE SET at = MIN(at, excluded.at)",
        vec![what.into(), at.0.into()],
    )?;
    Ok(())
}

fn put_off(sql: &SqlStorage, what: &str, at: Millis) -> Result<()> {
    sql.exec("UPDATE due SET at = ? WHERE what = ?", vec![at.0.into(), what.into()])?;
    Ok(())
}

fn forget(sql: &SqlStorage, what: &str, taken: Millis) -> Result<()> {
    sql.exec("DELETE FROM due WHERE what = ? AND at = ?", vec![what.into(), taken.0.into()])?;
    Ok(())
}
