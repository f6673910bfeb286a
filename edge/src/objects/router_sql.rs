//! The tables of the `SiteRegistry` that routing needs, and every statement on them. Leads and companies have names in
//! them that say nothing of who they are.

use super::values;
use leadline_domain::{
    assignment::{Assigned, Rota},
    time::Millis,
};
use std::collections::BTreeMap;
use worker::{Result, SqlStorage};

/// Most answers forgotten at once: each is a row written, too.
const AT_ONCE: i64 = 1_000;

/// Creates what is missing.
pub(super) fn prepare(sql: &SqlStorage) -> Result<()> {
    for table in [
        "CREATE TABLE IF NOT EXISTS assignment (name TEXT PRIMARY KEY, at INTEGER NOT NULL, assigned TEXT NOT NULL) WITHOUT ROWID",
        "CREATE TABLE IF NOT EXISTS rota (route TEXT PRIMARY KEY, turns TEXT NOT NULL) WITHOUT ROWID",
        "CREATE TABLE IF NOT EXISTS holder (account TEXT PRIMARY KEY, owner TEXT NOT NULL) WITHOUT ROWID",
    ] {
        sql.exec(table, None)?;
    }
    Ok(())
}

/// What was answered before.
pub(super) fn answer(sql: &SqlStorage, name: &str) -> Result<Option<Assigned>> {
    values::first(sql, "SELECT assigned AS value FROM assignment WHERE name = ?", vec![name.into()])
}

/// Keeps an answer.
pub(super) fn keep_answer(sql: &SqlStorage, name: &str, assigned: &Assigned, at: Millis) -> Result<()> {
    let assigned = serde_json::to_string(assigned)?;
    sql.exec(
        "INSERT OR IGNORE INTO assignment (name, at, assigned) VALUES (?, ?, ?)",
        vec![name.into(), at.0.into(), assigned.into()],
    )?;
    Ok(())
}

/// Forgets old answers, some at a time.
pub(super) fn forget_before(sql: &SqlStorage, at: Millis) -> Result<()> {
    let query = "DELETE FROM assignment WHERE name IN (SELECT name FROM assignment WHERE at < ? LIMIT ?)";
    sql.exec(query, vec![at.0.into(), AT_ONCE.into()])?;
    Ok(())
}

/// How the turns of a route stand.
pub(super) fn rota(sql: &SqlStorage, route: &str) -> Result<Rota> {
    let kept = values::first(sql, "SELECT turns AS value FROM rota WHERE route = ?", vec![route.into()])?;
    Ok(kept.unwrap_or_default())
}

/// Keeps the turns of a route.
pub(super) fn keep_rota(sql: &SqlStorage, route: &str, rota: &Rota) -> Result<()> {
    sql.exec(
        "INSERT INTO rota (route, turns) VALUES (?, ?) ON CONFLICT (route) DO UPDATE SET turns = excluded.turns",
        vec![route.into(), serde_json::to_string(rota)?.into()],
    )?;
    Ok(())
}

/// Who has the leads of a company.
pub(super) fn holder(sql: &SqlStorage, account: &str) -> Result<Option<String>> {
    values::text(sql, "SELECT owner AS value FROM holder WHERE account = ?", vec![account.into()])
}

/// Who has the leads of each of these companies.
pub(super) fn holders(sql: &SqlStorage, accounts: &[String]) -> Result<BTreeMap<String, String>> {
    let held = |account: &String| Ok(holder(sql, account)?.map(|owner| (account.clone(), owner)));
    accounts.iter().filter_map(|account| held(account).transpose()).collect()
}

/// Gives somebody the leads of a company, or takes them from whoever had them.
pub(super) fn hold(sql: &SqlStorage, account: &str, owner: Option<&str>) -> Result<()> {
    match owner {
        Some(owner) => sql.exec(
            "INSERT INTO holder (account, owner) VALUES (?, ?) ON CONFLICT (account) DO UPDATE SET owner = excluded.owner",
            vec![account.into(), owner.into()],
        )?,
        None => sql.exec("DELETE FROM holder WHERE account = ?", vec![account.into()])?,
    };
    Ok(())
}
