use super::*;
use crate::{
    account::Standing,
    email::Email,
    id::LeadId,
    lead::{Activity, Amendment, Command, Effect, LeadDetail, State, Subject, decide, decide::tests::snapshot},
    score::Points,
    site::{RawSite, Site},
    time::{DAY, Millis},
};
use alloc::boxed::Box;

const NOW: Millis = Millis(1_795_000_000_000);

fn context(site: &Site, days: i64) -> Context<'_> {
    Context { site, shard: 0, now: NOW.plus(days * DAY), lead_entropy: [1; 16], outbox_entropy: [2; 16] }
}

/// A site on which three active contacts of one company are worth 15 points of engagement.
fn lively() -> Site {
    let mut raw: RawSite = serde_json::from_str(include_str!("../../../site/example.json")).unwrap();
    let signal = r#"{"id": "lively-account", "when": {"active_contacts": {"at_least": 3}}}"#;
    let rule = r#"{"signal": "lively-account", "category": "engagement", "points": 15}"#;
    raw.scoring.signals.push(serde_json::from_str(signal).unwrap());
    raw.scoring.rules.push(serde_json::from_str(rule).unwrap());
    Site::check(raw).unwrap()
}

fn lead(site: &Site) -> Lead {
    Lead::new(LeadId::new(0, &[0; 16]), "k", Email::parse("ada@example.com").unwrap(), NOW, &site.scoring)
}

fn run(lead: Lead, command: Command, context: &Context<'_>) -> (Option<Lead>, bool) {
    let state = State { subject: Subject::Lead(Box::new(lead)), ..State::default() };
    let effects = decide(state, command, context).effects;
    let contributes = effects.iter().any(|effect| matches!(effect, Effect::Contribute(_)));
    let kept = effects.into_iter().find_map(|effect| match effect {
        Effect::PutLead(lead) => Some(*lead),
        _ => None,
    });
    (kept, contributes)
}

fn told(active: u32, at: i64) -> Told {
    let standing = Standing { contacts: active, active, engagement: Points(0) };
    let id = LeadId::new(0, &[0; 16]);
    Told { lead: id.clone(), contact: id, standing: Latest { at: Millis(at), value: standing } }
}

#[test]
fn how_the_account_stands_counts_in_the_score_and_not_in_what_is_contributed_to_it() {
    let site = lively();
    let context = context(&site, 0);
    let (lead, _) = run(lead(&site), Command::Stand(told(2, 1)), &context);
    assert_eq!(lead.as_ref().unwrap().score.total, Points(0));
    let (lead, _) = run(lead.unwrap(), Command::Stand(told(3, 2)), &context);
    let lead = lead.unwrap();
    assert_eq!(lead.score.engagement, Points(15_000));
    assert_eq!(lead.contribution(&site, context.now.day()).unwrap().engagement, Points(0));
}

#[test]
fn what_an_account_told_earlier_or_told_another_contact_changes_nothing() {
    let site = lively();
    let context = context(&site, 0);
    let (lead, _) = run(lead(&site), Command::Stand(told(3, 2)), &context);
    let lead = lead.unwrap();
    assert_eq!(run(lead.clone(), Command::Stand(told(9, 1)), &context).0, None);
    let of_another = Told { contact: LeadId::new(0, &[9; 16]), ..told(9, 3) };
    assert_eq!(run(lead, Command::Stand(of_another), &context).0, None);
}

#[test]
fn an_account_hears_of_a_contact_once_a_day() {
    let site = lively();
    let mut lead = lead(&site);
    let mut heard = [false; 4];
    for (nth, (day, heard)) in [0, 0, 1, 1].into_iter().zip(&mut heard).enumerate() {
        let context = context(&site, day);
        let mut visitor = snapshot(1, u32::try_from(nth).unwrap() + 1, &[]);
        visitor.visits.last_seen = Some(context.now);
        let activity = Activity {
            lead: lead.id.clone(),
            visitor,
            bond: crate::bond::Bond::Claimed,
            key: String::new(),
            at: context.now,
            deeds: Vec::new(),
        };
        let (kept, contributes) = run(lead, Command::See(activity), &context);
        lead = kept.unwrap();
        *heard = contributes;
    }
    assert_eq!(heard, [true, false, true, false]);
}

#[test]
fn who_has_a_free_mailbox_is_no_contact_of_anybody() {
    let site = lively();
    let free = Email::parse("ada@gmail.com").unwrap();
    let lead = Lead::new(LeadId::new(0, &[0; 16]), "k", free, NOW, &site.scoring);
    assert_eq!(lead.contribution(&site, NOW.day()), None);
    assert!(!run(lead, Command::Stand(told(3, 2)), &context(&site, 0)).1);
}

#[test]
fn the_address_to_write_to_agrees_and_all_of_them_take_back() {
    let site = lively();
    let mut lead = lead(&site);
    lead.profile.addresses.tell("other", Email::parse("ada@else.example").unwrap(), NOW.plus(5));
    let say = |lead: Lead, said: Said, at: i64| {
        let consents = alloc::vec![Agreement {
            key: None,
            purpose: "mail".into(),
            said,
            text: "news-2".into(),
            unless_since: None
        }];
        let amendment = Amendment { consents, ..Amendment::new(lead.id.clone(), NOW.plus(at), "api") };
        run(lead, Command::Amend(amendment), &context(&site, 0)).0.unwrap()
    };
    let allowed = |lead: &Lead| {
        let shown = LeadDetail::from(lead).consents;
        shown.into_iter().map(|view| (view.email, view.is_allowed, view.log.len())).collect::<Vec<_>>()
    };
    let (first, other) = (Some(lead.email.typed.clone()), Some("ada@else.example".into()));
    let lead = say(lead, Said::Given, 10);
    assert_eq!(allowed(&lead), [(first.clone(), true, 1)]);
    let lead = say(lead, Said::Withdrawn, 20);
    let mut found = allowed(&lead);
    found.sort();
    let mut wanted = [(first.clone(), false, 2), (other.clone(), false, 1)];
    wanted.sort();
    assert_eq!(found, wanted);
    let lead = say(lead, Said::Confirmed, 30);
    let mut found = allowed(&lead);
    found.sort();
    let mut wanted = [(first, true, 3), (other, false, 1)];
    wanted.sort();
    assert_eq!(found, wanted);
}
