//! Tables of an earlier release, made into those of this one. Each step is looked for and may be the first one missing, so an
//! instance that dies between two of them leaves nothing that the next one can't go on with.

use serde::Deserialize;
use worker::{Result, SqlStorage};

#[derive(Deserialize)]
struct Made {
    sql: String,
}

/// The outbox of schema 1 counted failures of a row as a whole, and had no due time for a row that was given up. This release
/// knows more: it tries those once more, and what fails again becomes a dead letter that can be listed.
pub(super) fn outbox(sql: &SqlStorage) -> Result<()> {
    let known = |word: &str| is_known(sql, "outbox", word);
    if !known("failures INTEGER")? {
        return Ok(());
    }
    for (column, statement) in [
        ("ledger TEXT", "ALTER TABLE outbox ADD COLUMN ledger TEXT"),
        ("dead_at INTEGER", "ALTER TABLE outbox ADD COLUMN dead_at INTEGER"),
    ] {
        if !known(column)? {
            sql.exec(statement, None)?;
        }
    }
    sql.exec("UPDATE outbox SET due_at = 0 WHERE due_at IS NULL", None)?;
    // Last: as long as it is there, all of this is done again.
    sql.exec("ALTER TABLE outbox DROP COLUMN failures", None)?;
    Ok(())
}

/// Versions of an earlier release do not say on whose behalf they were published.
pub(super) fn versions(sql: &SqlStorage) -> Result<()> {
    if !is_known(sql, "version", "publisher TEXT")? {
        sql.exec("ALTER TABLE version ADD COLUMN publisher TEXT", None)?;
    }
    Ok(())
}

/// Contacts of an earlier release do not say of which domain they are. They do when they are heard of again.
pub(super) fn contacts(sql: &SqlStorage) -> Result<()> {
    if !is_known(sql, "contact", "domain TEXT")? {
        sql.exec("ALTER TABLE contact ADD COLUMN domain TEXT", None)?;
    }
    Ok(())
}

/// Forms that were begun did not say when they came in, nor apart from the rest what was sent.
pub(super) fn pending(sql: &SqlStorage) -> Result<()> {
    for column in ["came_at INTEGER", "is_done INTEGER"] {
        if !is_known(sql, "pending", column)? {
            sql.exec(&format!("ALTER TABLE pending ADD COLUMN {column} NOT NULL DEFAULT 0"), None)?;
        }
    }
    Ok(())
}

/// Submissions that are held did not say what they weigh.
pub(super) fn quarantine(sql: &SqlStorage) -> Result<()> {
    if !is_known(sql, "quarantine", "weight INTEGER")? {
        sql.exec("ALTER TABLE quarantine ADD COLUMN weight INTEGER NOT NULL DEFAULT 0", None)?;
    }
    Ok(())
}

/// Whether a table was made, or changed since, with these words.
fn is_known(sql: &SqlStorage, table: &str, words: &str) -> Result<bool> {
    let query = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?";
    let made: Vec<Made> = sql.exec(query, vec![table.into()])?.to_array()?;
    Ok(made.iter().any(|made| made.sql.contains(words)))
}
