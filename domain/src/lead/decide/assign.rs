//! A lead that qualifies waits for its owner, and others hear of it when it has one.

use super::{Context, Decision, Effect, News, done, finish_telling};
use crate::{
    assignment::Assigned,
    lead::{Change, EventType, Latest, Lead, Settled, Stage},
    site::Site,
    time::Millis,
};
use alloc::{string::String, vec::Vec};

/// Why somebody is the owner whom nobody picked: people named them meanwhile.
const PEOPLE: &str = "people";
/// They were before.
const KEPT: &str = "kept";
/// Nobody is: the lead was sent back, or the site gives nobody leads like it any more.
const NOBODY: &str = "nobody";

/// Holds back that a lead is qualified, if somebody is to be picked for it, and says so once nobody is to be any more.
/// Returns what is to be done about it.
pub(super) fn hold(lead: &mut Lead, news: &mut Vec<News>, context: &Context<'_>) -> Option<Effect> {
    let is_qualified = |news: &News| matches!(news, News::Of(EventType::LeadQualified));
    if news.iter().any(is_qualified) && wants_owner(lead, context.site) {
        news.retain(|news| !is_qualified(news));
        lead.awaits = Some(lead.awaits.unwrap_or(context.now));
    }
    let since = lead.awaits?;
    if waits(lead, context.site) {
        return Some(Effect::Await(lead.id.clone()));
    }
    lead.awaits = None;
    let owner = lead.profile.owner.clone().filter(|owner| !owner.value.is_empty());
    let why = owner.as_ref().map_or(NOBODY, |owner| if owner.at > since { PEOPLE } else { KEPT });
    let assigned = Assigned { owner: owner.map(|owner| owner.value), why: String::from(why) };
    note(lead, since, assigned, context);
    // Whoever was sent back before anybody was picked is no news.
    if lead.stage >= Stage::Mql && !news.iter().any(is_qualified) {
        news.push(EventType::LeadQualified.into());
    }
    Some(Effect::Settled(lead.id.clone()))
}

/// Whether somebody is to be picked for a lead that waits.
pub(in crate::lead) fn waits(lead: &Lead, site: &Site) -> bool {
    lead.awaits.is_some() && lead.stage >= Stage::Mql && wants_owner(lead, site)
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
        // As of when it qualified: whomever people name after that is the owner.
        lead.profile.own(&Latest { at: since, value: owner.clone() });
    }
    note(&mut lead, since, assigned, context);
    let effects = alloc::vec![Effect::Settled(lead.id.clone())];
    finish_telling(lead, Change::Updated, effects, alloc::vec![EventType::LeadQualified.into()], context)
}

#[cfg(test)]
mod tests;
