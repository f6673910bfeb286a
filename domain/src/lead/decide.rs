//! The decision: a state, a command and the time in; effects and a reply out. The shard applies the effects in one
//! transaction and only then sends the reply.

mod identify;
mod rescore;

pub use rescore::rescore;

use super::{Activity, Change, Command, Event, EventType, FieldValue, Lead, LeadView, Reply, Stage, Submission};
use crate::{
    condition::{Happened, Occasion},
    email::Email,
    id::{Entropy, LeadId, OutboxId, SubmissionId},
    site::Site,
    time::Millis,
    visit::Snapshot,
};
use alloc::{boxed::Box, format, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// What the shard knows that bears on a command.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// The lead of the command's key or id.
    pub lead: Option<Lead>,
    /// The submission of the command's id, if it was taken before.
    pub submission: Option<TakenSubmission>,
}

/// A submission taken before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenSubmission {
    /// Its id.
    pub id: SubmissionId,
    /// [`Submission::answers_hash`].
    pub answers_hash: String,
    /// Which lead it went to.
    pub lead: LeadId,
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
}

/// A row of the outbox: all events of one command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxRow {
    /// Its id, the same on every attempt.
    pub id: OutboxId,
    /// Whose events.
    pub lead: LeadId,
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

/// Decides about a command.
pub fn decide(state: State, command: Command, context: &Context<'_>) -> Decision {
    match command {
        Command::Submit(submission) => submit(state, submission, context),
        Command::Identify(identification) => identify::identify(state, identification, context),
        Command::See(activity) => see(state, activity, context),
    }
}

/// A retry (same id, same answers) changes nothing; a correction (same id, other answers) changes fields and is not
/// counted again; anything else is a new submission.
fn submit(state: State, submission: Submission, context: &Context<'_>) -> Decision {
    let taken = state.submission.as_ref();
    if let (Some(lead), Some(taken)) = (&state.lead, taken)
        && taken.answers_hash == submission.answers_hash
        && taken.lead == lead.id
    {
        return Decision { effects: Vec::new(), reply: done(lead, Change::None) };
    }
    let (mut lead, change) = match state.lead {
        Some(lead) => (lead, Change::Updated),
        None => (born(submission.email.clone(), context), Change::Created),
    };
    let correction = taken.is_some_and(|taken| taken.lead == lead.id);
    let effect = Effect::PutSubmission(TakenSubmission {
        id: submission.id.clone(),
        answers_hash: submission.answers_hash.clone(),
        lead: lead.id.clone(),
    });
    learn(&mut lead, submission, correction, context);
    let entered = lead.reconsider(context.site, context.now);
    let first = if change == Change::Created { EventType::LeadCreated } else { EventType::LeadUpdated };
    let mut events = alloc::vec![first, EventType::FormSubmitted];
    events.extend(stage_events(&entered));
    finish(lead, change, alloc::vec![effect], &events, context)
}

fn born(email: Email, context: &Context<'_>) -> Lead {
    let id = LeadId::new(context.shard, &context.lead_entropy);
    Lead::new(id, email, context.now, &context.site.scoring)
}

fn learn(lead: &mut Lead, submission: Submission, correction: bool, context: &Context<'_>) {
    let source = format!("form:{}", submission.form);
    for (name, value) in submission.fields {
        let typed = submission.typed.get(&name).cloned();
        lead.fields.learn(&name, FieldValue { at: context.now, value, source: source.clone(), typed });
    }
    if !correction {
        lead.submissions = lead.submissions.saturating_add(1);
        let touches = submission.visitor.as_ref().map(Snapshot::came_from).unwrap_or_default();
        let occasion = Occasion { what: Happened::Submission(&submission.form), touches };
        for signal in context.site.scoring.signals_of(&occasion) {
            lead.submitted.add(signal, context.now.day());
        }
    }
    if let Some(snapshot) = submission.visitor {
        lead.see(snapshot);
    }
    lead.be_at(submission.place);
    lead.email = submission.email;
}

/// A known lead's activity. One row is written, and others are told only if it changed the stage or the grade.
fn see(state: State, activity: Activity, context: &Context<'_>) -> Decision {
    let Some(mut lead) = state.lead else {
        return Decision { effects: Vec::new(), reply: Reply::Unknown };
    };
    if !lead.see(activity.visitor) {
        return Decision { effects: Vec::new(), reply: done(&lead, Change::None) };
    }
    let grade = lead.score.grade;
    let entered = lead.reconsider(context.site, context.now);
    let mut events = stage_events(&entered);
    if lead.score.grade != grade && events.is_empty() {
        events.push(EventType::LeadUpdated);
    }
    finish(lead, Change::Updated, Vec::new(), &events, context)
}

fn stage_events(entered: &[Stage]) -> Vec<EventType> {
    let changed = entered.iter().map(|_| EventType::LeadStageChanged);
    // `reconsider` enters only stages further than any before, so a lead enters Mql at most once in its life.
    let qualified = entered.contains(&Stage::Mql).then_some(EventType::LeadQualified);
    changed.take(1).chain(qualified).collect()
}

fn finish(
    mut lead: Lead,
    change: Change,
    mut effects: Vec<Effect>,
    events: &[EventType],
    context: &Context<'_>,
) -> Decision {
    lead.version = lead.version.saturating_add(1);
    lead.updated_at = context.now;
    if !events.is_empty() {
        effects.push(Effect::PutOutbox(outbox(&lead, events, context)));
    }
    if context.site.projects(lead.is_qualified()) {
        effects.push(Effect::Project(lead.id.clone()));
    }
    let reply = done(&lead, change);
    effects.push(Effect::PutLead(Box::new(lead)));
    Decision { effects, reply }
}

fn outbox(lead: &Lead, events: &[EventType], context: &Context<'_>) -> OutboxRow {
    let id = OutboxId::from_entropy(&context.outbox_entropy);
    let view = LeadView::from(lead);
    let events = events
        .iter()
        .enumerate()
        .map(|(at, kind)| Event::new(*kind, &id, at, &context.site.id, &view, context.now))
        .collect();
    OutboxRow { id, lead: lead.id.clone(), events }
}

fn done(lead: &Lead, change: Change) -> Reply {
    Reply::Done { lead: lead.id.clone(), change, stage: lead.stage, score: lead.score.total }
}

#[cfg(test)]
mod tests;
