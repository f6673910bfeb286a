//! Tokens in the `SiteRegistry`, and every statement on them: a row each, with hashes where secrets would be.

use super::values;
use leadline_domain::{access::Token, id::TokenId};
use worker::{Result, SqlStorage};

/// Creates what is missing.
pub(super) fn prepare(sql: &SqlStorage) -> Result<()> {
    sql.exec("CREATE TABLE IF NOT EXISTS token (id TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID", None)?;
    Ok(())
}

/// All of them.
pub(super) fn all(sql: &SqlStorage) -> Result<Vec<Token>> {
    values::parsed(sql, "SELECT record AS value FROM token", Vec::new())
}

/// One of them.
pub(super) fn find(sql: &SqlStorage, id: &TokenId) -> Result<Option<Token>> {
    values::first(sql, "SELECT record AS value FROM token WHERE id = ?", vec![id.as_str().into()])
}

/// Keeps one as it is now.
pub(super) fn put(sql: &SqlStorage, token: &Token) -> Result<()> {
    sql.exec(
        "INSERT INTO token (id, record) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET record = excluded.record",
        vec![token.id.as_str().into(), serde_json::to_string(token)?.into()],
    )?;
    Ok(())
}

/// Forgets one.
pub(super) fn remove(sql: &SqlStorage, id: &TokenId) -> Result<()> {
    sql.exec("DELETE FROM token WHERE id = ?", vec![id.as_str().into()])?;
    Ok(())
}
