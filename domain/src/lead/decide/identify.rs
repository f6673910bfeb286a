//! A site says who its visitor is.

use super::{Context, Decision, Effect, Newborn, TakenSubmission, done, finish, known_or_born, stage_events};
use crate::{
    bond::Bond,
    form::write_phone,
    lead::{Change, EventType, FieldValue, Identification, Lead},
};
use alloc::{borrow::ToOwned, string::String};

/// Most fields that traits bring a lead to: names come from pages, and a record has bounds.
pub(in crate::lead) const MAX_FIELDS: usize = 100;

/// What was said before, or tells nothing new, changes nothing: pages say it at every load. The rest is learned as
/// answers of a form are, but nothing was submitted.
pub(super) fn identify(
    known: Result<Lead, Newborn>,
    taken: Option<&TakenSubmission>,
    said: Identification,
    context: &Context<'_>,
) -> Decision {
    let elsewhere = said.holder.as_ref().is_some_and(|holder| holder.taken.is_some());
    if let Ok(lead) = &known
        && (elsewhere || taken.is_some_and(|taken| taken.lead == lead.id))
    {
        return Decision::answer(done(lead, Change::None));
    }
    let (mut lead, change) = known_or_born(known, &said.key, &said.email, context);
    let id = said.id.clone();
    let learned = learn(&mut lead, &said, context) || change == Change::Created;
    let seen = said.visitor.is_some_and(|visitor| lead.profile.browsers.see(visitor, said.bond));
    let moved = lead.profile.be_at(said.place, said.at.min(context.now));
    let verified = said.bond == Bond::Verified && lead.profile.verify(&said.key, said.at.min(context.now));
    if !learned && !seen && !moved && !verified {
        return Decision::answer(done(&lead, Change::None));
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
    let (lead_id, at) = (lead.id.clone(), context.now);
    let taken = TakenSubmission { id, answers_hash: String::new(), lead: lead_id, form: String::new(), at };
    let effects = learned.then_some(Effect::PutSubmission(taken)).into_iter().collect();
    finish(lead, change, effects, &events, context)
}

/// Says whether anything was new. A value that is known already keeps the time and the source it came with.
fn learn(lead: &mut Lead, said: &Identification, context: &Context<'_>) -> bool {
    let at = said.at.min(context.now);
    let mut learned = false;
    for (name, said_value) in &said.fields {
        let (value, typed) = write_phone(name, said_value, context.site, said.place.country.as_deref());
        let fields = &mut lead.profile.fields;
        let known = fields.present(name);
        let fits = known.is_some() || fields.len() < MAX_FIELDS;
        // A number said as before is the same one, wherever the visitor is by now.
        let is_new = known.is_none_or(|known| known.value != value && known.typed.as_ref() != Some(said_value));
        if fits && is_new {
            let answer = FieldValue { at, value, source: "identify".to_owned(), typed };
            learned |= fields.learn(name, answer);
        }
    }
    learned
}

#[cfg(test)]
mod tests;
