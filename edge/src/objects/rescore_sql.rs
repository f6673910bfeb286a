//! What the `LeadShard` keeps about scoring its leads again: how far it is, the version in force it was told of, and when
//! the next turn is due.

use super::values;
use crate::sites::Pointer;
use leadline_domain::{
    id::LeadId,
    lead::{Lead, Rescoring},
    time::Millis,
};
use serde::{Serialize, de::DeserializeOwned};
use worker::{Result, SqlStorage};

/// The row of `due` that stands for the next turn.
const TURN: &str = "rescore";

/// How far scoring is.
pub(super) fn rescoring(sql: &SqlStorage) -> Result<Option<Rescoring>> {
    noted(sql, "rescoring")
}

/// Notes how far scoring is, and when to go on.
pub(super) fn note_rescoring(sql: &SqlStorage, rescoring: &Rescoring, now: Millis) -> Result<()> {
    note(sql, "rescoring", rescoring)?;
    if rescoring.is_under_way() {
        sql.exec(
            "INSERT INTO due (what, at) VALUES (?, ?) ON CONFLICT (what) DO UPDATE SET at = excluded.at",
            vec![TURN.into(), now.0.into()],
        )?;
    } else {
        sql.exec("DELETE FROM due WHERE what = ?", vec![TURN.into()])?;
    }
    Ok(())
}

/// The version in force, as this shard was told last.
pub(super) fn told(sql: &SqlStorage) -> Result<Option<Pointer>> {
    noted(sql, "in-force")
}

/// Remembers which version is in force.
pub(super) fn note_told(sql: &SqlStorage, pointer: &Pointer) -> Result<()> {
    note(sql, "in-force", pointer)
}

/// How many leads there are.
pub(super) fn count(sql: &SqlStorage) -> Result<u32> {
    values::count(sql, "SELECT COUNT(*) AS value FROM lead", Vec::new())
}

/// The next leads behind the cursor, by id.
pub(super) fn leads_behind(sql: &SqlStorage, cursor: Option<&LeadId>, limit: i64) -> Result<Vec<Lead>> {
    let cursor = cursor.map_or("", LeadId::as_str);
    let query = "SELECT record AS value FROM lead WHERE id > ? ORDER BY id LIMIT ?";
    values::parsed(sql, query, vec![cursor.into(), limit.into()])
}

fn noted<T: DeserializeOwned>(sql: &SqlStorage, name: &str) -> Result<Option<T>> {
    values::first(sql, "SELECT value FROM meta WHERE name = ?", vec![name.into()])
}

fn note(sql: &SqlStorage, name: &str, value: &impl Serialize) -> Result<()> {
    sql.exec(
        "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        vec![name.into(), serde_json::to_string(value)?.into()],
    )?;
    Ok(())
}
