use super::*;
use crate::{
    bond::Bond,
    email::Email,
    id::VisitorId,
    site::{self, SignalKey},
    time::Day,
    visit::{SignalCounts, Snapshot, Visits},
};
use alloc::{collections::BTreeMap, vec};
use proptest::prelude::*;

const NOW: Millis = Millis(1_795_000_000_000);

fn context(site: &Site, draw: u8) -> Context<'_> {
    Context { site, shard: 2, now: NOW.plus(i64::from(draw)), lead_entropy: [draw; 16], outbox_entropy: [draw; 16] }
}

pub(in crate::lead) fn snapshot(visitor: u8, folded: u32, signals: &[&str]) -> Snapshot {
    let mut counts = SignalCounts::default();
    for signal in signals {
        counts.add(SignalKey::of(signal), Day(100));
    }
    Snapshot {
        visitor: VisitorId::from_entropy(&[visitor; 16]),
        folded,
        first: None,
        last: None,
        between: vec![],
        signals: counts,
        visits: Visits::default(),
    }
}

fn submission(id: u8, email: &str, fields: &[(&str, &str)]) -> Submission {
    Submission {
        id: SubmissionId::from_entropy(&[id; 16]),
        answers_hash: format!("{email}{fields:?}"),
        form: "whitepaper".into(),
        key: "k".into(),
        email: Email::parse(email).unwrap(),
        fields: fields.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
        typed: alloc::collections::BTreeMap::new(),
        test: false,
        place: crate::geo::Place::default(),
        visitor: None,
        bond: Bond::Claimed,
        known_as: None,
        at: None,
        corrected_at: None,
        holder: None,
        agreed: Vec::new(),
        confirm: None,
    }
}

fn activity(lead: &LeadId, visitor: Snapshot) -> Command {
    Command::See(Activity {
        lead: lead.clone(),
        visitor,
        bond: Bond::Claimed,
        key: String::new(),
        at: NOW,
        deeds: vec![],
    })
}

/// A shard in memory: applies effects as the object does.
#[derive(Default)]
pub(super) struct Shard {
    pub(super) lead: Option<Lead>,
    submissions: BTreeMap<SubmissionId, TakenSubmission>,
    pub(super) outbox: Vec<OutboxRow>,
    projected: usize,
}

impl Shard {
    pub(super) fn run(&mut self, command: Command, site: &Site, draw: u8) -> Reply {
        let submission = command.id().and_then(|id| self.submissions.get(id).cloned());
        let subject = self.lead.clone().map_or(Subject::Nobody, |lead| Subject::Lead(Box::new(lead)));
        let decision = decide(State { subject, submission, ..State::default() }, command, &context(site, draw));
        for effect in decision.effects {
            match effect {
                Effect::PutLead(lead) => self.lead = Some(*lead),
                Effect::PutSubmission(taken) => drop(self.submissions.insert(taken.id.clone(), taken)),
                Effect::PutOutbox(row) => self.outbox.push(row),
                Effect::Project(_) => self.projected += 1,
                Effect::Contribute(_) | Effect::Wake(..) | Effect::Await(_) | Effect::Settled(_) => {}
            }
        }
        decision.reply
    }

    pub(super) fn events(&self) -> Vec<&str> {
        self.outbox.iter().flat_map(|row| &row.events).map(|event| event.kind.as_str()).collect()
    }
}

#[test]
fn a_submission_makes_a_lead_and_a_second_with_more_answers_qualifies_it_once() {
    let site = site::example();
    let mut shard = Shard::default();
    let mut first = submission(1, "Ada@Example.com", &[("company_size", "51-200")]);
    first.visitor = Some(snapshot(1, 3, &["pricing-view"]));
    shard.run(Command::Submit(first), &site, 1);
    assert_eq!(shard.lead.as_ref().unwrap().score.total.0, 45_000);
    let second = submission(2, "ada@example.COM", &[("job_title", "Head of Quality")]);
    shard.run(Command::Submit(second), &site, 2);
    let third = submission(3, "ada@example.com", &[("job_title", "Director")]);
    shard.run(Command::Submit(third), &site, 3);
    let lead = shard.lead.as_ref().unwrap();
    assert_eq!((lead.score.total.0, lead.stage, lead.profile.submitted.submissions()), (65_000, Stage::Mql, 3));
    assert_eq!(shard.events().iter().filter(|kind| **kind == "lead.qualified").count(), 1);
    assert_eq!(shard.projected, 2);
    assert_eq!(shard.events()[..2], ["lead.created", "form.submitted"]);
}

#[test]
fn a_retry_changes_nothing_and_a_correction_is_not_counted_again() {
    let site = site::example();
    let mut shard = Shard::default();
    let first = submission(1, "ada@example.com", &[("job_title", "Hed")]);
    shard.run(Command::Submit(first.clone()), &site, 1);
    let before = (shard.lead.clone(), shard.outbox.len());
    let Reply::Done { change, .. } = shard.run(Command::Submit(first), &site, 2) else { panic!() };
    assert_eq!(change, Change::None);
    assert_eq!((shard.lead.clone(), shard.outbox.len()), before);
    shard.run(Command::Submit(submission(1, "ada@example.com", &[("job_title", "Head")])), &site, 3);
    let lead = shard.lead.as_ref().unwrap();
    assert_eq!((lead.profile.submitted.submissions(), lead.profile.fields.value("job_title")), (1, Some("Head")));
}

#[test]
fn activity_of_a_known_lead_can_qualify_it_and_says_nothing_otherwise() {
    let site = site::example();
    let mut shard = Shard::default();
    let fields = [("company_size", "51-200"), ("job_title", "Head")];
    shard.run(Command::Submit(submission(1, "ada@example.com", &fields)), &site, 1);
    let lead = shard.lead.as_ref().unwrap().id.clone();
    let told = shard.outbox.len();
    let see = |visitor| activity(&lead, visitor);
    shard.run(see(snapshot(1, 1, &["case-study"])), &site, 2);
    assert_eq!(shard.outbox.len(), told);
    shard.run(see(snapshot(1, 2, &["case-study", "pricing-view"])), &site, 3);
    assert_eq!(shard.events()[2..], ["lead.stage_changed", "lead.qualified"]);
    shard.run(see(snapshot(1, 1, &[])), &site, 4);
    assert_eq!(shard.lead.as_ref().unwrap().score.total.0, 80_000);
}

#[test]
fn activity_of_nobody_creates_nobody() {
    let site = site::example();
    let mut shard = Shard::default();
    let see = activity(&LeadId::new(2, &[9; 16]), snapshot(1, 1, &[]));
    assert_eq!(shard.run(see, &site, 1), Reply::Unknown);
    assert!(shard.lead.is_none());
}

#[test]
fn a_command_with_activity_survives_json() {
    let mut submission = submission(1, "ada@example.com", &[("job_title", "Head")]);
    submission.visitor = Some(snapshot(1, 3, &["pricing-view"]));
    let command = Command::Submit(submission);
    let json = serde_json::to_string(&command).unwrap();
    assert_eq!(serde_json::from_str::<Command>(&json).unwrap(), command);
}

#[test]
fn an_event_reads_as_a_cloud_event() {
    let site = site::example();
    let mut shard = Shard::default();
    shard.run(Command::Submit(submission(1, "ada@example.com", &[("job_title", "Head")])), &site, 1);
    insta::assert_json_snapshot!(shard.outbox[0].events[0]);
}

proptest! {
    #[test]
    fn snapshots_in_any_order_and_repetition_end_in_the_same_record(
        seen in prop::collection::vec((0u8..4, 1u32..6, 0usize..3), 1..12),
    ) {
        let site = site::example();
        let run = |order: &mut dyn Iterator<Item = &(u8, u32, usize)>| {
            let mut shard = Shard::default();
            shard.run(Command::Submit(submission(1, "ada@example.com", &[])), &site, 1);
            let lead = shard.lead.as_ref().unwrap().id.clone();
            for (visitor, folded, extra) in order {
                let signals = vec!["case-study"; usize::try_from(*folded).unwrap() + extra];
                let visitor = snapshot(*visitor, *folded, &signals);
                shard.run(activity(&lead, visitor), &site, 1);
            }
            let lead = shard.lead.unwrap();
            (lead.profile.browsers, lead.score, lead.stage)
        };
        let forth = run(&mut seen.iter());
        prop_assert_eq!(&forth, &run(&mut seen.iter().rev()));
        prop_assert_eq!(&forth, &run(&mut seen.iter().chain(&seen)));
    }
}
