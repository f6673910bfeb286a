//! The shards that hold a site's leads.

use super::{
    erasure,
    object::{self, Address, Patience},
};
use crate::{journal, refusal::Refusal, sites::Pointer};
use leadline_domain::{
    id::{LeadId, OutboxId},
    lead::{
        Command, Event, Holder, Lead, LeadDetail, LeadView, Position, Query, Reply, Rescoring, Shard, Sheet,
        TakenSubmission, Tombstone,
        delivery::{Attempt, Attempted, DeadLetter, Endpoint, Ledger},
        merge::{Given, Seniority},
    },
    merged::Placed,
    silence::Silence,
    time::Millis,
    trail::Cursor,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::collections::BTreeMap;
use worker::Env;

/// How many leads one may have become one after the other: each merge is a hop, and people merge a few.
const MAX_HOPS: usize = 8;

/// A command and where it goes.
#[derive(Serialize, Deserialize)]
pub(crate) struct Run {
    /// The receiving shard.
    pub(crate) shard: Shard,
    /// What to do.
    pub(crate) command: Command,
}

/// A question about a lead.
#[derive(Serialize, Deserialize)]
pub(crate) struct About {
    /// The shard that is asked.
    pub(crate) shard: Shard,
    /// Which lead.
    pub(crate) lead: LeadId,
}

/// Where what was asked for is.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Located<T> {
    /// Here it is.
    Here(T),
    /// It is part of this lead since a merge.
    At(LeadId),
    /// The person was erased.
    Erased(Tombstone),
    /// There is no such lead.
    Nowhere,
}

impl<T> Located<T> {
    /// The same place with something else there.
    pub(crate) fn map<U>(self, of: impl FnOnce(T) -> U) -> Located<U> {
        match self {
            Self::Here(found) => Located::Here(of(found)),
            Self::At(lead) => Located::At(lead),
            Self::Erased(tombstone) => Located::Erased(tombstone),
            Self::Nowhere => Located::Nowhere,
        }
    }
}

/// Which leads to list.
#[derive(Serialize, Deserialize)]
pub(crate) struct Page {
    /// Those behind this position; the first ones if there is none.
    pub(crate) behind: Option<Position>,
    /// At most so many.
    pub(crate) limit: u32,
    /// Only these; everybody if nothing is said.
    #[serde(default)]
    pub(crate) query: Query,
}

/// Which submissions to list.
#[derive(Serialize, Deserialize)]
pub(crate) struct Submissions {
    /// Those behind this one; the newest if there is none.
    pub(crate) behind: Option<Cursor>,
    /// At most so many.
    pub(crate) limit: u32,
    /// Of this form only.
    pub(crate) form: Option<String>,
    /// Of these leads only.
    pub(crate) leads: Option<Vec<LeadId>>,
}

/// A form that was sent.
#[derive(Serialize, Deserialize)]
pub(crate) struct Sent {
    /// What is remembered of it, with the lead that has it by now as far as the shard knows.
    pub(crate) taken: TakenSubmission,
    /// Whether the lead came of a test; nothing if it is not the shard's.
    pub(crate) test: Option<bool>,
}

impl Placed for Sent {
    fn place(&self) -> Cursor {
        self.taken.place()
    }
}

/// Giving a lead away.
#[derive(Serialize, Deserialize)]
pub(crate) struct Give {
    /// The junior's shard.
    pub(crate) shard: Shard,
    /// Who is given away.
    pub(crate) junior: LeadId,
    /// To whom.
    pub(crate) senior: Seniority,
}

/// What became of it.
#[derive(Serialize, Deserialize)]
pub(crate) struct Handed {
    /// Who has the lead.
    pub(crate) given: Given,
    /// Whether all it was is there by now.
    pub(crate) taken: bool,
}

/// Taking a lead in.
#[derive(Serialize, Deserialize)]
pub(crate) struct Take {
    /// The senior's shard.
    pub(crate) shard: Shard,
    /// Who takes it in.
    pub(crate) senior: LeadId,
    /// Who is taken in.
    pub(crate) junior: Lead,
}

/// Scoring all leads again.
#[derive(Serialize, Deserialize)]
pub(crate) struct Rescore {
    /// The receiving shard.
    pub(crate) shard: Shard,
    /// The version in force.
    pub(crate) pointer: Pointer,
    /// Whether to begin anew where the model is the one the leads were scored by: scores age.
    pub(crate) anew: bool,
}

/// What the queue carries: where the events are, never the events.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Message {
    /// Layout version.
    pub(crate) v: u8,
    /// Whose outbox.
    pub(crate) shard: Shard,
    /// Which row of it.
    pub(crate) row: OutboxId,
}

/// What of a row is to be delivered now.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Outgoing {
    /// The version of the site that the sinks are of.
    pub(crate) version: String,
    /// The row's events.
    pub(crate) events: Vec<Event>,
    /// Which sinks are to be tried, with which of them.
    pub(crate) attempts: Vec<Attempt>,
}

/// How an attempt went.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Settlement {
    /// Of which row.
    pub(crate) row: OutboxId,
    /// How it went.
    pub(crate) attempted: Attempted,
}

/// Something to tell that is about the site.
#[derive(Serialize, Deserialize)]
pub(crate) struct Announcement {
    /// The shard that tells it.
    pub(crate) shard: Shard,
    /// What is to be told.
    pub(crate) silence: Silence,
}

/// Which dead letters to list.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct DeadLetters {
    /// Those behind this one.
    pub(crate) behind: Option<(Millis, OutboxId)>,
    /// At most so many.
    pub(crate) limit: u32,
}

/// A dead letter in a list, with what sorts it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ListedLetter {
    /// When it last was given up.
    pub(crate) at: Millis,
    /// What it is.
    pub(crate) letter: DeadLetter,
}

/// A dead letter with everything that is known of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct OpenedLetter {
    /// What it is.
    pub(crate) letter: DeadLetter,
    /// Its events.
    pub(crate) events: Vec<Event>,
    /// What each sink has of it.
    pub(crate) deliveries: Ledger,
}

/// What to try again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Replay {
    /// One row; all if there is none.
    pub(crate) row: Option<OutboxId>,
    /// One sink; all at which it was given up if there is none.
    pub(crate) sink: Option<String>,
}

/// What came of that.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Replayed {
    /// Rows that are tried again.
    pub(crate) rows: u32,
    /// Whether there may be more: a shard takes so many at a time.
    pub(crate) has_more: bool,
}

/// How a shard's outbox is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct OutboxHealth {
    /// Rows that wait for some sink.
    pub(crate) waiting: u32,
    /// Dead letters.
    pub(crate) dead: u32,
    /// Leads that have waited for an owner for longer than picking one takes.
    #[serde(default)]
    pub(crate) unrouted: u32,
    /// How each sink is doing, by its id.
    pub(crate) sinks: BTreeMap<String, Endpoint>,
}

/// Runs a command, wherever the lead is by now. Never answers [`Reply::Moved`] or [`Reply::Early`].
pub(crate) async fn run(env: &Env, shard: Shard, command: Command) -> Result<Reply, Refusal> {
    run_with(env, shard, command, Patience::Needed).await
}

/// Runs a command that may fail, because the next one brings all that this one did.
pub(crate) async fn run_aside(env: &Env, shard: Shard, command: Command) -> Result<Reply, Refusal> {
    run_with(env, shard, command, Patience::Aside).await
}

async fn run_with(env: &Env, shard: Shard, command: Command, patience: Patience) -> Result<Reply, Refusal> {
    let home = shard.clone();
    let mut run = Run { shard, command };
    let mut passed = Vec::new();
    for _ in 0..MAX_HOPS {
        match object::ask(env, address(&run.shard.name()), "run", &run, patience).await? {
            Reply::Moved { to, taken, taken_at, erased_at } => {
                let shard = Shard { number: to.shard(), ..run.shard };
                passed.push(to.clone());
                let holder = Holder { lead: to, taken, taken_at, erased_at };
                run = Run { shard, command: run.command.forwarded(holder) };
            }
            // The address' own shard still names somebody who was erased: it is told so, and asked again. It need not know
            // how the lead it names leads there.
            Reply::Erased(tombstone) if run.command.holder().is_some() => {
                erasure::tell(env, &home, &run.command, &passed, tombstone).await?;
                passed.clear();
                run = Run { shard: home.clone(), command: run.command.returned() };
            }
            Reply::Early => object::pause().await,
            reply => return Ok(reply),
        }
    }
    journal::fault("run", "a lead that is merged, or was over and over, was not found in time");
    Err(Refusal::Unavailable)
}

/// All that is known of a lead, wherever it is by now; nothing if there is none.
pub(crate) async fn detail(env: &Env, site: &str, lead: &LeadId) -> Result<Option<LeadDetail>, Refusal> {
    locate(env, site, lead, "detail").await
}

/// Where a lead stands among others; nothing if there is none.
pub(crate) async fn seniority(env: &Env, site: &str, lead: &LeadId) -> Result<Option<Seniority>, Refusal> {
    locate(env, site, lead, "seniority").await
}

async fn locate<T: DeserializeOwned>(env: &Env, site: &str, lead: &LeadId, what: &str) -> Result<Option<T>, Refusal> {
    let mut about = About { shard: Shard { site: site.to_owned(), number: lead.shard() }, lead: lead.clone() };
    for _ in 0..MAX_HOPS {
        match object::ask(env, address(&about.shard.name()), what, &about, Patience::Needed).await? {
            Located::Here(found) => return Ok(Some(found)),
            Located::Erased(_) => return Err(Refusal::Erased),
            Located::Nowhere => return Ok(None),
            Located::At(lead) => {
                about = About { shard: Shard { number: lead.shard(), ..about.shard }, lead };
            }
        }
    }
    journal::fault(what, "a lead that was merged over and over was not found");
    Err(Refusal::Unavailable)
}

/// Gives a lead away to a senior one.
pub(crate) async fn give(env: &Env, give: Give) -> Result<Handed, Refusal> {
    object::ask(env, address(&give.shard.name()), "give", &give, Patience::Needed).await
}

/// Hands the shard of the senior lead what the junior was.
pub(crate) async fn take(env: &Env, take: &Take) -> Result<Reply, Refusal> {
    object::ask(env, address(&take.shard.name()), "take", take, Patience::Needed).await
}

/// Has all leads scored again in the background; answers how far that is.
pub(crate) async fn rescore(env: &Env, rescore: &Rescore) -> Result<Rescoring, Refusal> {
    object::ask(env, address(&rescore.shard.name()), "rescore", rescore, Patience::Needed).await
}

/// How far scoring all leads again is; nothing if that never happened.
pub(crate) async fn rescoring(env: &Env, shard: &Shard) -> Result<Option<Rescoring>, Refusal> {
    object::ask(env, address(&shard.name()), "rescoring", &(), Patience::Needed).await
}

/// Leads, newest change first.
pub(crate) async fn list(env: &Env, shard: &Shard, page: &Page) -> Result<Sheet<LeadView>, Refusal> {
    object::ask(env, address(&shard.name()), "list", page, Patience::Needed).await
}

/// Submissions, newest first.
pub(crate) async fn submissions(env: &Env, shard: &Shard, which: &Submissions) -> Result<Vec<Sent>, Refusal> {
    object::ask(env, address(&shard.name()), "submissions", which, Patience::Needed).await
}

/// What of a row of the outbox is to be delivered now; nothing if it has been settled, or forgotten.
pub(crate) async fn outbox(env: &Env, shard: &Shard, row: &OutboxId) -> Result<Option<Outgoing>, Refusal> {
    object::ask(env, address(&shard.name()), "outbox", row, Patience::Needed).await
}

/// Tells how attempts went.
pub(crate) async fn settle(env: &Env, shard: &Shard, settlements: &[Settlement]) -> Result<(), Refusal> {
    object::ask(env, address(&shard.name()), "settle", &settlements, Patience::Needed).await
}

/// Dead letters, the latest first.
pub(crate) async fn dead_letters(env: &Env, shard: &Shard, which: &DeadLetters) -> Result<Vec<ListedLetter>, Refusal> {
    object::ask(env, address(&shard.name()), "dead-letters", which, Patience::Needed).await
}

/// One dead letter; nothing if there is none of this row.
pub(crate) async fn dead_letter(env: &Env, shard: &Shard, row: &OutboxId) -> Result<Option<OpenedLetter>, Refusal> {
    object::ask(env, address(&shard.name()), "dead-letter", row, Patience::Needed).await
}

/// Has dead letters tried again. Asked twice, it finds nothing left to do.
pub(crate) async fn replay(env: &Env, shard: &Shard, replay: &Replay) -> Result<Replayed, Refusal> {
    object::ask(env, address(&shard.name()), "replay", replay, Patience::Needed).await
}

/// How a shard's outbox is.
pub(crate) async fn outbox_health(env: &Env, shard: &Shard) -> Result<OutboxHealth, Refusal> {
    object::ask(env, address(&shard.name()), "outbox-health", &(), Patience::Needed).await
}

/// Has something told that is about the site. Asked twice, it is told once, or twice under the same id.
pub(crate) async fn announce(env: &Env, announcement: &Announcement) -> Result<(), Refusal> {
    object::ask(env, address(&announcement.shard.name()), "announce", announcement, Patience::Needed).await
}

pub(super) fn address(name: &str) -> Address<'_> {
    Address { binding: "LEAD_SHARD", name }
}

#[cfg(feature = "crash-test")]
/// Makes the shard panic.
pub(crate) async fn crash(env: &Env, shard: &Shard) -> Result<(), Refusal> {
    object::ask(env, address(&shard.name()), "crash", &(), Patience::Needed).await
}
