//! The `LeadShard`'s part in keeping nobody for longer than the site wants to.
//!
//! Once a day it goes through its leads by id, some in a turn, and erases those that are over as if somebody had asked for it.
//! How far it is stands beside when it goes on, so it goes on there after a restart. No row is kept for each lead: that would cost
//! more than reading all of them does.

use super::{burying::Ground, rescore_sql, retain_sql as sql};
use crate::{
    clients::erasure::{Erase, Who},
    clock,
};
use leadline_domain::{
    lead::tombstone::Names,
    site::Retention,
    time::{DAY, Millis},
};
use worker::{Result, SqlStorage};

/// Leads looked at in a turn.
const LEADS_A_TURN: i64 = 200;

/// Leads erased in a turn: each writes a tombstone under each of its names, and tells others.
const ERASED_A_TURN: usize = 20;

/// Sees that the leads are gone through, if the site erases anybody by itself. What is new to the shard waits for a day: whoever
/// has mistyped a number is to have the time to see it. Asked again, it changes nothing.
pub(super) fn note(store: &SqlStorage, retention: &Retention, now: Millis) -> Result<()> {
    if !retention.erases() {
        return Ok(());
    }
    let said = serde_json::to_string(&(retention.leads_days, retention.tests_days, &retention.keep))?;
    if sql::said(store)?.as_ref() != Some(&said) || sql::noted(store)?.is_none() {
        sql::note_said(store, &said)?;
        sql::go_on(store, None, now.plus(DAY))?;
    }
    Ok(())
}

/// Whether the time has come for a turn.
pub(super) fn is_due(store: &SqlStorage, now: Millis) -> Result<bool> {
    Ok(sql::noted(store)?.is_some_and(|(_, at)| at <= now))
}

/// One turn, inside a transaction.
pub(super) fn turn(ground: &Ground) -> Result<()> {
    let (store, retention, now) = (&ground.sql, &ground.published.site.retention, clock::now());
    let Some((cursor, _)) = sql::noted(store)?.filter(|(_, at)| *at <= now) else { return Ok(()) };
    if !retention.erases() {
        return sql::forget(store);
    }
    let leads = rescore_sql::leads_behind(store, cursor.as_ref(), LEADS_A_TURN)?;
    let (mut last, mut erased) = (None, 0);
    let is_whole = i64::try_from(leads.len()).is_ok_and(|many| many == LEADS_A_TURN);
    let mut has_more = is_whole;
    for lead in leads {
        if erased == ERASED_A_TURN {
            has_more = true;
            break;
        }
        last = Some(lead.id.clone());
        if lead.is_over(retention, now) {
            let (shard, who) = (ground.shard.clone(), Who::Lead(lead.id));
            ground.erase(Erase { shard, who, trail: Names::default() })?;
            erased += 1;
        }
    }
    if has_more { sql::go_on(store, last.as_ref(), now) } else { sql::go_on(store, None, now.plus(DAY)) }
}
