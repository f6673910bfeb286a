//! A lead that qualifies waits for its owner, and others hear of it when it has one.

use super::{Context, Decision, Effect, News, done, finish_telling};
use crate::{
    assignment::Assigned,
    lead::{Change, EventType, Latest, Lead, Settled, Stage},
    site::Site,
    time::Millis,
};
use alloc::{borrow::ToOwned, string::String, vec::Vec};

/// What is said of an owner that people chose while one was being picked.
const PEOPLE: &str = "people";

/// Holds back that a lead is qualified, if somebody is to be picked for it, and says so once nobody is to be any more. Returns what is
/// to be done about it.
pub(super) fn hold(lead: &mut Lead, news: &mut Vec<News>, context: &Context<'_>) -> Option<Effect> {
    let is_qualified = |news: &News| matches!(news, News::Of(EventType::LeadQualified));
    if news.iter().any(is_qualified) && wants_owner(lead, context.site) {
        news.retain(|news| !is_qualified(news));
        lead.awaits = Some(lead.awaits.unwrap_or(context.now));
    }
    let since = lead.awaits?;
    if wants_owner(lead, context.site) && lead.stage >= Stage::Mql {
        return Some(Effect::Route(lead.id.clone(), true));
    }
    lead.awaits = None;
    // Whoever was sent back before anybody was picked is nobody's, and no news.
    if lead.stage >= Stage::Mql {
        if let Some(owner) = lead.profile.owner().map(ToOwned::to_owned) {
            note(lead, since, Assigned { owner: Some(owner), why: String::from(PEOPLE) }, context);
        }
        news.push(EventType::LeadQualified.into());
    }
    Some(Effect::Route(lead.id.clone(), false))
}

/// Whether somebody is to be picked for a lead that qualifies.
fn wants_owner(lead: &Lead, site: &Site) -> bool {
    !site.routing.is_empty() && !lead.test && lead.suppressed.is_none() && lead.profile.owner().is_none()
}

fn note(lead: &mut Lead, since: Millis, assigned: Assigned, context: &Context<'_>) {
    let at = context.now.max(since);
    Latest::take(&mut lead.profile.assigned, &Latest { at, value: assigned });
}

/// Somebody was picked. Only what a lead waits for is taken: said twice, or of another time, it changes nothing.
pub(super) fn settle(mut lead: Lead, said: Settled, context: &Context<'_>) -> Decision {
    let Settled { since, assigned, .. } = said;
    if lead.awaits != Some(since) {
        return Decision::answer(done(&lead, Change::None));
    }
    lead.awaits = None;
    if let Some(owner) = &assigned.owner {
        lead.profile.own(&Latest { at: context.now.max(since), value: owner.clone() });
    }
    note(&mut lead, since, assigned, context);
    let effects = alloc::vec![Effect::Route(lead.id.clone(), false)];
    finish_telling(lead, Change::Updated, effects, alloc::vec![EventType::LeadQualified.into()], context)
}

#[cfg(test)]
mod tests;
