//! The model changed, or time has passed: what is a lead worth now?

use super::{Context, Decision, finish, stage_events};
use crate::{
    lead::{Change, EventType, Lead},
    score::Score,
};
use alloc::vec::Vec;

/// Scores a lead again. Nothing is written where the score comes out the same but for the ages of its reasons; others are
/// told only if stage or grade changed. Stages move forward only: whoever was qualified by the old model stays so.
pub fn rescore(mut lead: Lead, context: &Context<'_>) -> Option<Decision> {
    if lead.test {
        return None;
    }
    let scores = |lead: &Lead| (lead.score.ageless(), lead.other_scores.iter().map(Score::ageless).collect::<Vec<_>>());
    let (before, grade) = (scores(&lead), lead.score.grade);
    let (listed, promised) = (lead.suppressed.clone(), lead.promises.clone());
    lead.fall_late(context.site, context.now);
    let entered = lead.reconsider(context.site, context.now);
    // What was asked for in time may be another thing by now.
    let mut asked = lead.clone();
    asked.promise(context.site, context.now);
    let is_same = scores(&lead) == before && lead.suppressed == listed && asked.promises == promised;
    if is_same && entered.is_empty() && lead.late.is_empty() {
        return None;
    }
    let mut events = stage_events(&entered);
    if events.is_empty() && lead.score.grade != grade {
        events.push(EventType::LeadUpdated);
    }
    Some(finish(lead, Change::Updated, Vec::new(), &events, context))
}

#[cfg(test)]
mod tests {
    use super::{super::tests::snapshot, *};
    use crate::{
        email::Email,
        id::LeadId,
        lead::{Effect, FieldValue},
        site,
        time::Millis,
    };
    use alloc::boxed::Box;

    fn context(site: &site::Site) -> Context<'_> {
        Context { site, shard: 0, now: Millis(9), lead_entropy: [1; 16], outbox_entropy: [2; 16] }
    }

    fn lead(site: &site::Site) -> Lead {
        let email = Email::parse("ada@example.com").unwrap();
        let mut lead = Lead::new(LeadId::new(0, &[0; 16]), "k", email, Millis(0), &site.scoring);
        let title = FieldValue { at: Millis(1), value: "Director".into(), source: "form:x".into(), typed: None };
        lead.profile.fields.learn("job_title", title);
        lead.reconsider(site, Millis(1));
        lead
    }

    #[test]
    fn the_same_model_changes_nothing() {
        let site = site::example();
        assert_eq!(rescore(lead(&site), &context(&site)), None);
    }

    #[test]
    fn ages_alone_change_nothing() {
        let site = site::example();
        let mut seen = lead(&site);
        seen.profile.browsers.see(snapshot(1, 3, &["pricing-view"]), crate::bond::Bond::Claimed);
        seen.reconsider(&site, Millis(1));
        assert!(seen.score.reasons.iter().any(|reason| reason.age_days.is_some()));
        let later = Context { now: Millis(1_900_000_000_000), ..context(&site) };
        assert_eq!(rescore(seen, &later), None);
    }

    #[test]
    fn a_lead_that_qualifies_by_the_new_model_is_told_of_once() {
        let old = site::example();
        let mut raw: site::RawSite = serde_json::from_str(include_str!("../../site/example.json")).unwrap();
        raw.scoring.rules.iter_mut().filter(|rule| rule.signal == "decision-maker").for_each(|rule| rule.points = 70);
        let new = site::Site::check(raw).unwrap();
        let decision = rescore(lead(&old), &context(&new)).unwrap();
        let told: Vec<_> = decision
            .effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::PutOutbox(row) => Some(row.events.len()),
                _ => None,
            })
            .collect();
        assert_eq!(told, [2], "the stage changed, and the lead is qualified");
        let kept = decision.effects.into_iter().find_map(|effect| match effect {
            Effect::PutLead(lead) => Some(lead),
            _ => None,
        });
        let kept: Box<Lead> = kept.unwrap();
        assert_eq!(rescore(*kept, &context(&new)), None, "and not again");
        assert_ne!(old.model_version, new.model_version);
    }
}
