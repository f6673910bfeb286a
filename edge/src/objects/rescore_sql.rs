//! What the `LeadShard` keeps about scoring its leads again: how far it is, the version in force it was told of, and when
//! the next turn is due.

use crate::sites::Pointer;
use leadline_domain::{
    id::LeadId,
    lead::{Lead, Rescoring},
    time::Millis,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use worker::{Result, SqlStorage};

/// The row of `due` that stands for the next turn.
const TURN: &str = "rescore";

#[derive(Deserialize)]
struct Row {
    value: String,
}

#[derive(Deserialize)]
struct Count {
    count: f64,
}

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
    let rows: Vec<Count> = sql.exec("SELECT COUNT(*) AS count FROM lead", None)?.to_array()?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a shard holds fewer than 2^32 leads")]
    Ok(rows.first().map_or(0, |row| row.count as u32))
}

/// The next leads behind the cursor, by id.
pub(super) fn leads_behind(sql: &SqlStorage, cursor: Option<&LeadId>, limit: i64) -> Result<Vec<Lead>> {
    let cursor = cursor.map_or("", LeadId::as_str);
    let query = "SELECT record AS value FROM lead WHERE id > ? ORDER BY id LIMIT ?";
    let rows: Vec<Row> = sql.exec(query, vec![cursor.into(), limit.into()])?.to_array()?;
    rows.iter().map(|row| Ok(serde_json::from_str(&row.value)?)).collect()
}

fn noted<T: DeserializeOwned>(sql: &SqlStorage, name: &str) -> Result<Option<T>> {
    let rows: Vec<Row> = sql.exec("SELECT value FROM meta WHERE name = ?", vec![name.into()])?.to_array()?;
    rows.first().map(|row| Ok(serde_json::from_str(&row.value)?)).transpose()
}

fn note(sql: &SqlStorage, name: &str, value: &impl Serialize) -> Result<()> {
    sql.exec(
        "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        vec![name.into(), serde_json::to_string(value)?.into()],
    )?;
    Ok(())
}
