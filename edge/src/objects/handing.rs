//! What a `LeadShard` does right after it has written: chores, and sending rows to the queue.
//!
//! Nothing here has to happen. A row in hand says when to look what became of it, and the alarm does; so all of this may be
//! lost with the instance. It only makes the usual case quick, and cheap: no row is written to say what is under way.

use super::{
    alarm,
    atomic::atomically,
    chores::Chores,
    contributing, handed_sql, lead_sql,
    outbox::{self, Cleared},
    rescore_sql,
    writing::Handed,
};
use crate::{
    clients::lead_shard::Message,
    clock, journal,
    sites::{self, Published},
    timeout,
};
use futures_util::future::{join, join_all};
use leadline_domain::{
    id::{LeadId, OutboxId},
    lead::{LeadView, Shard},
    time::{Millis, SECOND},
};
use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    mem,
    rc::Rc,
    time::Duration,
};
use worker::{Env, Error, Result, SqlStorage, State, Storage};

/// Rows handed on together: far below the 100 messages and 256 KB that the queue takes at once.
const AT_ONCE: usize = 50;
/// How soon to look again when queue or KV did not take something.
const HICCUP: i64 = 5 * SECOND;
/// How long the chores of a row may keep it from being sent.
const CHORES: Duration = Duration::from_secs(1);
/// How often a key of KV may be written.
const KV_REST: i64 = SECOND;
/// Leads of which it is remembered when they were shown, before those are forgotten that may be shown again anyway.
const REMEMBERED: usize = 1_000;

/// Whether a lead was shown.
pub(super) enum Shown {
    /// As it is now.
    Now,
    /// A moment ago, or it is being shown: the key has to rest.
    AMomentAgo,
}

/// Somebody is handing on; over however it ends.
struct AtIt(Rc<Handing>);

impl Drop for AtIt {
    fn drop(&mut self) {
        self.0.is_at_it.set(false);
    }
}

/// When leads were last shown; nothing while one is being shown.
type Showings = RefCell<HashMap<LeadId, Option<Millis>>>;

/// A lead is being shown; over however it ends.
struct Showing<'a>(&'a Showings, LeadId);

impl<'a> Showing<'a> {
    fn begin(shown: &'a Showings, lead: &LeadId) -> Self {
        shown.borrow_mut().insert(lead.clone(), None);
        Self(shown, lead.clone())
    }
}

impl Drop for Showing<'_> {
    fn drop(&mut self) {
        self.0.borrow_mut().insert(self.1.clone(), Some(clock::now()));
    }
}

/// What one instance of a shard has under way.
pub(super) struct Handing {
    env: Env,
    storage: Storage,
    fresh: RefCell<Vec<Handed>>,
    is_at_it: Cell<bool>,
    /// Rows in hand whose chores are done.
    pub(super) cleared: Cleared,
    shown: Showings,
}

impl Handing {
    /// Nothing is under way yet.
    pub(super) fn new(env: &Env, state: &State) -> Self {
        Self {
            env: env.clone(),
            storage: state.storage(),
            fresh: RefCell::default(),
            is_at_it: Cell::new(false),
            cleared: Cleared::default(),
            shown: RefCell::default(),
        }
    }

    /// Takes a row on. It goes out behind the answer of whoever caused it, with all others that came meanwhile.
    pub(super) fn take_on(self: &Rc<Self>, state: &State, shard: &Shard, handed: Handed) {
        self.fresh.borrow_mut().push(handed);
        if self.is_at_it.replace(true) {
            return;
        }
        let (at_it, shard) = (AtIt(Rc::clone(self)), shard.clone());
        state.wait_until(async move {
            if let Err(error) = at_it.0.hand_on(&shard).await {
                // The alarm finds them late.
                at_it.0.fresh.borrow_mut().clear();
                journal::fault("handing on", &journal::kind(&error));
            }
        });
    }

    async fn hand_on(self: &Rc<Self>, shard: &Shard) -> Result<()> {
        loop {
            let mut fresh = mem::take(&mut *self.fresh.borrow_mut());
            if fresh.is_empty() {
                return Ok(());
            }
            let later = fresh.split_off(fresh.len().min(AT_ONCE));
            self.fresh.borrow_mut().splice(0..0, later);
            let published = in_force(&self.env, &self.storage.sql(), &shard.site).await?;
            join_all(fresh.iter().map(|handed| self.clear(shard, &published, handed))).await;
            let rows = fresh.into_iter().map(|handed| handed.row).collect();
            self.send(shard, rows).await?;
        }
    }

    /// Sees to the chores of a row before it is sent: whoever settles it may take them for done, or noted. KV or an account in
    /// trouble does not keep the row waiting.
    async fn clear(&self, shard: &Shard, published: &Published, handed: &Handed) {
        let left = RefCell::new(handed.chores.clone());
        // What is not done by then may be done all the same: twice is as good as once.
        let _ = timeout::within(CHORES, self.work_off(shard, published, &left)).await;
        let left = left.into_inner();
        let store = self.storage.sql();
        if (left.is_empty() || self.note(left).await.is_ok())
            && handed_sql::row(&store, &handed.row).is_ok_and(|row| row.is_some())
        {
            self.cleared.borrow_mut().insert(handed.row.clone());
        }
    }

    /// Takes from the chores what it has done.
    async fn work_off(&self, shard: &Shard, published: &Published, left: &RefCell<Chores>) {
        let (store, Chores { show, contribute }) = (self.storage.sql(), left.borrow().clone());
        let shows = async {
            if let Some(lead) = &show
                && matches!(self.show(&store, shard, lead).await, Ok(Shown::Now))
            {
                left.borrow_mut().show = None;
            }
        };
        let tells = async {
            if let Some(lead) = &contribute
                && contributing::tell_of(&self.env, &store, published, lead).await.is_ok()
            {
                left.borrow_mut().contribute = None;
            }
        };
        join(shows, tells).await;
    }

    async fn note(&self, left: Chores) -> Result<()> {
        let store = self.storage.sql();
        atomically(&self.storage, move || left.note(&store, clock::now().plus(KV_REST)))?;
        self.arm().await
    }

    /// Hands rows to the queue; those it does not take are due again soon.
    pub(super) async fn send(self: &Rc<Self>, shard: &Shard, rows: Vec<OutboxId>) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let message = |row: &OutboxId| Message { v: 1, shard: shard.clone(), row: row.clone() };
        let messages: Vec<_> = rows.iter().map(message).collect();
        let queue = self.env.queue("OUTBOUND")?;
        let Err(error) = timeout::store(queue.send_batch(messages)).await else { return Ok(()) };
        journal::fault("queue OUTBOUND", &journal::kind(&error));
        let (store, this, now) = (self.storage.sql(), Rc::clone(self), clock::now());
        atomically(&self.storage, move || outbox::unsent(&store, &this.cleared, &rows, now, now.plus(HICCUP)))?;
        self.arm().await
    }

    /// Sees that the one alarm rings no later than something is due. One that rings early finds nothing and costs less
    /// than the row that setting it anew would write.
    pub(super) async fn arm(&self) -> Result<()> {
        let store = self.storage.sql();
        alarm::arm(&self.storage, || lead_sql::next_due(&store)).await
    }

    /// Shows a lead in KV as it is now.
    pub(super) async fn show(&self, store: &SqlStorage, shard: &Shard, lead: &LeadId) -> Result<Shown> {
        if !self.may_show(lead) {
            return Ok(Shown::AMomentAgo);
        }
        let showing = Showing::begin(&self.shown, lead);
        let shown = self.put(store, shard, lead).await;
        drop(showing);
        if let Err(error) = &shown {
            journal::fault("kv LEADS", &journal::kind(error));
        }
        shown.map(|()| Shown::Now)
    }

    /// Works off notes of leads to show. A note goes after the showing, unless it was made again meanwhile.
    pub(super) async fn show_noted(&self, store: &SqlStorage, shard: &Shard, limit: i64) -> Result<()> {
        for (lead, noted) in lead_sql::due_projections(store, clock::now(), limit)? {
            match self.show(store, shard, &lead).await {
                Ok(Shown::Now) => lead_sql::remove_projection(store, &lead, noted)?,
                Ok(Shown::AMomentAgo) => lead_sql::put_off_projection(store, &lead, clock::now().plus(KV_REST))?,
                Err(_) => lead_sql::put_off_projection(store, &lead, clock::now().plus(HICCUP))?,
            }
        }
        Ok(())
    }

    fn may_show(&self, lead: &LeadId) -> bool {
        let now = clock::now();
        let rests = |at: &Option<Millis>| at.is_none_or(|at| at.plus(KV_REST) > now);
        let mut shown = self.shown.borrow_mut();
        if shown.len() > REMEMBERED {
            shown.retain(|_, at| rests(at));
        }
        !shown.get(lead).is_some_and(rests)
    }

    async fn put(&self, store: &SqlStorage, shard: &Shard, id: &LeadId) -> Result<()> {
        let (kv, key) = (self.env.kv("LEADS")?, format!("lead/{}/{id}", shard.site));
        // It became part of another lead, or was erased.
        let Some(lead) = lead_sql::lead(store, id)? else {
            return timeout::store(async { Ok(kv.delete(&key).await?) }).await;
        };
        let put = kv.put(&key, serde_json::to_string(&LeadView::from(&lead))?)?;
        timeout::store(async { Ok(put.execute().await?) }).await
    }
}

/// The site in the version in force: KV's pointer may be a minute old, what the registry told is not.
pub(super) async fn in_force(env: &Env, store: &SqlStorage, site: &str) -> Result<Published> {
    let unreadable = |refusal| Error::RustError(format!("the site can't be read: {refusal:?}"));
    let current = sites::current(env, site).await.map_err(unreadable)?;
    let told = rescore_sql::told(store)?.filter(|told| told.at > current.at);
    let Some(told) = told else { return Ok(current) };
    // Leads are judged by what is in force or not at all: what it was before may know other rules.
    let found = sites::at(env, site, &told).await.map_err(unreadable)?;
    found.ok_or_else(|| Error::RustError("the version in force can't be read".to_owned()))
}
