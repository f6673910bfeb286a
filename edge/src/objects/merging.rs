//! The `LeadShard`'s part in making one lead of two.
//!
//! Giving a lead away is one transaction: its record goes from `lead` to `moving`, and all that named it names the senior.
//! From then on the record is handed to the senior's shard, over and over, until that says it has taken it in; only then is
//! the row removed. Taking in is one transaction, too, and changes nothing the second time. So it makes no difference where
//! a merge is killed: the alarm goes on with it.

use super::{identity_sql as sql, identity_sql::Moving, lead_sql, writing::Writer};
use crate::{
    clients::lead_shard::{self, About, Give, Handed, Located, Take},
    clock, entropy, journal,
    sites::Published,
};
use leadline_domain::{
    id::LeadId,
    lead::{
        Context, Decision, Lead, LeadDetail, Reply, Shard, Subject, Tombstone,
        merge::{self, Given, Seniority},
        tombstone::Names,
    },
    site::Site,
    time::{MINUTE, SECOND},
};
use worker::{Env, Result, SqlStorage};

/// Records handed over in one turn: each is a call of another shard.
const TURN: i64 = 10;

/// How soon to try again where the other shard did not answer.
const AWAY: i64 = 5 * SECOND;

/// How soon to try again where the senior can't be found, which should not be.
const LOST: i64 = 10 * MINUTE;

/// A lead with the scores it has today.
pub(super) fn detail(store: &SqlStorage, about: About, site: &Site) -> Result<Located<LeadDetail>> {
    let today = clock::now().day();
    Ok(locate(store, about)?.map(|lead| LeadDetail::from(&lead.scored_on(site, today))))
}

/// Where a lead stands among others.
pub(super) fn seniority(store: &SqlStorage, about: About) -> Result<Located<Seniority>> {
    Ok(locate(store, about)?.map(|lead| Seniority::of(&lead)))
}

fn locate(store: &SqlStorage, about: About) -> Result<Located<Lead>> {
    Ok(match sql::by_id(store, about.shard.number, about.lead)? {
        Subject::Lead(lead) => Located::Here(*lead),
        Subject::Moved(lead) => Located::At(lead),
        Subject::Erased(tombstone) => Located::Erased(tombstone),
        Subject::Nobody => Located::Nowhere,
    })
}

/// Gives a lead away, in a transaction.
pub(super) fn give(store: &SqlStorage, give: Give) -> Result<Given> {
    let Give { shard, junior, senior } = give;
    let now = clock::now();
    Ok(match sql::by_id(store, shard.number, junior.clone())? {
        Subject::Lead(lead) if lead.id != junior => Given::To(lead.id),
        Subject::Lead(lead) if Seniority::of(&lead) <= senior => Given::IsSenior,
        Subject::Lead(lead) => {
            // What KV shows of it goes.
            lead_sql::put_projection(store, &lead.id, now)?;
            sql::give(store, &Moving { junior: *lead, senior: senior.id.clone() }, now)?;
            Given::To(senior.id)
        }
        Subject::Moved(to) => Given::To(to),
        Subject::Nobody | Subject::Erased(_) => Given::Unknown,
    })
}

/// Says what became of giving a lead away, after a first try to hand it over.
pub(super) fn handed(store: &SqlStorage, junior: &LeadId, given: Given) -> Result<Handed> {
    Ok(Handed { taken: !sql::is_moving(store, junior)?, given })
}

/// Takes a lead in, in a transaction.
pub(super) fn take(store: &SqlStorage, published: &Published, take: &Take) -> Result<Reply> {
    let now = clock::now();
    match sql::by_id(store, take.shard.number, take.senior.clone())? {
        Subject::Lead(senior) => {
            let context = Context {
                site: &published.site,
                shard: take.shard.number,
                now,
                lead_entropy: entropy::draw(),
                outbox_entropy: entropy::draw(),
            };
            let Decision { effects, reply } = merge::take(*senior, &take.junior, &context);
            Writer { store, site: &published.site, now, again_at: None }.write(None, &effects)?;
            Ok(reply)
        }
        Subject::Moved(to) => Ok(Reply::Moved { to, taken: None, taken_at: None, erased_at: None }),
        Subject::Nobody => Ok(Reply::Unknown),
        Subject::Erased(tombstone) => Ok(Reply::Erased(tombstone)),
    }
}

/// What became of a lead that was handed over.
pub(super) enum Arrived {
    /// It was taken in; its row is still there.
    Taken(Box<Lead>),
    /// Who was to take it in is erased, and takes along whoever turned out to be the same person.
    Erased(Tombstone, Names),
}

/// Hands leads over that were given away. Says which arrived.
pub(super) async fn hand_over(env: &Env, store: &SqlStorage, shard: &Shard) -> Result<Vec<Arrived>> {
    let (now, mut done) = (clock::now(), Vec::new());
    for Moving { junior, senior } in sql::due_moving(store, now, TURN)? {
        let id = junior.id.clone();
        sql::put_off_moving(store, &id, &senior, now.plus(AWAY))?;
        let to = Shard { number: senior.shard(), ..shard.clone() };
        let take = Take { shard: to, senior: senior.clone(), junior };
        match lead_shard::take(env, &take).await {
            Ok(Reply::Done { .. }) => done.push(Arrived::Taken(Box::new(take.junior))),
            Ok(Reply::Erased(tombstone)) => {
                let names = [&id, &senior, &tombstone.lead].into_iter().map(|id| id.as_str().to_owned()).collect();
                done.push(Arrived::Erased(tombstone, names));
            }
            Ok(Reply::Moved { to, .. }) => sql::put_off_moving(store, &id, &to, clock::now())?,
            Ok(Reply::Unknown | Reply::Detached | Reply::NotMoved(_) | Reply::Dropped | Reply::Held | Reply::Early) => {
                journal::fault("merge", "the lead to merge into is not to be found");
                sql::put_off_moving(store, &id, &senior, clock::now().plus(LOST))?;
            }
            Err(_) => {}
        }
    }
    Ok(done)
}
