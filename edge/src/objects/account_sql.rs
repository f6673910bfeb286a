//! The `AccountShard`'s tables and every statement on them.
//!
//! `contact` has a row for each contact, with what it was told last, and with the organisation's domain until it is none any more; an account nobody depends on costs one row for each
//! contribution. `due` has a row for each account whose contacts are to be told something, now or when one fades.

use super::values::{self, texts};
use crate::clients::{
    account_shard::{Account, Contribute},
    disclosure::{self, Contact},
    registry::Part,
};
use leadline_domain::{account::Contacts, id::LeadId, time::Millis, trail::Cursor};
use serde::Deserialize;
use worker::{Result, SqlStorage, SqlStorageValue};

#[derive(Deserialize)]
struct Row {
    lead: String,
    said: String,
}

/// Creates what is missing.
pub(super) fn prepare(sql: &SqlStorage) -> Result<()> {
    for table in [
        "contact (account TEXT, lead TEXT, said TEXT NOT NULL, told INTEGER NOT NULL DEFAULT 0, domain TEXT, \
         PRIMARY KEY (account, lead))",
        "due (account TEXT PRIMARY KEY, place TEXT NOT NULL, at INTEGER NOT NULL)",
    ] {
        sql.exec(&format!("CREATE TABLE IF NOT EXISTS {table} WITHOUT ROWID"), None)?;
    }
    super::upgrade_sql::contacts(sql)?;
    super::schema_sql::stamp(sql)
}

/// All contacts of an account.
pub(super) fn contacts(sql: &SqlStorage, account: &str) -> Result<Contacts> {
    let rows: Vec<Row> =
        sql.exec("SELECT lead, said FROM contact WHERE account = ?", vec![account.into()])?.to_array()?;
    let mut contacts = Contacts::default();
    for Row { lead, said } in rows {
        if let Ok(lead) = LeadId::parse(&lead) {
            contacts.0.insert(lead, serde_json::from_str(&said)?);
        }
    }
    Ok(contacts)
}

/// What there is of one person's leads.
pub(super) fn contacts_of(sql: &SqlStorage, asked: &disclosure::Contacts) -> Result<Vec<Contact>> {
    #[derive(Deserialize)]
    struct Row {
        lead: LeadId,
        said: String,
        told: u32,
    }
    let query = "SELECT lead, said, told FROM contact WHERE account = ? AND lead IN (SELECT value FROM json_each(?))";
    let bindings = vec![asked.account.key.as_str().into(), serde_json::to_string(&asked.leads)?.into()];
    let rows: Vec<Row> = sql.exec(query, bindings)?.to_array()?;
    let read = |Row { lead, said, told }| Ok(Contact { lead, said: serde_json::from_str(&said)?, told });
    rows.into_iter().map(read).collect()
}

/// Accounts that have contacts, those first that were heard of last: their keys, with the domain as far as it is known.
///
/// No index serves this order, as none does that of leads (see `lead_sql`): a page reads all contacts of the shard.
pub(super) fn accounts(sql: &SqlStorage, part: &Part) -> Result<Vec<(String, Option<String>)>> {
    #[derive(Deserialize)]
    struct Row {
        account: String,
        domain: Option<String>,
    }
    let (condition, mut bindings): (_, Vec<SqlStorageValue>) = match &part.behind {
        None => ("", Vec::new()),
        Some(Cursor { at, id }) => {
            ("HAVING (active_on, account) < (?, ?) ", vec![i64::from(at.day().0).into(), id.as_str().into()])
        }
    };
    bindings.push(i64::from(part.limit).into());
    let query = format!(
        "SELECT account, MAX(json_extract(said, '$.active_on')) AS active_on, MAX(domain) AS domain FROM contact \
         WHERE json_extract(said, '$.gone') IS NOT 1 GROUP BY account {condition}\
         ORDER BY active_on DESC, account DESC LIMIT ?"
    );
    let rows: Vec<Row> = sql.exec(&query, bindings)?.to_array()?;
    Ok(rows.into_iter().map(|Row { account, domain }| (account, domain)).collect())
}

/// Keeps what a contact contributes.
pub(super) fn put(sql: &SqlStorage, contribute: &Contribute) -> Result<()> {
    let Contribute { account, lead, said, domain, .. } = contribute;
    sql.exec(
        "INSERT INTO contact (account, lead, said, domain) VALUES (?, ?, ?, ?) \
         ON CONFLICT (account, lead) DO UPDATE SET said = excluded.said, domain = excluded.domain",
        vec![
            account.key.as_str().into(),
            lead.as_str().into(),
            serde_json::to_string(said)?.into(),
            domain.as_deref().into(),
        ],
    )?;
    Ok(())
}

/// Contacts that were told something else last.
pub(super) fn untold(sql: &SqlStorage, account: &str, told: u32, limit: i64) -> Result<Vec<LeadId>> {
    let query = "SELECT lead AS value FROM contact WHERE account = ? AND told <> ? LIMIT ?";
    let leads = texts(sql, query, vec![account.into(), i64::from(told).into(), limit.into()])?;
    Ok(leads.iter().filter_map(|lead| LeadId::parse(lead).ok()).collect())
}

/// Notes what a contact was told.
pub(super) fn note_told(sql: &SqlStorage, account: &str, lead: &LeadId, told: u32) -> Result<()> {
    sql.exec(
        "UPDATE contact SET told = ? WHERE account = ? AND lead = ?",
        vec![i64::from(told).into(), account.into(), lead.as_str().into()],
    )?;
    Ok(())
}

/// Has an account looked at again, at the latest then.
pub(super) fn put_due(sql: &SqlStorage, account: &Account, at: Millis) -> Result<()> {
    sql.exec(
        "INSERT INTO due (account, place, at) VALUES (?, ?, ?) \
         ON CONFLICT (account) DO UPDATE SET at = excluded.at WHERE excluded.at < at",
        vec![account.key.as_str().into(), serde_json::to_string(account)?.into(), at.0.into()],
    )?;
    Ok(())
}

/// Accounts to look at.
pub(super) fn due(sql: &SqlStorage, now: Millis, limit: i64) -> Result<Vec<Account>> {
    let query = "SELECT place AS value FROM due WHERE at <= ? ORDER BY at LIMIT ?";
    values::parsed(sql, query, vec![now.0.into(), limit.into()])
}

/// Has an account looked at again then, or not by itself.
pub(super) fn put_off(sql: &SqlStorage, account: &str, at: Option<Millis>) -> Result<()> {
    match at {
        Some(at) => sql.exec("UPDATE due SET at = ? WHERE account = ?", vec![at.0.into(), account.into()])?,
        None => sql.exec("DELETE FROM due WHERE account = ?", vec![account.into()])?,
    };
    Ok(())
}

/// When an account has to be looked at next.
pub(super) fn next_due(sql: &SqlStorage) -> Result<Option<Millis>> {
    values::moment(sql, "SELECT MIN(at) AS value FROM due")
}
