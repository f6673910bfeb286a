//! The `LeadShard`'s part in what is no lead yet: submissions that are held back, and what was seen of who sends them. Forms that
//! were begun are `begun`'s.
//!
//! A submission is held under its id, or taken, whichever came first: what comes again under the id meets the same end. What is
//! released goes to the lead as any submission does, and is held no more only then, so that it makes no difference where
//! that was killed.

use super::{
    atomic::atomically, begun, body, errand_sql::Errand, handing, lead_sql, pending_sql, quarantine_sql, sighting_sql,
    tombstone_sql,
};
use crate::{
    clients::holding::{Begin, Forget, Found, Hold, Holding, Sent, Sight, Typed},
    clock, config,
};
use leadline_domain::{
    form::spam::Sightings,
    id::SubmissionId,
    lead::{Command, Held, Shard, tombstone::Names},
    secret::LeadKey,
    site::Site,
    time::Millis,
};
use serde_json::Value;
use std::{cell::RefCell, collections::HashMap};
use worker::{Env, Request, Result, SqlStorage, Storage};

/// Most visitors and networks an instance remembers; then it begins anew.
const MOST_SEEN: usize = 10_000;

/// What an instance remembers of visitors and networks. It is never written: whoever sends many forms keeps it awake.
pub(super) type Lately = RefCell<HashMap<String, Sightings>>;

/// What these commands need of the object.
pub(super) struct Place<'a> {
    /// Its environment.
    pub(super) env: &'a Env,
    /// Where it keeps what it has.
    pub(super) storage: Storage,
    /// What it remembers of visitors and networks.
    pub(super) lately: &'a Lately,
}

impl Place<'_> {
    /// Obeys the commands that are about this alone; nothing if it is none of them.
    pub(super) async fn obey(&self, command: &str, request: &mut Request) -> Result<Option<Value>> {
        let sql = &self.storage.sql();
        Ok(Some(match command {
            "sight" => super::answer(sight(sql, self.lately, &body(request).await?)?)?,
            "hold" => super::answer(self.hold(body(request).await?).await?)?,
            "held" => super::answer(quarantine_sql::page(sql, &body(request).await?)?)?,
            "find-held" => super::answer(find(sql, &body(request).await?)?)?,
            "drop-held" => super::answer(quarantine_sql::remove(sql, &body(request).await?)?)?,
            "begin" => super::answer(self.begin(body(request).await?)?)?,
            "sent" => super::answer(self.sent(body(request).await?)?)?,
            "sent-at" => super::answer(sent_at(sql, &body(request).await?)?)?,
            "forget" => super::answer(self.forget(body(request).await?).await?)?,
            _ => return Ok(None),
        }))
    }

    async fn hold(&self, hold: Hold) -> Result<Holding> {
        let sql = self.storage.sql();
        let published = handing::in_force(self.env, &sql, &hold.shard.site).await?;
        atomically(&self.storage, move || hold_back(&sql, &published.site, hold))
    }

    fn begin(&self, begin: Begin) -> Result<()> {
        let sql = self.storage.sql();
        atomically(&self.storage, move || begun::begin(&sql, begin))
    }

    fn sent(&self, sent: Sent) -> Result<()> {
        let sql = self.storage.sql();
        atomically(&self.storage, move || begun::note_sent(&sql, &sent))
    }

    /// Removes all that is here of an address and no lead's; says how much that was.
    async fn forget(&self, Forget { shard, key }: Forget) -> Result<u32> {
        let sql = self.storage.sql();
        let published = handing::in_force(self.env, &sql, &shard.site).await?;
        let silence_until = clock::now().plus(config::outbox_resend(self.env));
        atomically(&self.storage, move || {
            lead_sql::note_self(&sql, &shard)?;
            let held = quarantine_sql::remove_of(&sql, &key)?.len();
            let begun = begun::forget(&sql, &published.site, &key, silence_until)?;
            Ok(u32::try_from(held).unwrap_or(u32::MAX).saturating_add(begun))
        })
    }
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
fn hold_back(sql: &SqlStorage, site: &Site, Hold { shard, held }: Hold) -> Result<Holding> {
    let submission = &held.submission;
    let taken = lead_sql::submission(sql, &submission.id)?;
    let was_erased = tombstone_sql::tombstone(sql, &Names::submission(&submission.id))?.is_some();
    if was_erased || taken.is_some_and(|taken| taken.answers_hash == submission.answers_hash) {
        return Ok(Holding::Taken);
    }
    lead_sql::note_self(sql, &shard)?;
    begun::end(sql, site, submission)?;
    let held = match quarantine_sql::held(sql, &submission.id)? {
        Some(before) => before.sent_again(held),
        None => held,
    };
    Ok(Holding::Held { dropped: quarantine_sql::put(sql, &held)? })
}

/// What is to be done before a command is decided about: a form that is sent was not abandoned. Says whether the submission is
/// held back. Runs inside a transaction.
pub(super) fn is_held(sql: &SqlStorage, site: &Site, command: &Command) -> Result<bool> {
    let Command::Submit(submission) = command else { return Ok(false) };
    if submission.holder.is_some() || submission.at.is_some() {
        return Ok(false);
    }
    begun::end(sql, site, submission)?;
    let Some(before) = quarantine_sql::held(sql, &submission.id)? else { return Ok(false) };
    let again = Held { submission: submission.clone(), reasons: Vec::new(), at: clock::now() };
    let held = before.clone().sent_again(again);
    if held != before {
        quarantine_sql::put(sql, &held)?;
    }
    Ok(true)
}

/// Where a submission is.
fn find(sql: &SqlStorage, id: &SubmissionId) -> Result<Found> {
    if let Some(held) = quarantine_sql::held(sql, id)? {
        return Ok(Found::Held(Box::new(held)));
    }
    let taken = lead_sql::submission(sql, id)?.filter(|taken| !taken.answers_hash.is_empty());
    Ok(taken.map_or(Found::Nowhere, |taken| Found::Taken(taken.lead)))
}

/// When a typist sent a form.
fn sent_at(sql: &SqlStorage, Typed { typist, form, .. }: &Typed) -> Result<Option<Millis>> {
    pending_sql::sent_at(sql, typist, form)
}

/// Removes what is here under names of somebody who is erased, and adds the names of what was held.
pub(super) fn bury(sql: &SqlStorage, site: &Site, names: &mut Names, silence_until: Millis) -> Result<()> {
    let keys: Vec<String> = names.iter().filter(|name| LeadKey::parse(name).is_some()).map(ToOwned::to_owned).collect();
    for key in keys {
        names.extend(quarantine_sql::remove_of(sql, &key)?.iter().map(Names::submission));
        begun::forget(sql, site, &key, silence_until)?;
    }
    Ok(())
}

/// Whether the time has come for anything of this.
fn is_due(sql: &SqlStorage, now: Millis) -> Result<bool> {
    let errands = [Errand::Quarantine, Errand::Pending, Errand::Crowd, Errand::Sighting];
    errands.into_iter().try_fold(false, |due, errand| Ok(due || errand.is_due(sql, now)?))
}

/// Lets go what was held or kept for long enough, and tells others what was begun and left.
pub(super) async fn let_pass(env: &Env, storage: &Storage, shard: &Shard) -> Result<()> {
    let sql = storage.sql();
    if !is_due(&sql, clock::now())? {
        return Ok(());
    }
    let published = handing::in_force(env, &sql, &shard.site).await?;
    let asked = begun::ask(env, &sql, &published.site, shard).await?;
    atomically(storage, move || {
        let now = clock::now();
        if Errand::Quarantine.is_due(&sql, now)? {
            quarantine_sql::expire(&sql, now)?;
        }
        if Errand::Sighting.is_due(&sql, now)? {
            sighting_sql::expire(&sql, now)?;
        }
        begun::turn(&sql, &published.site, &asked)
    })
}
