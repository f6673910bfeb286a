//! A line of an import: written by whoever has the token, which may be anything.

use crate::demo;
use leadline_domain::{
    email::Email,
    id::LeadId,
    lead::{
        Change, Context, Decision, Effect, Lead, LeadDetail, LeadView, Newborn, Reply,
        transfer::{Line, Newcomer, restore, welcome},
    },
    secret::{LeadKey, Purpose},
    time::Day,
};

/// It is read the same again as it is written; what is taken in shows, scores and contributes; the second time changes nothing.
pub fn check(input: &[u8]) -> bool {
    let Ok(line) = serde_json::from_slice::<Line>(input) else { return false };
    let written = serde_json::to_string(&line).expect("what was read can be written");
    assert_eq!(serde_json::from_str::<Line>(&written).ok().as_ref(), Some(&line), "read again it is something else");
    match line {
        Line::Lead(lead) => comes_back(*lead),
        Line::Person(newcomer) => comes_from_elsewhere(&newcomer),
        Line::Submission(_) | Line::Alias(_) => {}
    }
    true
}

fn key(email: &Email) -> LeadKey {
    LeadKey::of(&demo::key(Purpose::LeadKey), &demo::site().identity.canonical(email))
}

const fn context(site: &leadline_domain::site::Site) -> Context<'_> {
    Context { site, shard: 0, now: demo::NOW, lead_entropy: [1; 16], outbox_entropy: [2; 16] }
}

fn comes_back(lead: Lead) {
    let site = demo::site();
    let lead = lead.moved_in(site.shards, |email| key(email).hex);
    let kept = kept(restore(None, lead.clone(), &context(site))).expect("nobody was there");
    assert_eq!(kept, lead, "a lead that comes back is as it was");
    shows(&kept);
    assert!(kept_again(&restore(Some(kept), lead, &context(site))), "the second time changed something");
}

fn comes_from_elsewhere(newcomer: &Newcomer) {
    let site = demo::site();
    let Some((_, row)) = newcomer.row(key) else { return };
    let kept = kept(welcome(Err(Newborn::default()), &row, &context(site))).expect("nobody was there");
    shows(&kept);
    assert!(kept_again(&welcome(Ok(kept), &row, &context(site))), "the second time changed something");
}

fn kept(decision: Decision) -> Option<Lead> {
    decision.effects.into_iter().find_map(|effect| match effect {
        Effect::PutLead(lead) => Some(*lead),
        _ => None,
    })
}

fn kept_again(decision: &Decision) -> bool {
    decision.effects.is_empty() && matches!(decision.reply, Reply::Done { change: Change::None, .. })
}

/// Everything that is asked of a lead has an answer.
fn shows(lead: &Lead) {
    let site = demo::site();
    for today in [Day(0), demo::today(), Day(u16::MAX)] {
        let scored = lead.clone().scored_on(site, today);
        let reasons = scored.score.reasons.iter();
        let sum = reasons.fold(0_i64, |sum, reason| sum.saturating_add(reason.points.0));
        assert!(lead.test || sum == scored.score.total.0, "reasons add up");
        serde_json::to_string(&LeadDetail::from(&scored)).expect("it can be shown");
        lead.contribution(site, today);
    }
    serde_json::to_string(&LeadView::from(lead)).expect("it can be told");
    let other = Lead { id: LeadId::new(1, &[9; 16]), ..lead.clone() };
    let mut both = lead.clone();
    both.absorb(&other);
}
