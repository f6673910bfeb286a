//! The `LeadShard`'s part in forms that were begun: they are kept until they are sent, and others are told of those that were left.
//!
//! Whoever types one address and then sends another leaves a mark in the shard that their browser's name leads to (see
//! [`typists`](leadline_domain::lead::typists)). The shard of the first address asks there before it tells others, and tells
//! nobody before it was answered. So sending costs no search for what else was typed, and it makes no difference which of the
//! two arrived first.

use super::{errand_sql::Errand, lead_sql, outbox, outbox_sql, pending_sql, tombstone_sql};
use crate::{
    clients::holding::{self, Begin, Sent, Typed},
    clock, entropy,
};
use futures_util::future::join_all;
use leadline_domain::{
    id::OutboxId,
    lead::{Heard, Passed, Pending, Shard, Submission, forgetting},
    secret::LeadKey,
    site::Site,
    time::Millis,
};
use std::collections::{BTreeSet, HashMap};
use worker::{Env, Result, SqlStorage};

/// Forms looked at in one turn of the alarm; each may ask two other shards.
const TURN: i64 = 20;
/// What was heard of typists and forms, as far as somebody answered.
pub(super) type Asked = HashMap<(String, String), Heard>;

/// Keeps what somebody began. Runs inside a transaction.
pub(super) fn begin(sql: &SqlStorage, Begin { shard, beginning }: Begin) -> Result<()> {
    let (key, form) = (beginning.key.clone(), beginning.form.clone());
    let known = pending_sql::pending(sql, &key, &form)?;
    let erased_at = tombstone_sql::tombstone(sql, &key)?.map(|stone| stone.erased_at);
    match Pending::begin(known.as_ref(), beginning, erased_at, clock::now()) {
        Some(pending) => {
            lead_sql::note_self(sql, &shard)?;
            pending_sql::put(sql, &key, &form, &pending)
        }
        None => Ok(()),
    }
}

/// What somebody began is over: it was sent, and who has not heard yet that it was left is not told any more. A mark of that costs
/// a row, so only forms that keep something have it.
pub(super) fn end(sql: &SqlStorage, site: &Site, Submission { key, form, .. }: &Submission) -> Result<()> {
    let keeps = site.forms.get(form).is_some_and(|form| form.partial.is_some());
    let known = pending_sql::pending(sql, key, form)?;
    if !keeps && known.is_none() {
        return Ok(());
    }
    let told_by = match &known {
        Some(known) => heard(sql, known)?,
        None => None,
    };
    pending_sql::put(sql, key, form, &Pending::sent(told_by, clock::now()))
}

/// Takes back what others were to be told of it; answers the row by which somebody may have heard of it all the same.
fn heard(sql: &SqlStorage, pending: &Pending) -> Result<Option<OutboxId>> {
    let Some(row) = pending.row() else { return Ok(None) };
    Ok(outbox::take_back(sql, row)?.then(|| row.clone()))
}

/// Notes that a typist sent a form. Runs inside a transaction.
pub(super) fn note_sent(sql: &SqlStorage, Sent { typed, at }: &Sent) -> Result<()> {
    let Typed { shard, typist, form } = typed;
    lead_sql::note_self(sql, shard)?;
    let at = at.unwrap_or_else(clock::now);
    let at = pending_sql::sent_at(sql, typist, form)?.map_or(at, |before| before.max(at));
    pending_sql::put(sql, typist, form, &Pending::sent(None, at))
}

/// Removes what somebody began and what waits to be told of it, and tells who has heard of it to forget it, not before
/// `silence_until`; says how much that was. Runs inside a transaction.
pub(super) fn forget(sql: &SqlStorage, site: &Site, key: &str, silence_until: Millis) -> Result<u32> {
    let found = pending_sql::remove_of(sql, key)?;
    for pending in &found {
        if let Some(told_by) = heard(sql, pending)? {
            outbox::put(sql, site, &forgetting(&site.id, &told_by, clock::now()), silence_until)?;
        }
    }
    Ok(u32::try_from(found.len()).unwrap_or(u32::MAX).saturating_add(outbox_sql::remove_of_key(sql, key)?))
}

/// Asks those who may have sent what others are to be told of. Who can't be asked is not in the answer.
pub(super) async fn ask(env: &Env, sql: &SqlStorage, site: &Site, shard: &Shard) -> Result<Asked> {
    let mut typed = BTreeSet::new();
    for due in pending_sql::due(sql, clock::now(), TURN)? {
        let pending = due.pending();
        let typists = pending.iter().flat_map(Pending::asks);
        typed.extend(typists.map(|typist| (typist.clone(), due.form.clone())));
    }
    let asked = typed.into_iter().map(|(typist, form)| async move {
        let number = LeadKey::parse(&typist)?.shard(site.shards);
        let sent_at = if number == shard.number {
            pending_sql::sent_at(sql, &typist, &form).ok()?
        } else {
            let shard = Shard { number, ..shard.clone() };
            holding::sent_at(env, &Typed { shard, typist: typist.clone(), form: form.clone() }).await.ok()?
        };
        Some(((typist, form), sent_at.map_or(Heard::Unsent, Heard::Sent)))
    });
    Ok(join_all(asked).await.into_iter().flatten().collect())
}

/// One turn of the alarm, inside a transaction.
pub(super) fn turn(sql: &SqlStorage, site: &Site, asked: &Asked) -> Result<()> {
    let now = clock::now();
    if Errand::Crowd.is_due(sql, now)? {
        pending_sql::thin_out(sql, now)?;
    }
    if !Errand::Pending.is_due(sql, now)? {
        return Ok(());
    }
    pending_sql::expire_marks(sql, now)?;
    for due in pending_sql::due(sql, now, TURN)? {
        let Some(pending) = due.pending() else {
            pending_sql::remove(sql, &due.key, &due.form)?;
            continue;
        };
        let key = |typist: &str| (typist.to_owned(), due.form.clone());
        let heard = |typist: &str| asked.get(&key(typist)).copied().unwrap_or(Heard::Nothing);
        match pending.verdict(&site.id, heard, &entropy::draw(), now) {
            Passed::Told(pending, row) => {
                outbox::put(sql, site, &row, now)?;
                pending_sql::put(sql, &due.key, &due.form, &pending)?;
            }
            Passed::Later(at) => pending_sql::put_off(sql, &due.key, &due.form, at)?,
            // An earlier release noted another time for it.
            Passed::Stays => pending_sql::put_off(sql, &due.key, &due.form, pending.next_at())?,
            Passed::Over => pending_sql::remove(sql, &due.key, &due.form)?,
        }
    }
    pending_sql::note_next(sql)
}
