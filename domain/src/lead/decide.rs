//! The decision: a state, a command and the time in; effects and a reply out. The shard applies the effects in one
//! transaction and only then sends the reply.

mod agree;
mod amend;
mod assign;
mod erasure;
mod identify;
mod moves;
mod rescore;

pub(super) use assign::waits;
pub(super) use identify::MAX_FIELDS;
pub(super) use moves::why;
pub use rescore::rescore;

use super::{
    Activity, Change, Command, ConfirmationAsked, ConsentEntry, Deed, DiaryEntry, Event, EventType, FieldValue, Holder,
    Lead, LeadView, MAIL, Promise, Reply, Said, Stage, Submission, Tombstone,
};
use crate::{
    bond::Bond,
    condition::{Happened, Occasion},
    email::Email,
    id::{Entropy, LeadId, OutboxId, SubmissionId},
    merged::Placed,
    secret::derived_entropy,
    silence::Silence,
    site::Site,
    time::Millis,
    trail::Cursor,
    visit::Snapshot,
};
use alloc::{
    boxed::Box,
    format,
    string::{String, ToString},
    vec::Vec,
};
use serde::{Deserialize, Serialize};

/// What the shard knows that bears on a command.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Whom the command's key or id names.
    pub subject: Subject,
    /// The submission of the command's id, if it was taken before; its lead is the one that has the person by now, as far
    /// as the shard knows.
    pub submission: Option<TakenSubmission>,
    /// What is left of whoever had the command's key before, if they were erased.
    pub tombstone: Option<Tombstone>,
    /// Whether the submission of the command's id was erased with somebody.
    pub was_erased: bool,
    /// When somebody was erased who had the command's key and wanted no mail.
    pub unwanted_since: Option<Millis>,
    /// Whether a lead with the command's key was given away here and is still on its way to who takes it in.
    pub is_on_its_way: bool,
}

/// Whom a key or an id names.
#[derive(Clone, Debug, Default)]
pub enum Subject {
    /// Nobody yet.
    #[default]
    Nobody,
    /// A lead of this shard.
    Lead(Box<Lead>),
    /// A lead that is part of another one since a merge.
    Moved(LeadId),
    /// Somebody who was erased, and nobody since.
    Erased(Tombstone),
}

/// A submission taken before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TakenSubmission {
    /// Its id.
    pub id: SubmissionId,
    /// A hash of what was answered.
    pub answers_hash: String,
    /// Which lead it went to.
    pub lead: LeadId,
    /// Which form was sent; empty where a site said who its visitor is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub form: String,
    /// When it was taken, by the edge's clock.
    #[serde(default)]
    pub at: Millis,
}

impl Placed for TakenSubmission {
    fn place(&self) -> Cursor {
        Cursor { at: self.at, id: self.id.to_string() }
    }
}

/// Everything a decision may use besides state and command.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The site, in the version that is in force.
    pub site: &'a Site,
    /// Which shard decides.
    pub shard: u8,
    /// The edge's clock.
    pub now: Millis,
    /// For the id of a new lead.
    pub lead_entropy: Entropy,
    /// For the id of the outbox row.
    pub outbox_entropy: Entropy,
}

/// A write. All writes of a decision happen together or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Keep this lead under its key.
    PutLead(Box<Lead>),
    /// Remember this submission.
    PutSubmission(TakenSubmission),
    /// Tell others.
    PutOutbox(OutboxRow),
    /// Show the lead in KV.
    Project(LeadId),
    /// Tell the account what the lead contributes.
    Contribute(LeadId),
    /// Have an owner picked for the lead.
    Await(LeadId),
    /// Nobody is to be picked for it any more.
    Settled(LeadId),
    /// Look at the lead at this time, and at no other: something may be late then. Nothing if nothing can be.
    Wake(LeadId, Option<Millis>),
}

/// A row of the outbox: all events of one command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxRow {
    /// Its id, the same on every attempt.
    pub id: OutboxId,
    /// Whose events; none, where they are about no lead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<LeadId>,
    /// The key of the address they are about, where that is nobody's who is a lead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// At least one, in the order they happened.
    pub events: Vec<Event>,
}

/// Effects and a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What to write; empty if nothing changes.
    pub effects: Vec<Effect>,
    /// What to answer once it is written.
    pub reply: Reply,
}

impl Decision {
    /// Nothing to write.
    const fn answer(reply: Reply) -> Self {
        Self { effects: Vec::new(), reply }
    }
}

/// Decides about a command.
pub fn decide(state: State, mut command: Command, context: &Context<'_>) -> Decision {
    let State { subject, submission, tombstone, was_erased, unwanted_since, is_on_its_way } = state;
    let told = command.holder().and_then(|holder| holder.erased_at);
    let erased_at = tombstone.map(|tombstone| tombstone.erased_at).max(told);
    match subject {
        // First of all: only the shard that took a submission may know that it was erased.
        _ if erasure::is_from_before(&command, erased_at, was_erased) => Decision::answer(Reply::Dropped),
        // The address' own shard does not know yet: whoever sends the command tells it.
        Subject::Erased(tombstone) if command.holder().is_some() => Decision::answer(Reply::Erased(tombstone)),
        Subject::Moved(to) => {
            let before = Before::of(Some(&to), submission.as_ref(), command.holder());
            if is_on_its_way && before.as_ref().is_some_and(|before| command.corrects(&before.answers_hash)) {
                return Decision::answer(Reply::Early);
            }
            let (taken, taken_at) = before.map(|before| (before.answers_hash, before.at)).unzip();
            Decision::answer(Reply::Moved { to, taken, taken_at: taken_at.flatten(), erased_at })
        }
        mut subject => {
            if let Subject::Lead(lead) = &mut subject
                && !matches!(command, Command::Tick(_))
            {
                lead.fall_late(context.site, context.now);
            }
            let known = if let Subject::Lead(lead) = &subject { Some(&**lead) } else { None };
            let anew = erasure::without_history(&mut command, known, erased_at);
            let mut decision = decide_here(subject, (submission.as_ref(), unwanted_since), command, context);
            if anew {
                erasure::begin_anew(&mut decision.reply);
            }
            decision
        }
    }
}

/// Decides about a command for somebody who is here, or nowhere.
fn decide_here(
    subject: Subject,
    (submission, unwanted_since): (Option<&TakenSubmission>, Option<Millis>),
    command: Command,
    context: &Context<'_>,
) -> Decision {
    match (subject, command) {
        (Subject::Lead(lead), Command::Submit(said)) => submit(Ok(*lead), submission, said, context),
        (_, Command::Submit(said)) => submit(Err(Newborn { unwanted_since }), submission, said, context),
        (Subject::Lead(lead), Command::Identify(said)) => identify::identify(Ok(*lead), submission, said, context),
        (_, Command::Identify(said)) => identify::identify(Err(Newborn { unwanted_since }), submission, said, context),
        (Subject::Lead(lead), Command::See(activity)) => see(*lead, activity, context),
        (Subject::Lead(lead), Command::Amend(amendment)) => amend::amend(*lead, amendment, context),
        (Subject::Lead(lead), Command::Detach(detachment)) => amend::detach(*lead, &detachment, context),
        (Subject::Lead(lead), Command::Stand(told)) => amend::stand(*lead, &told, context),
        (Subject::Lead(lead), Command::Move(said)) => moves::go(*lead, said, context),
        (Subject::Lead(lead), Command::Contact(said)) => moves::contact(*lead, &said, context),
        (Subject::Lead(lead), Command::Settle(said)) => assign::settle(*lead, said, context),
        (Subject::Lead(lead), Command::Tick(_)) => moves::tick(*lead, context),
        (Subject::Erased(tombstone), _) => Decision::answer(Reply::Erased(tombstone)),
        (Subject::Nobody | Subject::Moved(_), _) => Decision::answer(Reply::Unknown),
    }
}

/// A retry (same id, same answers) changes nothing; a correction (same id, other answers) changes fields and is not
/// counted again, and one that a later correction overtook changes nothing; anything else is a new submission.
fn submit(
    known: Result<Lead, Newborn>,
    taken: Option<&TakenSubmission>,
    mut submission: Submission,
    context: &Context<'_>,
) -> Decision {
    let lead = known.as_ref().ok().map(|lead| &lead.id);
    let before = Before::of(lead, taken, submission.holder.as_ref());
    let sent_at = before.as_ref().and(submission.corrected_at).or(submission.at);
    let at = sent_at.map_or(context.now, |at| at.min(context.now));
    if let (Ok(lead), Some(before)) = (&known, &before)
        && before.settles(&submission, at)
    {
        return Decision::answer(done(lead, Change::None));
    }
    let (mut lead, change) = match known {
        Ok(lead) => (lead, Change::Updated),
        Err(newborn) => (newborn.lead(&submission.key, &submission.email, at, context), Change::Created),
    };
    lead.test = submission.test;
    let correction = before.is_some();
    let taken_before = before.and_then(|before| before.at);
    let effect = Effect::PutSubmission(TakenSubmission {
        id: submission.id.clone(),
        answers_hash: submission.answers_hash.clone(),
        lead: lead.id.clone(),
        form: submission.form.clone(),
        at,
    });
    let asked = agree::agree(&mut lead, taken_before, &mut submission, at, context.now);
    learn(&mut lead, submission, correction, at, context);
    let entered = lead.reconsider(context.site, context.now);
    let first = if change == Change::Created { EventType::LeadCreated } else { EventType::LeadUpdated };
    let mut events = alloc::vec![first, EventType::FormSubmitted];
    events.extend(stage_events(&entered));
    let mut news: Vec<News> = events.into_iter().map(News::from).collect();
    news.extend(asked.map(|asked| News::Asked(Box::new(asked))));
    finish_telling(lead, change, alloc::vec![effect], news, context)
}

/// What was taken before under a submission's id.
struct Before {
    answers_hash: String,
    /// When; nothing where an earlier release took it for a lead that was merged since.
    at: Option<Millis>,
}

impl Before {
    /// What was taken here of a lead, or where the address led before a merge.
    fn of(lead: Option<&LeadId>, taken: Option<&TakenSubmission>, holder: Option<&Holder>) -> Option<Self> {
        let here = taken.filter(|taken| lead == Some(&taken.lead));
        let here = here.map(|taken| Self { answers_hash: taken.answers_hash.clone(), at: Some(taken.at) });
        let elsewhere =
            || holder.and_then(|holder| Some(Self { answers_hash: holder.taken.clone()?, at: holder.taken_at }));
        here.or_else(elsewhere)
    }

    /// Whether it is the submission as it is, or a later correction of it.
    fn settles(&self, submission: &Submission, at: Millis) -> bool {
        self.answers_hash == submission.answers_hash || self.at.is_some_and(|taken_at| taken_at > at)
    }
}

/// Somebody of whom nothing is known but what was left of whoever had the address before.
#[derive(Clone, Copy, Debug, Default)]
pub struct Newborn {
    /// When somebody was erased who wanted no mail.
    pub unwanted_since: Option<Millis>,
}

impl Newborn {
    /// The lead, as of a time.
    pub(super) fn lead(self, key: &str, email: &Email, at: Millis, context: &Context<'_>) -> Lead {
        let id = LeadId::new(context.shard, &context.lead_entropy);
        let mut lead = Lead::new(id, key, email.clone(), at, &context.site.scoring);
        if let Some(at) = self.unwanted_since {
            let entry = ConsentEntry::new(at, String::from("erased"), String::new());
            lead.profile.consents.tell(key, MAIL, Said::Withdrawn, &entry);
        }
        lead
    }
}

fn known_or_born(known: Result<Lead, Newborn>, key: &str, email: &Email, context: &Context<'_>) -> (Lead, Change) {
    match known {
        Ok(lead) => (lead, Change::Updated),
        Err(newborn) => (newborn.lead(key, email, context.now, context), Change::Created),
    }
}

fn learn(lead: &mut Lead, submission: Submission, correction: bool, at: Millis, context: &Context<'_>) {
    let (id, profile) = (lead.id.clone(), &mut lead.profile);
    let (source, bond) = (format!("form:{}", submission.form), submission.bond);
    for (name, value) in submission.fields {
        let typed = submission.typed.get(&name).cloned();
        profile.fields.learn(&name, FieldValue { at, value, source: source.clone(), typed });
    }
    if !correction {
        let touches = submission.visitor.as_ref().map(Snapshot::came_from).unwrap_or_default();
        let occasion = Occasion { what: Happened::Submission(&submission.form), touches };
        profile.submitted.add(&id, bond, context.site.scoring.signals_of(&occasion), at.day());
        let deeds = alloc::vec![Deed { kind: String::from("submission"), what: submission.form }];
        let visitor = submission.visitor.as_ref().map(|seen| seen.visitor.clone());
        profile.diary.note(DiaryEntry { at, visitor, deeds });
    }
    if let Some(snapshot) = submission.visitor {
        profile.browsers.see(snapshot, bond);
    }
    profile.be_at(submission.place, at);
    profile.addresses.tell(&submission.key, submission.email, at);
    if bond == Bond::Verified {
        profile.verify(&submission.key, at);
    }
    lead.write_to_first();
}

/// A known lead's activity. One row is written, and others are told only if it changed the stage or the grade.
fn see(mut lead: Lead, activity: Activity, context: &Context<'_>) -> Decision {
    let Activity { visitor, bond, key, at, deeds, .. } = activity;
    if lead.profile.browsers.is_detached(&visitor.visitor) {
        return Decision::answer(Reply::Detached);
    }
    let entry = DiaryEntry { at, visitor: Some(visitor.visitor.clone()), deeds };
    let (seen, noted) = (lead.profile.browsers.see(visitor, bond), lead.profile.diary.note(entry));
    let verified = bond == Bond::Verified && lead.profile.verify(&key, at);
    if !seen && !noted && !verified {
        return Decision::answer(done(&lead, Change::None));
    }
    quietly(lead, context)
}

/// Scores a changed lead; others are told only if that changed the stage or the grade.
fn quietly(mut lead: Lead, context: &Context<'_>) -> Decision {
    let grade = lead.score.grade;
    let entered = lead.reconsider(context.site, context.now);
    let mut events = stage_events(&entered);
    if lead.score.grade != grade && events.is_empty() {
        events.push(EventType::LeadUpdated);
    }
    finish(lead, Change::Updated, Vec::new(), &events, context)
}

pub(super) fn stage_events(entered: &[Stage]) -> Vec<EventType> {
    let changed = entered.iter().map(|_| EventType::LeadStageChanged);
    // `reconsider` enters only stages further than any since the lead was recycled, so it enters Mql once until it is again.
    let qualified = entered.contains(&Stage::Mql).then_some(EventType::LeadQualified);
    changed.take(1).chain(qualified).collect()
}

/// Something to tell.
pub(super) enum News {
    /// What happened.
    Of(EventType),
    /// What did not.
    Missed(Promise),
    /// Somebody is asked to confirm something.
    Asked(Box<ConfirmationAsked>),
}

impl From<EventType> for News {
    fn from(kind: EventType) -> Self {
        Self::Of(kind)
    }
}

pub(super) fn finish(
    lead: Lead,
    change: Change,
    effects: Vec<Effect>,
    events: &[EventType],
    context: &Context<'_>,
) -> Decision {
    let news: Vec<News> = events.iter().copied().map(News::from).collect();
    finish_telling(lead, change, effects, news, context)
}

fn finish_telling(
    mut lead: Lead,
    change: Change,
    mut effects: Vec<Effect>,
    mut news: Vec<News>,
    context: &Context<'_>,
) -> Decision {
    lead.version = lead.version.saturating_add(1);
    lead.updated_at = context.now;
    effects.extend(assign::hold(&mut lead, &mut news, context));
    // What is late was so before this happened.
    let late: Vec<News> = lead.late.drain(..).map(News::Missed).collect();
    lead.promise(context.site, context.now);
    if lead.wakes_at() != lead.wake_at {
        lead.wake_at = lead.wakes_at();
        effects.push(Effect::Wake(lead.id.clone(), lead.wake_at));
    }
    let news: Vec<&News> = late.iter().chain(&news).collect();
    if !news.is_empty() {
        effects.push(Effect::PutOutbox(outbox(&lead, &news, context)));
    }
    // An account hears of a contact once a day, and whenever something is told to others.
    let active_on = lead.active_on();
    if lead.account().is_some() && (lead.contributed_on != Some(active_on) || !news.is_empty()) {
        lead.contributed_on = Some(active_on);
        effects.push(Effect::Contribute(lead.id.clone()));
    }
    if !lead.test && context.site.projects(lead.is_qualified()) {
        effects.push(Effect::Project(lead.id.clone()));
    }
    let reply = done(&lead, change);
    effects.push(Effect::PutLead(Box::new(lead)));
    Decision { effects, reply }
}

/// The row that tells others that somebody was erased. It says who by ids alone.
pub fn farewell(lead: &Lead, tombstone: &Tombstone, site: &str, outbox_entropy: &Entropy) -> OutboxRow {
    let id = OutboxId::from_entropy(outbox_entropy);
    let events = alloc::vec![Event::farewell(&id, site, lead, tombstone)];
    OutboxRow { id, lead: Some(lead.id.clone()), key: None, events }
}

/// The row that tells others that nothing comes in from a site's pages. Made again for the same silence it is the same row.
pub fn announcement(site: &str, silence: &Silence) -> OutboxRow {
    let since = silence.since.begins().rfc3339();
    let id = OutboxId::from_entropy(&derived_entropy(&[EventType::SiteSilent.name(), site, &since]));
    let events = alloc::vec![Event::silent(&id, site, silence)];
    OutboxRow { id, lead: None, key: None, events }
}

fn outbox(lead: &Lead, news: &[&News], context: &Context<'_>) -> OutboxRow {
    let id = OutboxId::from_entropy(&context.outbox_entropy);
    let (view, site, now) = (LeadView::from(lead), &context.site.id, context.now);
    let events = news
        .iter()
        .enumerate()
        .map(|(at, news)| match *news {
            News::Of(kind) => Event::new(*kind, &id, at, site, &view, now),
            News::Missed(promise) => Event::missed(promise, &id, at, site, &view, now),
            News::Asked(asked) => Event::asked(asked, &id, at, site, &view, now),
        })
        .collect();
    OutboxRow { id, lead: Some(lead.id.clone()), key: None, events }
}

pub(super) fn done(lead: &Lead, change: Change) -> Reply {
    Reply::Done { lead: lead.id.clone(), change, stage: lead.stage, score: lead.score.total, anew: false }
}

#[cfg(test)]
pub(in crate::lead) mod tests;
