//! The `LeadShard`'s part in what is no lead yet: submissions that are held back, forms that were begun, and what was seen of
//! who sends them.
//!
//! A submission is held under its id, or taken, whichever came first: what comes again under the id meets the same end. What is
//! released goes to the lead as any submission does, and is held no more only then, so that it makes no difference where
//! that was killed.

use super::{body, errand_sql::Errand, lead_sql, outbox, pending_sql, quarantine_sql, sighting_sql, tombstone_sql};
use crate::{
    clients::holding::{Begin, Found, Hold, Holding, Sight},
    clock, entropy,
    sites::Published,
};
use leadline_domain::{
    form::spam::Sightings,
    id::SubmissionId,
    lead::{Command, Held, Passed, Pending, Shard, Submission, tombstone::Names},
    secret::LeadKey,
    site::Site,
    time::Millis,
};
use serde_json::Value;
use std::{cell::RefCell, collections::HashMap};
use worker::{Request, Result, SqlStorage};

/// Forms that were begun looked at in one turn of the alarm.
const TURN: i64 = 20;
/// Most visitors and networks an instance remembers; then it begins anew.
const MOST_SEEN: usize = 10_000;

/// What an instance remembers of visitors and networks. It is never written: whoever sends many forms keeps it awake.
pub(super) type Lately = RefCell<HashMap<String, Sightings>>;

/// Obeys the commands that are about this alone; nothing if it is none of them.
pub(super) async fn obey(
    sql: &SqlStorage,
    lately: &Lately,
    command: &str,
    request: &mut Request,
) -> Result<Option<Value>> {
    Ok(Some(match command {
        "sight" => super::answer(sight(sql, lately, &body(request).await?)?)?,
        "held" => super::answer(quarantine_sql::page(sql, &body(request).await?)?)?,
        "find-held" => super::answer(find(sql, &body(request).await?)?)?,
        "drop-held" => super::answer(quarantine_sql::remove(sql, &body(request).await?)?)?,
        "forget" => super::answer(forget(sql, &body::<String>(request).await?)?)?,
        _ => return Ok(None),
    }))
}

/// Notes what was seen, and says how many there are of it.
fn sight(sql: &SqlStorage, lately: &Lately, Sight { shard, name, what, counted, most }: &Sight) -> Result<u32> {
    let now = clock::now();
    if counted.is_written() {
        let before = sighting_sql::seen(sql, name)?;
        let mut seen = before.clone();
        let many = seen.note(what, *counted, *most, now);
        if seen != before {
            // The alarm needs to know where it rings.
            lead_sql::note_self(sql, shard)?;
            sighting_sql::put(sql, name, &seen, *counted, now)?;
        }
        return Ok(many);
    }
    let mut lately = lately.borrow_mut();
    if lately.len() >= MOST_SEEN && !lately.contains_key(name) {
        lately.retain(|_, seen| seen.until(*counted) > now);
        if lately.len() >= MOST_SEEN {
            lately.clear();
        }
    }
    Ok(lately.entry(name.clone()).or_default().note(what, *counted, *most, now))
}

/// Holds a submission back, unless it was taken before. Runs inside a transaction.
pub(super) fn hold(sql: &SqlStorage, site: &Site, Hold { shard, held }: Hold) -> Result<Holding> {
    let submission = &held.submission;
    let taken = lead_sql::submission(sql, &submission.id)?;
    let was_erased = tombstone_sql::tombstone(sql, &Names::submission(&submission.id))?.is_some();
    if was_erased || taken.is_some_and(|taken| taken.answers_hash == submission.answers_hash) {
        return Ok(Holding::Taken);
    }
    lead_sql::note_self(sql, &shard)?;
    end(sql, site, submission)?;
    let held = match quarantine_sql::held(sql, &submission.id)? {
        Some(before) => before.sent_again(held),
        None => held,
    };
    quarantine_sql::put(sql, &held)?;
    Ok(Holding::Held)
}

/// What is to be done before a command is decided about: a form that is sent was not abandoned. Says whether the submission is
/// held back. Runs inside a transaction.
pub(super) fn is_held(sql: &SqlStorage, site: &Site, command: &Command) -> Result<bool> {
    let Command::Submit(submission) = command else { return Ok(false) };
    if submission.holder.is_some() || submission.at.is_some() {
        return Ok(false);
    }
    end(sql, site, submission)?;
    let Some(before) = quarantine_sql::held(sql, &submission.id)? else { return Ok(false) };
    let again = Held { submission: submission.clone(), reasons: Vec::new(), at: before.at };
    if before.submission != *submission {
        quarantine_sql::put(sql, &before.sent_again(again))?;
    }
    Ok(true)
}

/// What somebody began is over: it was sent. A mark of that costs a row, so only forms that keep something have it.
fn end(sql: &SqlStorage, site: &Site, Submission { key, form, .. }: &Submission) -> Result<()> {
    let keeps = site.forms.get(form).is_some_and(|form| form.partial.is_some());
    if keeps || pending_sql::pending(sql, key, form)?.is_some() {
        pending_sql::put(sql, key, form, &Pending::Done(clock::now()))?;
    }
    Ok(())
}

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

/// Where a submission is.
fn find(sql: &SqlStorage, id: &SubmissionId) -> Result<Found> {
    if let Some(held) = quarantine_sql::held(sql, id)? {
        return Ok(Found::Held(Box::new(held)));
    }
    let taken = lead_sql::submission(sql, id)?.filter(|taken| !taken.answers_hash.is_empty());
    Ok(taken.map_or(Found::Nowhere, |taken| Found::Taken(taken.lead)))
}

/// Removes all that is here of an address and no lead's; says how much that was.
fn forget(sql: &SqlStorage, key: &str) -> Result<u32> {
    let held = quarantine_sql::remove_of(sql, key)?.len();
    Ok(u32::try_from(held).unwrap_or(u32::MAX).saturating_add(pending_sql::remove_of(sql, key)?))
}

/// Removes what is here under names of somebody who is erased, and adds the names of what was held.
pub(super) fn bury(sql: &SqlStorage, names: &mut Names) -> Result<()> {
    let keys: Vec<String> = names.iter().filter(|name| LeadKey::parse(name).is_some()).map(ToOwned::to_owned).collect();
    for key in keys {
        names.extend(quarantine_sql::remove_of(sql, &key)?.iter().map(Names::submission));
        pending_sql::remove_of(sql, &key)?;
    }
    Ok(())
}

/// Whether the time has come for anything of this.
pub(super) fn is_due(sql: &SqlStorage, now: Millis) -> Result<bool> {
    let errands = [Errand::Quarantine, Errand::Pending, Errand::Sighting];
    errands.into_iter().try_fold(false, |due, errand| Ok(due || errand.is_due(sql, now)?))
}

/// One turn of the alarm, inside a transaction.
pub(super) fn turn(sql: &SqlStorage, published: &Published, shard: &Shard) -> Result<()> {
    let now = clock::now();
    if Errand::Quarantine.is_due(sql, now)? {
        quarantine_sql::expire(sql, now)?;
    }
    if Errand::Sighting.is_due(sql, now)? {
        sighting_sql::expire(sql, now)?;
    }
    if !Errand::Pending.is_due(sql, now)? {
        return Ok(());
    }
    for due in pending_sql::due(sql, now, TURN)? {
        match due.pending().map(|pending| pending.pass(&shard.site, &entropy::draw(), now)) {
            Some(Passed::Told(pending, row)) => {
                outbox::put(sql, &published.site, &row, now)?;
                pending_sql::put(sql, &due.key, &due.form, &pending)?;
            }
            Some(Passed::Stays) => {}
            Some(Passed::Over) | None => pending_sql::remove(sql, &due.key, &due.form)?,
        }
    }
    pending_sql::note_next(sql)
}
