//! **`LeadShard`**: the only system of record for a share of a site's leads.
//!
//! State: `alias` (identifier to lead), `lead`, `moving` (leads that become part of another shard's), `submission` (for
//! idempotence), `outbox` (events not yet confirmed), `endpoint` (how each sink is doing), `projection` (leads to show in KV),
//! `tombstone` and `withdrawal` (of who was erased), `due` (work for the alarm), `meta`. Commands: `run` a [`Command`], `list`, `outbox` (what of a row is to be delivered),
//! `settle` (how attempts went), `dead-letters`, `dead-letter`, `replay` and `outbox-health` (what was given up), `rescore`
//! (score all leads again) and `rescoring` (how far that is), `erase` and `bury` (see `burying`).
//!
//! A `run` reads the state, lets `domain` decide, and writes all effects inside one synchronous transaction: two
//! submissions of one address can't interleave, and an error or a trap leaves nothing behind. The alarm is set in the
//! same turn, with no await between, so rows and alarm are written together; the platform's output gate holds the reply
//! back until they are durable.
//!
//! The alarm drains: it takes every row it sends in hand until the resend time *before* sending, so a message lost anywhere is
//! sent again under the same id until the consumer settles it (see `outbox`). It arms itself first, against its own failure, and any
//! request re-arms it if it was lost.

use super::{
    answer, atomic::atomically, body, burying, burying::Ground, command, contributing, contributing_sql, identity_sql,
    lead_sql, merging, merging::Arrived, outbox, outbox_sql, rescore, rescore_sql, tombstone_sql, transfer,
};
use crate::{
    clients::erasure::{Bury, Erase, Gone},
    clients::lead_shard::{
        About, Give, Handed, Located, Message, Outgoing, Page, Replay, Replayed, Rescore, Run, Settlement, Take,
    },
    clients::transfer::{Became, Keep},
    clock, config, entropy, journal, reply,
    sites::{self, Published},
    timeout,
};
use leadline_domain::{
    id::{LeadId, OutboxId},
    lead::{
        self, Command, Context, Decision, Effect, LeadDetail, LeadView, Placed, Position, Reply, Rescoring, Shard,
        Subject, TakenSubmission, delivery::Turn, tombstone::Names,
    },
    time::{Millis, SECOND},
};
use serde_json::Value;
use std::cell::Cell;
use worker::{DurableObject, Env, Error, Request, Response, Result, SqlStorage, State, durable_object};

/// Rows handled in one turn of the alarm: bounded work, far below the 1,000 operations and 256 KB a turn may use.
const TURN: i64 = 50;
/// How soon to look again when queue or KV did not take something.
const HICCUP: i64 = 5 * SECOND;

/// A share of a site's leads.
#[durable_object(alarm)]
pub struct LeadShard {
    state: State,
    env: Env,
    /// Whether this instance has seen the tables.
    prepared: Cell<bool>,
}

impl DurableObject for LeadShard {
    fn new(state: State, env: Env) -> Self {
        Self { state, env, prepared: Cell::new(false) }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        reply::of_object(self.obey(&mut request).await)
    }

    async fn alarm(&self) -> Result<Response> {
        // An error makes the platform try again, and its text is logged: it says what kind, never what about.
        self.drain().await.map_err(|error| Error::RustError(journal::kind(&error)))?;
        Response::empty()
    }
}

impl LeadShard {
    fn sql(&self) -> SqlStorage {
        self.state.storage().sql()
    }

    fn prepared_sql(&self) -> Result<SqlStorage> {
        let sql = self.sql();
        if !self.prepared.get() {
            lead_sql::prepare(&sql)?;
            self.prepared.set(true);
        }
        Ok(sql)
    }

    async fn obey(&self, request: &mut Request) -> Result<Value> {
        let sql = self.prepared_sql()?;
        let answered = match command(request).as_str() {
            "run" => answer(self.run(body(request).await?).await?),
            "list" => answer(self.list(body(request).await?).await?),
            "outbox" => answer(self.outgoing(body(request).await?).await?),
            "dead-letters" => answer(outbox::dead_letters(&sql, number(&sql)?, &body(request).await?)?),
            "dead-letter" => answer(outbox::dead_letter(&sql, number(&sql)?, &body(request).await?)?),
            "replay" => answer(self.replay(body(request).await?)?),
            "outbox-health" => answer(outbox::health(&sql)?),
            "detail" => answer(self.detail(body(request).await?).await?),
            "seniority" => answer(merging::seniority(&sql, body(request).await?)?),
            "give" => answer(self.give(body(request).await?).await?),
            "take" => answer(self.take(body(request).await?).await?),
            "export" => answer(transfer::export(&sql, &body(request).await?)?),
            "keep" => answer(self.keep(body(request).await?).await?),
            "erase" => answer(self.erase(body(request).await?).await?),
            "bury" => answer(self.bury(body(request).await?).await?),
            "rescore" => answer(self.rescore(body(request).await?).await?),
            "rescoring" => answer(rescore_sql::rescoring(&sql)?),
            "settle" => answer(self.settle(body(request).await?)?),
            #[cfg(feature = "crash-test")]
            "crash" => crash(),
            other => Err(Error::RustError(format!("no command {other}"))),
        };
        self.arm().await?;
        answered
    }

    async fn drain(&self) -> Result<()> {
        let sql = self.prepared_sql()?;
        self.state.storage().set_alarm(config::outbox_resend(&self.env)).await?;
        if let Some(shard) = lead_sql::self_noted(&sql)? {
            // Whatever keeps events back does not keep leads from being shown.
            let sent = self.drain_outbox(&sql, &shard).await;
            self.drain_projections(&sql, &shard).await?;
            self.hand_over(&sql, &shard).await?;
            self.tell_accounts(&sql, &shard).await?;
            burying::spread(&self.env, &sql, &shard).await?;
            sent?;
            self.score_some(&sql, &shard).await?;
        }
        self.arm().await
    }

    /// The site in the version in force: KV's pointer may be a minute old, what the registry told is not.
    async fn in_force(&self, site: &str) -> Result<Published> {
        let unreadable = |refusal| Error::RustError(format!("the site can't be read: {refusal:?}"));
        let current = sites::current(&self.env, site).await.map_err(unreadable)?;
        let told = rescore_sql::told(&self.sql())?.filter(|told| told.at > current.at);
        let Some(told) = told else { return Ok(current) };
        // Leads are judged by what is in force or not at all: what it was before may know other rules.
        let found = sites::at(&self.env, site, &told).await.map_err(unreadable)?;
        found.ok_or_else(|| Error::RustError("the version in force can't be read".to_owned()))
    }

    async fn rescore(&self, rescore: Rescore) -> Result<Rescoring> {
        let Rescore { shard, pointer, anew } = rescore;
        let told = sites::at(&self.env, &shard.site, &pointer).await;
        let told = told.map_err(|refusal| Error::RustError(format!("the site can't be read: {refusal:?}")))?;
        // KV may not show the version here yet: whoever told is to tell again.
        let told = told.ok_or_else(|| Error::RustError("the version is not to be seen yet".to_owned()))?;
        // What was in force before may be unreadable, which is why something else is now.
        let newest = match self.in_force(&shard.site).await {
            Ok(known) if known.at > told.at => known,
            _ => told,
        };
        let sql = self.sql();
        atomically(&self.state.storage(), move || {
            lead_sql::note_self(&sql, &shard)?;
            rescore::begin(&sql, &newest, anew)
        })
    }

    /// One turn of scoring all leads again, if that is under way. A model that changed since begins anew.
    async fn score_some(&self, sql: &SqlStorage, shard: &Shard) -> Result<()> {
        if !rescore_sql::rescoring(sql)?.is_some_and(|rescoring| rescoring.is_under_way()) {
            return Ok(());
        }
        let published = self.in_force(&shard.site).await?;
        let (sql, shard) = (sql.clone(), shard.clone());
        atomically(&self.state.storage(), move || {
            if rescore::is_stale(&sql, &published.site)? {
                rescore::begin(&sql, &published, false)?;
            }
            rescore::turn(&sql, &published.site, &shard)
        })
    }

    async fn run(&self, run: Run) -> Result<Reply> {
        let published = self.in_force(&run.shard.site).await?;
        let sql = self.sql();
        let storage = self.state.storage();
        let reply = atomically(&storage, move || decide_and_write(&sql, &published, run))?;
        // In the same turn as the rows, so that they are written together.
        if let Some(due) = lead_sql::next_due(&self.sql())? {
            storage.set_alarm(until(due)).await?;
        }
        Ok(reply)
    }

    async fn detail(&self, about: About) -> Result<Located<LeadDetail>> {
        let published = self.in_force(&about.shard.site).await?;
        merging::detail(&self.sql(), about, &published.site)
    }

    /// Gives a lead away, and tries at once to hand it over; should that fail, the alarm does.
    async fn give(&self, give: Give) -> Result<Handed> {
        let (shard, junior, sql) = (give.shard.clone(), give.junior.clone(), self.sql());
        let store = sql.clone();
        let given = atomically(&self.state.storage(), move || merging::give(&store, give))?;
        self.arm().await?;
        self.hand_over(&sql, &shard).await?;
        merging::handed(&sql, &junior, given)
    }

    /// Hands leads over; one that was taken in is a contact of its account no more.
    async fn hand_over(&self, sql: &SqlStorage, shard: &Shard) -> Result<()> {
        for arrived in merging::hand_over(&self.env, sql, shard).await? {
            match arrived {
                Arrived::Taken(junior) => {
                    let published = self.in_force(&shard.site).await?;
                    contributing::withdraw(&self.env, shard, &published, &junior).await?;
                    identity_sql::remove_moving(sql, &junior.id)?;
                }
                Arrived::Erased(tombstone, names) => {
                    self.bury(Bury { shard: shard.clone(), tombstone, names }).await?;
                }
            }
        }
        Ok(())
    }

    async fn tell_accounts(&self, sql: &SqlStorage, shard: &Shard) -> Result<()> {
        if contributing_sql::due(sql, clock::now(), 1)?.is_empty() {
            return Ok(());
        }
        contributing::tell(&self.env, sql, shard, &self.in_force(&shard.site).await?).await
    }

    async fn take(&self, take: Take) -> Result<Reply> {
        let published = self.in_force(&take.shard.site).await?;
        let sql = self.sql();
        atomically(&self.state.storage(), move || {
            lead_sql::note_self(&sql, &take.shard)?;
            merging::take(&sql, &published, &take)
        })
    }

    /// Erases somebody, and tries at once to tell whoever else has something of them; should that fail, the alarm does.
    async fn erase(&self, erase: Erase) -> Result<Located<Gone>> {
        let (sql, shard) = (self.sql(), erase.shard.clone());
        let ground = self.ground(shard.clone()).await?;
        let erased = atomically(&self.state.storage(), move || ground.erase(erase))?;
        self.arm().await?;
        let is_settled = burying::spread(&self.env, &sql, &shard).await?;
        burying::told(&sql, erased, is_settled)
    }

    async fn bury(&self, bury: Bury) -> Result<bool> {
        let ground = self.ground(bury.shard.clone()).await?;
        atomically(&self.state.storage(), move || ground.bury(&bury.tombstone, &bury.names))
    }

    async fn ground(&self, shard: Shard) -> Result<Ground> {
        let unread = |refusal| Error::RustError(format!("the settings can't be read: {refusal:?}"));
        let config = config::Config::of_isolate(&self.env).map_err(unread)?;
        let sql = self.sql();
        lead_sql::note_self(&sql, &shard)?;
        Ok(Ground { sql, published: self.in_force(&shard.site).await?, shard, config })
    }

    async fn keep(&self, keep: Keep) -> Result<Vec<Became>> {
        let published = self.in_force(&keep.shard.site).await?;
        let sql = self.sql();
        atomically(&self.state.storage(), move || {
            lead_sql::note_self(&sql, &keep.shard)?;
            transfer::keep(&sql, &published, keep)
        })
    }

    /// Leads, newest change first, with the scores they have today.
    async fn list(&self, page: Page) -> Result<Vec<Placed<LeadView>>> {
        let sql = self.sql();
        let Some(shard) = lead_sql::self_noted(&sql)? else { return Ok(Vec::new()) };
        let site = self.in_force(&shard.site).await?.site;
        let today = clock::now().day();
        let placed = |lead: lead::Lead| Placed {
            position: Position { updated_at: lead.updated_at, id: lead.id.clone() },
            lead: LeadView::from(&lead.scored_on(&site, today)),
        };
        Ok(lead_sql::leads(&sql, page.behind.as_ref(), page.limit)?.into_iter().map(placed).collect())
    }

    async fn outgoing(&self, row: OutboxId) -> Result<Option<Outgoing>> {
        let sql = self.sql();
        let Some(shard) = lead_sql::self_noted(&sql)? else { return Ok(None) };
        let published = self.in_force(&shard.site).await?;
        atomically(&self.state.storage(), move || outbox::read(&sql, &published, &row, clock::now()))
    }

    fn settle(&self, settlements: Vec<Settlement>) -> Result<()> {
        let sql = self.sql();
        atomically(&self.state.storage(), move || outbox::settle(&sql, &settlements, clock::now()))
    }

    fn replay(&self, replay: Replay) -> Result<Replayed> {
        let sql = self.sql();
        atomically(&self.state.storage(), move || outbox::replay(&sql, &replay, clock::now()))
    }

    async fn drain_outbox(&self, sql: &SqlStorage, shard: &Shard) -> Result<()> {
        if !outbox_sql::is_due(sql, clock::now())? {
            return Ok(());
        }
        let published = self.in_force(&shard.site).await?;
        let now = clock::now();
        let again_at = now.plus(config::outbox_resend(&self.env));
        let (store, storage) = (sql.clone(), self.state.storage());
        let times = Turn { now, again_at };
        let rows = atomically(&storage, move || outbox::claim(&store, &published.site, times, TURN))?;
        if rows.is_empty() {
            return Ok(());
        }
        let messages: Vec<_> =
            rows.iter().map(|row| Message { v: 1, shard: shard.clone(), row: row.clone() }).collect();
        let queue = self.env.queue("OUTBOUND")?;
        if let Err(error) = timeout::store(queue.send_batch(messages)).await {
            journal::fault("queue OUTBOUND", &journal::kind(&error));
            let (store, soon) = (sql.clone(), clock::now().plus(HICCUP));
            atomically(&storage, move || outbox::unsent(&store, &rows, again_at, soon))?;
        }
        Ok(())
    }

    /// A note is put off before the showing and removed after it, so it survives whatever happens in between.
    async fn drain_projections(&self, sql: &SqlStorage, shard: &Shard) -> Result<()> {
        for lead in lead_sql::due_projections(sql, clock::now(), TURN)? {
            let taken = clock::now().plus(HICCUP);
            lead_sql::take_projection(sql, &lead, taken)?;
            match self.show(sql, shard, &lead).await {
                Ok(()) => lead_sql::remove_projection(sql, &lead, taken)?,
                Err(error) => journal::fault("kv LEADS", &journal::kind(&error)),
            }
        }
        Ok(())
    }

    async fn show(&self, sql: &SqlStorage, shard: &Shard, id: &LeadId) -> Result<()> {
        let (kv, key) = (self.env.kv("LEADS")?, format!("lead/{}/{id}", shard.site));
        // It became part of another lead, or was erased.
        let Some(lead) = lead_sql::lead(sql, id)? else {
            return timeout::store(async { Ok(kv.delete(&key).await?) }).await;
        };
        let put = kv.put(&key, serde_json::to_string(&LeadView::from(&lead))?)?;
        timeout::store(async { Ok(put.execute().await?) }).await
    }

    /// Sees that the one alarm rings no later than something is due. One that rings early finds nothing and costs less
    /// than the row that setting it anew would write.
    async fn arm(&self) -> Result<()> {
        let storage = self.state.storage();
        let Some(due) = lead_sql::next_due(&self.sql())? else { return Ok(()) };
        let armed = storage.get_alarm().await?;
        if armed.is_none_or(|at| at > due.0) {
            storage.set_alarm(until(due)).await?;
        }
        Ok(())
    }
}

/// Which shard of its site this is; 0 as long as nothing has come in.
fn number(sql: &SqlStorage) -> Result<u8> {
    Ok(lead_sql::self_noted(sql)?.map_or(0, |shard| shard.number))
}

/// Milliseconds until then; 0 if it is past.
fn until(due: Millis) -> i64 {
    (due.0 - clock::now().0).max(0)
}

/// Reads what bears on the command, decides, and writes. Runs inside a transaction.
fn decide_and_write(sql: &SqlStorage, published: &Published, run: Run) -> Result<Reply> {
    lead_sql::note_self(sql, &run.shard)?;
    let site = &published.site;
    // Whoever published could not reach this shard, or it had nothing to score yet.
    if rescore::is_stale(sql, site)? {
        rescore::begin(sql, published, false)?;
    }
    let now = clock::now();
    let state = load(sql, run.shard.number, &run.command)?;
    // A lead that another key's shard sent for is not this key's.
    let identifier = run.command.identifier().filter(|_| run.command.holder().is_none()).map(ToOwned::to_owned);
    let context =
        Context { site, shard: run.shard.number, now, lead_entropy: entropy::draw(), outbox_entropy: entropy::draw() };
    let Decision { effects, reply } = lead::decide(state, run.command, &context);
    for effect in &effects {
        write(sql, identifier.as_deref(), effect, now)?;
    }
    Ok(reply)
}

fn load(sql: &SqlStorage, shard: u8, command: &Command) -> Result<lead::State> {
    let subject = match (command.lead(), command.identifier()) {
        (Some(lead), _) => identity_sql::by_id(sql, shard, lead.clone())?,
        (None, Some(key)) => identity_sql::by_key(sql, shard, key)?,
        (None, None) => Subject::Nobody,
    };
    let taken = command.id().map(|id| lead_sql::submission(sql, id)).transpose()?.flatten();
    let resolved = |taken: TakenSubmission| -> Result<TakenSubmission> {
        Ok(TakenSubmission { lead: identity_sql::holder(sql, taken.lead.clone())?, ..taken })
    };
    let named = |name: &str| tombstone_sql::tombstone(sql, name);
    Ok(lead::State {
        subject,
        submission: taken.map(resolved).transpose()?,
        tombstone: command.identifier().map(named).transpose()?.flatten(),
        was_erased: command.id().map(|id| named(&Names::submission(id))).transpose()?.flatten().is_some(),
    })
}

/// Writes one effect of a decision.
pub(super) fn write(sql: &SqlStorage, identifier: Option<&str>, effect: &Effect, now: Millis) -> Result<()> {
    match effect {
        Effect::PutLead(lead) => lead_sql::put_lead(sql, identifier, lead),
        Effect::PutSubmission(taken) => lead_sql::put_submission(sql, taken),
        Effect::PutOutbox(row) => outbox_sql::put(sql, row, now),
        // KV takes one write a second for a key; a second later every change since is in.
        Effect::Project(lead) => lead_sql::put_projection(sql, lead, now.plus(SECOND)),
        Effect::Contribute(lead) => contributing_sql::put(sql, lead, now.plus(SECOND)),
    }
}

#[cfg(feature = "crash-test")]
#[expect(clippy::panic, reason = "this build exists to show that the next request survives a panic")]
fn crash() -> Result<Value> {
    panic!("crash test")
}
