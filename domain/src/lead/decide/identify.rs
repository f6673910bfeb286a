//! A site says who its visitor is.

use super::{Context, Decision, Effect, State, TakenSubmission, born, done, finish, stage_events};
use crate::{
    form::write_phone,
    lead::{Change, EventType, FieldValue, Identification, Lead},
};
use alloc::{borrow::ToOwned, string::String, vec::Vec};

/// Most fields that traits bring a lead to: names come from pages, and a record has bounds.
const MAX_FIELDS: usize = 100;

/// What was said before, or tells nothing new, changes nothing: pages say it at every load. The rest is learned as
/// answers of a form are, but nothing was submitted.
pub(super) fn identify(state: State, said: Identification, context: &Context<'_>) -> Decision {
    let taken = state.submission.as_ref();
    if let (Some(lead), Some(taken)) = (&state.lead, taken)
        && taken.lead == lead.id
    {
        return Decision { effects: Vec::new(), reply: done(lead, Change::None) };
    }
    let (mut lead, change) = match state.lead {
        Some(lead) => (lead, Change::Updated),
        None => (born(said.email.clone(), context), Change::Created),
    };
    let id = said.id.clone();
    let learned = learn(&mut lead, &said, context) || change == Change::Created;
    let seen = said.visitor.is_some_and(|visitor| lead.see(visitor));
    let moved = lead.be_at(said.place);
    if !learned && !seen && !moved {
        return Decision { effects: Vec::new(), reply: done(&lead, Change::None) };
    }
    let grade = lead.score.grade;
    let entered = lead.reconsider(context.site, context.now);
    let mut events = stage_events(&entered);
    if change == Change::Created {
        events.insert(0, EventType::LeadCreated);
    } else if learned || (lead.score.grade != grade && events.is_empty()) {
        events.insert(0, EventType::LeadUpdated);
    }
    // A snapshot needs no memory: taken in again, it changes nothing.
    let taken = TakenSubmission { id, answers_hash: String::new(), lead: lead.id.clone() };
    let effects = learned.then_some(Effect::PutSubmission(taken)).into_iter().collect();
    finish(lead, change, effects, &events, context)
}

/// Says whether anything was new. A value that is known already keeps the time and the source it came with.
fn learn(lead: &mut Lead, said: &Identification, context: &Context<'_>) -> bool {
    let at = said.at.min(context.now);
    let mut learned = false;
    for (name, said_value) in &said.fields {
        let (value, typed) = write_phone(name, said_value, context.site, said.place.country.as_deref());
        let known = lead.fields.0.get(name);
        let fits = known.is_some() || lead.fields.0.len() < MAX_FIELDS;
        // A number said as before is the same one, wherever the visitor is by now.
        let is_new = known.is_none_or(|known| known.value != value && known.typed.as_ref() != Some(said_value));
        if fits && is_new {
            let answer = FieldValue { at, value, source: "identify".to_owned(), typed };
            learned |= lead.fields.learn(name, answer);
        }
    }
    learned
}

#[cfg(test)]
mod tests;
