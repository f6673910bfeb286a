//! Who an identifier names in this shard: `alias` (an address' key, or an id that was merged away, to a lead's id) and
//! `moving` (leads given away that have not been taken in yet).

use super::{lead_sql, tombstone_sql, values::text};
use leadline_domain::{
    id::LeadId,
    lead::{Lead, Subject},
    time::Millis,
};
use serde::Deserialize;
use worker::{Result, SqlStorage};

/// How many leads of one shard may have become one after the other.
const MAX_HOPS: usize = 8;

/// A lead that was given away.
pub(super) struct Moving {
    /// Its record.
    pub(super) junior: Lead,
    /// Who takes it in.
    pub(super) senior: LeadId,
}

/// Whom an address' key names.
pub(super) fn by_key(sql: &SqlStorage, shard: u8, key: &str) -> Result<Subject> {
    match alias(sql, key)?.and_then(|id| LeadId::parse(&id).ok()) {
        None => erased(sql, key),
        Some(lead) => by_id(sql, shard, lead),
    }
}

/// Whom a name that leads nowhere named.
fn erased(sql: &SqlStorage, name: &str) -> Result<Subject> {
    Ok(tombstone_sql::tombstone(sql, name)?.map_or(Subject::Nobody, Subject::Erased))
}

/// The lead that has somebody by now, as far as this shard knows.
pub(super) fn holder(sql: &SqlStorage, mut lead: LeadId) -> Result<LeadId> {
    for _ in 0..MAX_HOPS {
        match alias(sql, lead.as_str())?.and_then(|id| LeadId::parse(&id).ok()) {
            Some(next) => lead = next,
            None => break,
        }
    }
    Ok(lead)
}

/// Whom a lead's id names: that lead, or the one it was merged into.
pub(super) fn by_id(sql: &SqlStorage, shard: u8, mut lead: LeadId) -> Result<Subject> {
    for _ in 0..MAX_HOPS {
        if let Some(found) = lead_sql::lead(sql, &lead)? {
            return Ok(Subject::Lead(Box::new(named(sql, found)?)));
        }
        match alias(sql, lead.as_str())?.and_then(|id| LeadId::parse(&id).ok()) {
            Some(next) => lead = next,
            None => {
                return Ok(match erased(sql, lead.as_str())? {
                    Subject::Nobody if lead.shard() != shard => Subject::Moved(lead),
                    found => found,
                });
            }
        }
    }
    Ok(Subject::Nobody)
}

/// An earlier release did not write which key names a lead's address.
fn named(sql: &SqlStorage, mut lead: Lead) -> Result<Lead> {
    if lead.profile.addresses.is_unnamed() {
        let query = "SELECT identifier AS value FROM alias WHERE lead = ? AND identifier NOT LIKE 'lead_%' LIMIT 1";
        if let Some(key) = text(sql, query, vec![lead.id.as_str().into()])? {
            lead.profile.addresses.name(&key);
        }
    }
    Ok(lead)
}

fn alias(sql: &SqlStorage, identifier: &str) -> Result<Option<String>> {
    text(sql, "SELECT lead AS value FROM alias WHERE identifier = ?", vec![identifier.into()])
}

/// Keeps that an identifier names a lead.
pub(super) fn put_alias(sql: &SqlStorage, identifier: &str, lead: &LeadId) -> Result<()> {
    sql.exec(
        "INSERT INTO alias (identifier, lead) VALUES (?, ?) ON CONFLICT (identifier) DO UPDATE SET lead = excluded.lead \
         WHERE lead <> excluded.lead",
        vec![identifier.into(), lead.as_str().into()],
    )?;
    Ok(())
}

/// Gives a lead away: its record leaves the leads, and all that named it names the senior from now on.
pub(super) fn give(sql: &SqlStorage, moving: &Moving, now: Millis) -> Result<()> {
    let Moving { junior, senior } = moving;
    let (from, to) = (junior.id.as_str(), senior.as_str());
    sql.exec("DELETE FROM lead WHERE id = ?", vec![from.into()])?;
    sql.exec("UPDATE alias SET lead = ? WHERE lead = ?", vec![to.into(), from.into()])?;
    put_alias(sql, from, senior)?;
    sql.exec(
        "INSERT OR REPLACE INTO moving (lead, senior, record, due_at) VALUES (?, ?, ?, ?)",
        vec![from.into(), to.into(), serde_json::to_string(junior)?.into(), now.0.into()],
    )?;
    Ok(())
}

/// Leads given away that are to be handed over.
pub(super) fn due_moving(sql: &SqlStorage, now: Millis, limit: i64) -> Result<Vec<Moving>> {
    #[derive(Deserialize)]
    struct Row {
        senior: String,
        record: String,
    }
    let query = "SELECT senior, record FROM moving WHERE due_at <= ? ORDER BY due_at LIMIT ?";
    let rows: Vec<Row> = sql.exec(query, vec![now.0.into(), limit.into()])?.to_array()?;
    let read = |row: Row| -> Result<Option<Moving>> {
        let junior = serde_json::from_str(&row.record)?;
        Ok(LeadId::parse(&row.senior).ok().map(|senior| Moving { junior, senior }))
    };
    rows.into_iter().filter_map(|row| read(row).transpose()).collect()
}

/// Tries again later, with whoever takes the lead in by then.
pub(super) fn put_off_moving(sql: &SqlStorage, junior: &LeadId, senior: &LeadId, due_at: Millis) -> Result<()> {
    sql.exec(
        "UPDATE moving SET senior = ?, due_at = ? WHERE lead = ?",
        vec![senior.as_str().into(), due_at.0.into(), junior.as_str().into()],
    )?;
    Ok(())
}

/// Whether a lead that was given away has yet to arrive.
pub(super) fn is_moving(sql: &SqlStorage, junior: &LeadId) -> Result<bool> {
    Ok(text(sql, "SELECT lead AS value FROM moving WHERE lead = ?", vec![junior.as_str().into()])?.is_some())
}

/// Whether a lead with an address was given away and has yet to arrive; its record names its addresses by their keys.
pub(super) fn is_on_its_way(sql: &SqlStorage, key: &str) -> Result<bool> {
    let query = "SELECT lead AS value FROM moving WHERE instr(record, ?) > 0 LIMIT 1";
    Ok(text(sql, query, vec![key.into()])?.is_some())
}

/// Forgets a lead that was taken in.
pub(super) fn remove_moving(sql: &SqlStorage, junior: &LeadId) -> Result<()> {
    sql.exec("DELETE FROM moving WHERE lead = ?", vec![junior.as_str().into()])?;
    Ok(())
}
