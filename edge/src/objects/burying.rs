//! The `LeadShard`'s part in erasing somebody.
//!
//! The shard that has the lead removes all it has of it in one transaction: from then on the person is gone, whatever comes
//! of the rest. In the same transaction it raises tombstones, and notes which other shards and which account are to be told;
//! they are told until they have taken it, at once or by the alarm, so that it makes no difference where it was killed. A
//! shard that is told does the same with what it has, and tells the others what they did not know.

use super::{
    handing::{Handing, Shown},
    holding, identity_sql, lead_sql, outbox, outbox_sql, tombstone_sql as sql,
};
use crate::{
    clients::{
        account_shard::{self, Contribute},
        erasure::{self, Buried, Bury, Erase, Gone, Who},
        lead_shard::Located,
    },
    clock,
    config::Config,
    entropy,
    sites::Published,
};
use futures_util::future::try_join_all;
use leadline_domain::{
    id::LeadId,
    lead::{
        Lead, Shard, Subject, Tombstone, farewell,
        tombstone::{Gathered, Names, gather},
    },
    time::{MINUTE, SECOND},
};
use serde::Deserialize;
use std::rc::Rc;
use worker::{Env, Result, SqlStorage};

/// Shards and accounts told in one turn: each is a call of another object.
const TURN: i64 = 20;

/// How soon to try again where another object did not answer.
const AWAY: i64 = 5 * SECOND;

/// How long after the first an id is deleted from KV a second time: a write that was given up as too slow may land behind it.
const LATE_WRITE: i64 = MINUTE;

/// What burying needs besides the tables.
#[derive(Clone)]
pub(super) struct Ground {
    /// The tables.
    pub(super) sql: SqlStorage,
    /// Which shard this is.
    pub(super) shard: Shard,
    /// The site in force.
    pub(super) published: Published,
    /// For the names of accounts.
    pub(super) config: Rc<Config>,
    /// How long others hear nothing of an erasure, in milliseconds: an attempt that has the person's events in hand is over by
    /// then, so that nobody hears of a person whom they were to delete.
    pub(super) silence: i64,
}

impl Ground {
    /// Erases somebody, in a transaction. Who is gone already is told of again: whoever asks again wants to be sure.
    pub(super) fn erase(&self, erase: Erase) -> Result<Located<Tombstone>> {
        let number = self.shard.number;
        let Erase { who, mut trail, .. } = erase;
        let subject = match who {
            Who::Lead(lead) => identity_sql::by_id(&self.sql, number, lead)?,
            Who::Key(key) => {
                let subject = identity_sql::by_key(&self.sql, number, &key)?;
                trail.extend([key]);
                subject
            }
        };
        Ok(match subject {
            Subject::Lead(lead) => {
                let tombstone = Tombstone { erased_at: clock::now(), lead: lead.id.clone() };
                trail.extend([lead.id.into()]);
                let names = self.remove(trail, &tombstone)?;
                sql::raise(&self.sql, &names, &tombstone)?;
                self.note(&names, &tombstone)?;
                Located::Here(tombstone)
            }
            Subject::Erased(tombstone) => {
                sql::raise(&self.sql, &trail, &tombstone)?;
                let known = sql::names(&self.sql, &tombstone.lead)?;
                self.note(&known.map(|(_, names)| names).unwrap_or_default(), &tombstone)?;
                Located::Here(tombstone)
            }
            Subject::Moved(to) => Located::At(to),
            Subject::Nobody => Located::Nowhere,
        })
    }

    /// Buries what is here of somebody, in a transaction.
    pub(super) fn bury(&self, tombstone: &Tombstone, told: &Names) -> Result<()> {
        let names = self.remove(told.clone(), tombstone)?;
        let is_news = sql::raise(&self.sql, &names, tombstone)? && names != *told;
        if is_news {
            self.note(&names, tombstone)?;
        }
        Ok(())
    }

    /// Removes all that is here of a person, and answers what led to them.
    fn remove(&self, names: Names, tombstone: &Tombstone) -> Result<Names> {
        let Gathered { mut names, records } = gather(names, |id| sql::traces(&self.sql, id))?;
        let silence_until = clock::now().plus(self.silence);
        holding::bury(&self.sql, &self.published.site, &mut names, silence_until)?;
        for id in names.ids() {
            self.hide(&id, &records)?;
            sql::remove(&self.sql, &id)?;
        }
        for record in &records {
            let row = farewell(record, tombstone, &self.shard.site, &entropy::draw());
            let ledger = outbox::begin(&self.published.site, &row, silence_until);
            if !ledger.is_done() {
                outbox_sql::put(&self.sql, &row, &ledger)?;
            }
            self.withdraw(record)?;
        }
        Ok(names)
    }

    /// Notes that KV is to show an id no more, unless that was noted before: whoever tells again is not to begin it anew.
    fn hide(&self, id: &LeadId, records: &[Lead]) -> Result<()> {
        let is_new = sql::tombstone(&self.sql, id.as_str())?.is_none() || records.iter().any(|lead| lead.id == *id);
        if is_new && id.shard() == self.shard.number {
            let now = clock::now();
            lead_sql::put_projection(&self.sql, id, now.plus(SECOND))?;
            sql::put_sweep(&self.sql, id, now.plus(LATE_WRITE))?;
        }
        Ok(())
    }

    /// Notes that the accounts of somebody are to be told of a contact less. What is kept until then names nobody.
    fn withdraw(&self, lead: &Lead) -> Result<()> {
        let partings = Contribute::partings(lead, &self.published.site, &self.config);
        if partings.is_empty() {
            return Ok(());
        }
        sql::put_withdrawal(&self.sql, &lead.id, &serde_json::to_string(&partings)?, clock::now())
    }

    /// Notes that every other shard that the names lead to is to be told of them.
    fn note(&self, names: &Names, tombstone: &Tombstone) -> Result<()> {
        let shards = names.shards(self.published.site.shards);
        for other in shards.into_iter().filter(|other| *other != self.shard.number) {
            sql::put_burial(&self.sql, &tombstone.lead, other, clock::now())?;
        }
        Ok(())
    }
}

/// What accounts are to be told of somebody; an earlier release noted one.
#[derive(Deserialize)]
#[serde(untagged)]
enum Partings {
    Many(Vec<Contribute>),
    One(Box<Contribute>),
}

impl Partings {
    fn into_all(self) -> Vec<Contribute> {
        match self {
            Self::Many(all) => all,
            Self::One(one) => vec![*one],
        }
    }
}

/// Tells shards and accounts what they are to be told; a shard until it has nothing left to do of its own. Says whether every
/// shard told that nothing follows.
///
/// A shard is not asked to wait for those that it tells: they would wait for one another.
pub(super) async fn spread(env: &Env, store: &SqlStorage, shard: &Shard) -> Result<bool> {
    let now = clock::now();
    let mut is_settled = true;
    for (lead, number) in sql::burials(store, now, TURN)? {
        let taken = now.plus(AWAY);
        sql::put_off_burial(store, &lead, number, taken)?;
        let Some((tombstone, names)) = sql::names(store, &lead)? else { continue };
        let told = Bury { shard: Shard { number, ..shard.clone() }, tombstone, names };
        let answer = erasure::bury(env, &told).await;
        is_settled &= matches!(answer, Ok(Buried::Everywhere));
        if matches!(answer, Ok(Buried::Here | Buried::Everywhere)) {
            sql::remove_burial(store, &lead, number, taken)?;
        }
    }
    for partings in sql::withdrawals::<Partings>(store, now, TURN)? {
        let partings = partings.into_all();
        let Some(lead) = partings.first().map(|parting| parting.lead.clone()) else { continue };
        sql::put_off_withdrawal(store, &lead, now.plus(AWAY))?;
        if try_join_all(partings.iter().map(|parting| account_shard::contribute(env, parting))).await.is_ok() {
            sql::remove_withdrawal(store, &lead)?;
        }
    }
    Ok(is_settled)
}

/// Takes from KV at once what it shows of somebody. What fails is noted, and left to the alarm.
pub(super) async fn conceal(handing: &Handing, store: &SqlStorage, shard: &Shard, lead: &LeadId) -> Result<()> {
    for (id, noted) in sql::shown(store, lead)? {
        match handing.show(store, shard, &id).await {
            Ok(Shown::Now) => lead_sql::remove_projection(store, &id, noted)?,
            Ok(Shown::AMomentAgo) => {}
            // Whoever asks is not to wait until KV has failed for each id.
            Err(_) => break,
        }
    }
    Ok(())
}

/// Deletes from KV once more who was erased a while ago. Their ids never name anybody again, so nobody else is hidden.
pub(super) async fn sweep(handing: &Handing, store: &SqlStorage, shard: &Shard) -> Result<()> {
    for id in sql::sweeps(store, clock::now(), TURN)? {
        match handing.show(store, shard, &id).await {
            Ok(Shown::Now) => sql::remove_sweep(store, &id)?,
            _ => sql::put_off_sweep(store, &id, clock::now().plus(AWAY))?,
        }
    }
    Ok(())
}

/// Says how far somebody is buried, by this shard and by those that it told.
pub(super) fn buried(store: &SqlStorage, lead: &LeadId, is_settled: bool) -> Result<Buried> {
    Ok(if sql::is_left(store, lead)? {
        Buried::Partly
    } else if is_settled && !sql::is_under_way(store, lead)? {
        Buried::Everywhere
    } else {
        Buried::Here
    })
}

/// Says whom an erasure left where, and whether all is done.
pub(super) fn told(store: &SqlStorage, erased: Located<Tombstone>, is_settled: bool) -> Result<Located<Gone>> {
    Ok(match erased {
        Located::Here(tombstone) => {
            let is_done = is_settled && !sql::is_under_way(store, &tombstone.lead)?;
            Located::Here(Gone { tombstone, is_done })
        }
        Located::At(lead) => Located::At(lead),
        Located::Erased(tombstone) => Located::Erased(tombstone),
        Located::Nowhere => Located::Nowhere,
    })
}
