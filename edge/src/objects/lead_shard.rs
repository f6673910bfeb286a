//! **`LeadShard`**: the only system of record for a share of a site's leads.
//!
//! State: `alias` (identifier to lead), `lead`, `moving` (leads that become part of another shard's), `submission` (for
//! idempotence), `handed` (events on their way), `outbox` (events that wait, and dead letters), `endpoint` (how each sink is
//! doing), `projection` (leads to show in KV), `tombstone` and `withdrawal` (of who was erased), `due` (work for the alarm),
//! `quarantine`, `pending` and `sighting` (what is no lead yet, see `holding` and `begun`), `meta`. Commands: `run` a [`Command`], `list`, `submissions`, `outbox` (what of a row is to be delivered),
//! `settle` (how attempts went), `dead-letters`, `dead-letter`, `replay` and `outbox-health` (what was given up), `rescore`
//! (score all leads again) and `rescoring` (how far that is), `erase` and `bury` (see `burying`), `announce` (what is about
//! the site), `trace` (all there is of one person).
//!
//! A `run` reads the state, lets `domain` decide, and writes all effects inside one synchronous transaction: two
//! submissions of one address can't interleave, and an error or a trap leaves nothing behind. The alarm is set in the
//! same turn, with no await between, so rows and alarm are written together; the platform's output gate holds the reply
//! back until they are durable.
//!
//! What is to be told goes out right behind the reply (see `handing`): its row was written as in hand until the resend time.
//! The alarm is there for everything else: it takes every row it sends in hand *before* sending, so a message lost anywhere is
//! sent again under the same id until the consumer settles it (see `outbox`). It arms itself first, against its own failure, and
//! any request re-arms it if it was lost.

use super::{
    alarm, answer,
    atomic::atomically,
    body,
    burying::{self, Ground},
    command, contributing, disclosure_sql,
    due_sql::Reason,
    handing::{self, Handing},
    holding, identity_sql, lead_sql, listing,
    merging::{self, Arrived},
    outbox, outbox_sql, rescore, rescore_sql, retaining, routing, tombstone_sql, transfer, waking,
    writing::{Handed as HandedOn, Writer},
};
use crate::{
    clients::erasure::{Buried, Bury, Erase, Gone},
    clients::lead_shard::{
        About, Announcement, Give, Handed, Located, Outgoing, Page, Replay, Replayed, Rescore, Run, Settlement, Take,
    },
    clients::transfer::{Became, Keep},
    clock, config, entropy, journal, reply,
    sites::{self, Published},
};
use futures_util::future::join;
use leadline_domain::{
    id::{LeadId, OutboxId},
    lead::{
        self, Command, Context, Decision, LeadDetail, LeadView, Reply, Rescoring, Shard, Sheet, Subject,
        TakenSubmission, Tombstone, delivery::Turn, tombstone::Names,
    },
    time::Millis,
};
use serde_json::Value;
use std::{cell::Cell, rc::Rc};
use worker::{DurableObject, Env, Error, Request, Response, Result, SqlStorage, State, durable_object};

/// Rows handled in one turn of the alarm: bounded work, far below the 1,000 operations and 256 KB a turn may use.
const TURN: i64 = 50;

/// A share of a site's leads.
#[durable_object(alarm)]
pub struct LeadShard {
    state: State,
    env: Env,
    /// Whether this instance has seen the tables.
    prepared: Cell<bool>,
    /// What this instance remembers of who sends forms.
    lately: holding::Lately,
    /// What this instance has under way.
    handing: Rc<Handing>,
}

impl DurableObject for LeadShard {
    fn new(state: State, env: Env) -> Self {
        let handing = Rc::new(Handing::new(&env, &state));
        Self { state, env, prepared: Cell::new(false), lately: holding::Lately::default(), handing }
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
            "trace" => answer(disclosure_sql::trace(&sql, &body::<Vec<LeadId>>(request).await?)?),
            "submissions" => answer(listing::submissions(&sql, &body(request).await?)?),
            "outbox" => answer(self.outgoing(body(request).await?).await?),
            "dead-letters" => answer(outbox::dead_letters(&sql, number(&sql)?, &body(request).await?)?),
            "dead-letter" => answer(outbox::dead_letter(&sql, number(&sql)?, &body(request).await?)?),
            "replay" => answer(self.replay(body(request).await?)?),
            "outbox-health" => answer(outbox::health(&sql, clock::now())?),
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
            "announce" => answer(self.announce(body(request).await?).await?),
            #[cfg(feature = "crash-test")]
            "crash" => crash(),
            other => match self.place().obey(other, request).await? {
                Some(answered) => Ok(answered),
                None => Err(Error::RustError(format!("no command {other}"))),
            },
        };
        self.handing.arm().await?;
        answered
    }

    async fn drain(&self) -> Result<()> {
        let sql = self.prepared_sql()?;
        // What it was set for may be done by now.
        if lead_sql::next_due(&sql)?.is_none_or(|due| due > clock::now()) {
            return self.handing.arm().await;
        }
        self.state.storage().set_alarm(config::outbox_resend(&self.env)).await?;
        if let Some(shard) = lead_sql::self_noted(&sql)? {
            // What fails keeps nothing else back: whoever can't be told does not keep somebody erased from being so. Last comes
            // what asks the most of other shards for what can wait best.
            let tried = [
                self.drain_outbox(&sql, &shard).await,
                self.handing.show_noted(&sql, &shard, TURN).await,
                self.hand_over(&sql, &shard).await,
                self.tell_accounts(&sql, &shard).await,
                self.retain(&sql, &shard).await,
                burying::spread(&self.env, &sql, &shard).await.map(drop),
                burying::sweep(&self.handing, &sql, &shard).await,
                self.wake(&sql, &shard).await,
                self.route(&sql, &shard).await,
                self.score_some(&sql, &shard).await,
                holding::let_pass(&self.env, &self.state.storage(), &shard).await,
            ];
            tried.into_iter().collect::<Result<()>>()?;
        }
        self.handing.arm().await
    }

    /// Where what is no lead yet is kept.
    fn place(&self) -> holding::Place<'_> {
        holding::Place { env: &self.env, storage: self.state.storage(), lately: &self.lately }
    }

    async fn in_force(&self, site: &str) -> Result<Published> {
        handing::in_force(&self.env, &self.sql(), site).await
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
            retaining::note(&sql, &newest.site.retention, clock::now())?;
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

    /// Erases some of whom nothing was heard for as long as the site keeps anybody.
    async fn retain(&self, sql: &SqlStorage, shard: &Shard) -> Result<()> {
        if !retaining::is_due(sql, clock::now())? {
            return Ok(());
        }
        let ground = self.ground(shard.clone()).await?;
        atomically(&self.state.storage(), move || retaining::turn(&ground))
    }

    /// Looks at leads about which something may be late by now.
    async fn wake(&self, sql: &SqlStorage, shard: &Shard) -> Result<()> {
        if !Reason::Wake.is_due(sql, clock::now())? {
            return Ok(());
        }
        let published = self.in_force(&shard.site).await?;
        let (sql, shard) = (sql.clone(), shard.clone());
        atomically(&self.state.storage(), move || waking::turn(&sql, &published, &shard))
    }

    /// Has owners picked for leads that wait for one.
    async fn route(&self, sql: &SqlStorage, shard: &Shard) -> Result<()> {
        if !Reason::Route.is_due(sql, clock::now())? {
            return Ok(());
        }
        let published = self.in_force(&shard.site).await?;
        routing::turn(&self.env, &self.state.storage(), &published, shard).await
    }

    async fn run(&self, run: Run) -> Result<Reply> {
        let published = self.in_force(&run.shard.site).await?;
        let (sql, storage, shard) = (self.sql(), self.state.storage(), run.shard.clone());
        let armed = storage.get_alarm().await?;
        let again_at = clock::now().plus(config::outbox_resend(&self.env));
        let (reply, handed) = atomically(&storage, move || decide_and_write(&sql, &published, run, again_at))?;
        // In the same turn as the rows, so that they are written together.
        alarm::set(&storage, armed, lead_sql::next_due(&self.sql())?).await?;
        if let Some(handed) = handed {
            self.handing.take_on(&self.state, &shard, handed);
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
        self.handing.arm().await?;
        self.hand_over(&sql, &shard).await?;
        merging::handed(&sql, &junior, given)
    }

    /// Hands leads over; one that was taken in is a contact of its account no more.
    async fn hand_over(&self, sql: &SqlStorage, shard: &Shard) -> Result<()> {
        for arrived in merging::hand_over(&self.env, sql, shard).await? {
            match arrived {
                Arrived::Taken(junior) => {
                    let published = self.in_force(&shard.site).await?;
                    contributing::withdraw(&self.env, &published, &junior).await?;
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
        if !Reason::Account.is_due(sql, clock::now())? {
            return Ok(());
        }
        contributing::tell(&self.env, sql, &self.in_force(&shard.site).await?).await
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
        self.handing.arm().await?;
        let is_settled = match &erased {
            Located::Here(tombstone) => self.see_to_it(&sql, &shard, &tombstone.lead).await?,
            _ => true,
        };
        burying::told(&sql, erased, is_settled)
    }

    /// Buries what is here of somebody, and tells the other shards at once what they did not know. Says how far that is. A
    /// shard that is told back has nothing to tell, so this ends.
    async fn bury(&self, bury: Bury) -> Result<Buried> {
        let (sql, shard, lead) = (self.sql(), bury.shard.clone(), bury.tombstone.lead.clone());
        let ground = self.ground(shard.clone()).await?;
        atomically(&self.state.storage(), move || ground.bury(&bury.tombstone, &bury.names))?;
        self.handing.arm().await?;
        let is_settled = self.see_to_it(&sql, &shard, &lead).await?;
        burying::buried(&sql, &lead, is_settled)
    }

    /// Tries at once what the alarm would do of an erasure. Says whether every shard told that nothing follows.
    async fn see_to_it(&self, sql: &SqlStorage, shard: &Shard, lead: &LeadId) -> Result<bool> {
        let (told, concealed) =
            join(burying::spread(&self.env, sql, shard), burying::conceal(&self.handing, sql, shard, lead)).await;
        concealed?;
        told
    }

    async fn ground(&self, shard: Shard) -> Result<Ground> {
        let unread = |refusal| Error::RustError(format!("the settings can't be read: {refusal:?}"));
        let config = config::Config::of_isolate(&self.env).map_err(unread)?;
        let sql = self.sql();
        lead_sql::note_self(&sql, &shard)?;
        let silence = config::outbox_resend(&self.env);
        Ok(Ground { sql, published: self.in_force(&shard.site).await?, shard, config, silence })
    }

    async fn keep(&self, keep: Keep) -> Result<Vec<Became>> {
        let published = self.in_force(&keep.shard.site).await?;
        let sql = self.sql();
        atomically(&self.state.storage(), move || {
            lead_sql::note_self(&sql, &keep.shard)?;
            retaining::note(&sql, &published.site.retention, clock::now())?;
            transfer::keep(&sql, &published, keep)
        })
    }

    /// Leads, newest change first, with the scores they have today.
    async fn list(&self, page: Page) -> Result<Sheet<LeadView>> {
        let sql = self.sql();
        let Some(shard) = lead_sql::self_noted(&sql)? else { return Ok(Sheet { leads: Vec::new(), looked_to: None }) };
        listing::sheet(&sql, page, &self.in_force(&shard.site).await?.site)
    }

    async fn outgoing(&self, row: OutboxId) -> Result<Option<Outgoing>> {
        let sql = self.sql();
        let Some(shard) = lead_sql::self_noted(&sql)? else { return Ok(None) };
        let published = self.in_force(&shard.site).await?;
        let handing = Rc::clone(&self.handing);
        atomically(&self.state.storage(), move || outbox::read(&sql, &handing.cleared, &published, &row, clock::now()))
    }

    fn settle(&self, settlements: Vec<Settlement>) -> Result<()> {
        let (sql, handing) = (self.sql(), Rc::clone(&self.handing));
        atomically(&self.state.storage(), move || outbox::settle(&sql, &handing.cleared, &settlements, clock::now()))
    }

    async fn announce(&self, Announcement { shard, silence }: Announcement) -> Result<()> {
        let published = self.in_force(&shard.site).await?;
        let sql = self.sql();
        atomically(&self.state.storage(), move || {
            lead_sql::note_self(&sql, &shard)?;
            outbox::put(&sql, &published.site, &lead::announcement(&shard.site, &silence), clock::now())
        })
    }

    fn replay(&self, replay: Replay) -> Result<Replayed> {
        let sql = self.sql();
        atomically(&self.state.storage(), move || outbox::replay(&sql, &replay, clock::now()))
    }

    async fn drain_outbox(&self, sql: &SqlStorage, shard: &Shard) -> Result<()> {
        let (store, storage, handing) = (sql.clone(), self.state.storage(), Rc::clone(&self.handing));
        let is_due = atomically(&storage, move || {
            outbox::give_up_waiting(&store, &handing.cleared, clock::now(), TURN)?;
            outbox_sql::is_due(&store, clock::now())
        })?;
        if !is_due {
            return Ok(());
        }
        let published = self.in_force(&shard.site).await?;
        let now = clock::now();
        let again_at = now.plus(config::outbox_resend(&self.env));
        let store = sql.clone();
        let rows = atomically(&storage, move || outbox::claim(&store, &published.site, Turn { now, again_at }, TURN))?;
        self.handing.send(shard, rows).await
    }
}

/// Which shard of its site this is; 0 as long as nothing has come in.
fn number(sql: &SqlStorage) -> Result<u8> {
    Ok(lead_sql::self_noted(sql)?.map_or(0, |shard| shard.number))
}

/// Reads what bears on the command, decides, and writes. Runs inside a transaction.
fn decide_and_write(
    sql: &SqlStorage,
    published: &Published,
    run: Run,
    again_at: Millis,
) -> Result<(Reply, Option<HandedOn>)> {
    lead_sql::note_self(sql, &run.shard)?;
    let site = &published.site;
    // Whoever published could not reach this shard, or it had nothing to score yet.
    if rescore::is_stale(sql, site)? {
        rescore::begin(sql, published, false)?;
    }
    let now = clock::now();
    retaining::note(sql, &site.retention, now)?;
    if holding::is_held(sql, site, &run.command)? {
        return Ok((Reply::Held, None));
    }
    let state = load(sql, run.shard.number, &run.command)?;
    // A lead that another key's shard sent for is not this key's.
    let identifier = run.command.identifier().filter(|_| run.command.holder().is_none()).map(ToOwned::to_owned);
    let context =
        Context { site, shard: run.shard.number, now, lead_entropy: entropy::draw(), outbox_entropy: entropy::draw() };
    let Decision { effects, reply } = lead::decide(state, run.command, &context);
    let writer = Writer { store: sql, site, now, again_at: Some(again_at) };
    Ok((reply, writer.write(identifier.as_deref(), &effects)?))
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
    let key_of_moved = command.identifier().filter(|_| matches!(subject, Subject::Moved(_)));
    let is_on_its_way = key_of_moved.map(|key| identity_sql::is_on_its_way(sql, key)).transpose()?;
    let named = |name: &str| tombstone_sql::tombstone(sql, name);
    let tombstone = command.identifier().map(named).transpose()?.flatten();
    let wish = command.identifier().filter(|_| tombstone.is_some()).map(Names::unwanted);
    let wish = wish.map(|name| named(&name)).transpose()?.flatten();
    Ok(lead::State {
        unwanted_since: Tombstone::unwanted_since(tombstone.as_ref(), wish.as_ref()),
        subject,
        submission: taken.map(resolved).transpose()?,
        tombstone,
        was_erased: command.id().map(|id| named(&Names::submission(id))).transpose()?.flatten().is_some(),
        is_on_its_way: is_on_its_way.unwrap_or_default(),
    })
}

#[cfg(feature = "crash-test")]
#[expect(clippy::panic, reason = "this build exists to show that the next request survives a panic")]
fn crash() -> Result<Value> {
    panic!("crash test")
}
