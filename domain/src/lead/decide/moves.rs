//! People move a lead, talk to the person, and time passes.

use super::{Context, Decision, Effect, News, done, finish_telling, stage_events};
use crate::{
    lead::{Change, Contact, EventType, Goal, Lead, Move, Mover, NotMoved, Reply, Stage, StageEntry},
    site::Lifecycle,
};
use alloc::{borrow::ToOwned, string::String, vec::Vec};

/// Moves a lead where people say, if it can go there. Asked again, it is moved once.
pub(super) fn go(mut lead: Lead, said: Move, context: &Context<'_>) -> Decision {
    if said.request.as_deref().is_some_and(|request| lead.journey.of_request(request).is_some()) {
        return Decision::answer(done(&lead, Change::None));
    }
    let to = match aim(&lead, &said, &context.site.lifecycle) {
        Ok(Some(to)) => to,
        Ok(None) => return Decision::answer(done(&lead, Change::None)),
        Err(not) => return Decision::answer(Reply::NotMoved(not)),
    };
    let qualifies = !lead.test && lead.journey.bar() < Stage::Mql && to >= Stage::Mql;
    let Move { reason, note, request, .. } = said;
    lead.journey.enter(StageEntry { at: context.now, stage: to, by: Mover::People, reason, note, request });
    lead.arrive();
    let entered = lead.reconsider(context.site, context.now);
    let mut news: Vec<News> = alloc::vec![EventType::LeadStageChanged.into()];
    if qualifies {
        news.push(EventType::LeadQualified.into());
    }
    news.extend(stage_events(&entered).into_iter().skip(1).map(News::from));
    finish_telling(lead, Change::Updated, Vec::new(), news, context)
}

/// Where a lead goes; nothing if it is there.
fn aim(lead: &Lead, said: &Move, lifecycle: &Lifecycle) -> Result<Option<Stage>, NotMoved> {
    let (here, reason) = (lead.stage, said.reason.as_deref());
    let to = match said.goal {
        Goal::Accept => {
            let next = lifecycle.accepted().ok_or(NotMoved::Unused)?;
            if here != Stage::Mql && here != next {
                return Err(NotMoved::From(here));
            }
            next
        }
        Goal::Reject => {
            let to = coded(reason, lifecycle)?;
            if here != to && !matches!(here, Stage::Mql | Stage::Sal | Stage::Sql) {
                return Err(NotMoved::From(here));
            }
            to
        }
        Goal::Enter(stage) if !lifecycle.uses(stage) => return Err(NotMoved::Unused),
        Goal::Enter(stage) if stage == here => stage,
        Goal::Enter(stage) if stage.is_aside() => match coded(reason, lifecycle)? {
            to if to == stage => to,
            to => return Err(NotMoved::ReasonLeads(to)),
        },
        Goal::Enter(stage) => {
            let is_back = stage < here || here == Stage::Disqualified;
            let says_why = reason.is_some() || said.note.is_some();
            if stage != here && is_back && !says_why {
                return Err(NotMoved::ReasonNeeded);
            }
            stage
        }
    };
    Ok((to != here).then_some(to))
}

/// Where a reason leads.
fn coded(reason: Option<&str>, lifecycle: &Lifecycle) -> Result<Stage, NotMoved> {
    let reason = reason.ok_or(NotMoved::ReasonNeeded)?;
    let known = || lifecycle.reasons.iter().map(|reason| reason.id.clone()).collect::<Vec<String>>();
    lifecycle.reason(reason).map(|reason| reason.leads_to).ok_or_else(|| NotMoved::ReasonUnknown(known()))
}

/// Somebody talked to the person, or tried to. What is known already changes nothing.
pub(super) fn contact(mut lead: Lead, said: &Contact, context: &Context<'_>) -> Decision {
    if !lead.profile.contact(said.at.min(context.now)) {
        return Decision::answer(done(&lead, Change::None));
    }
    lead.reconsider(context.site, context.now);
    finish_telling(lead, Change::Updated, Vec::new(), alloc::vec![EventType::LeadUpdated.into()], context)
}

/// Time passed: what was not done by now is told. It need not be due any more, since calendars change.
pub(super) fn tick(mut lead: Lead, context: &Context<'_>) -> Decision {
    let before = lead.promises.clone();
    lead.fall_late(context.site, context.now);
    let wake = alloc::vec![Effect::Wake(lead.id.clone(), lead.wakes_at())];
    if lead.late.is_empty() && lead.promises == before && lead.wake_at == lead.wakes_at() {
        return Decision { effects: wake, reply: done(&lead, Change::None) };
    }
    finish_telling(lead, Change::Updated, wake, Vec::new(), context)
}

/// What brought a lead into stages, said as `score` or `signal:<id>`.
pub(in crate::lead) fn why(signal: Option<&str>) -> String {
    signal.map_or_else(|| "score".to_owned(), |signal| alloc::format!("signal:{signal}"))
}

#[cfg(test)]
mod tests;
