use super::{
    super::tests::{Shard, snapshot},
    *,
};
use crate::{
    bond::Bond,
    email::Email,
    geo::Place,
    id::SubmissionId,
    lead::{Command, Reply},
    site,
    time::Millis,
};
use alloc::{format, string::String, vec::Vec};

fn said(id: u8, fields: &[(&str, &str)]) -> Identification {
    Identification {
        id: SubmissionId::from_entropy(&[id; 16]),
        key: "k".into(),
        email: Email::parse("ada@example.com").unwrap(),
        at: Millis(1_795_000_000_000),
        fields: fields.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
        place: Place::default(),
        visitor: None,
        bond: Bond::Claimed,
        known_as: None,
        holder: None,
    }
}

fn change(reply: &Reply) -> Change {
    let Reply::Done { change, .. } = reply else { panic!("{reply:?}") };
    *change
}

#[test]
fn who_is_identified_becomes_a_lead_without_a_submission() {
    let (site, mut shard) = (site::example(), Shard::default());
    let mut first = said(1, &[("company_size", "51-200")]);
    first.visitor = Some(snapshot(1, 3, &["pricing-view"]));
    shard.run(Command::Identify(first), &site, 1);
    let lead = shard.lead.as_ref().unwrap();
    assert_eq!((lead.score.total.0, lead.profile.submitted.submissions()), (45_000, 0));
    assert_eq!(lead.profile.fields.present("company_size").unwrap().source, "identify");
    assert_eq!(shard.events(), ["lead.created"]);
    shard.run(Command::Identify(said(2, &[("job_title", "Head of Quality")])), &site, 2);
    assert_eq!(shard.events()[1..], ["lead.updated", "lead.stage_changed", "lead.qualified"]);
}

#[test]
fn what_is_said_again_changes_nothing() {
    let (site, mut shard) = (site::example(), Shard::default());
    let first = said(1, &[("city", "Wien")]);
    shard.run(Command::Identify(first.clone()), &site, 1);
    let before = (shard.lead.clone(), shard.outbox.len());
    assert_eq!(change(&shard.run(Command::Identify(first.clone()), &site, 2)), Change::None);
    assert_eq!(change(&shard.run(Command::Identify(said(2, &[("city", "Wien")])), &site, 3)), Change::None);
    assert_eq!((shard.lead.clone(), shard.outbox.len()), before);
    shard.run(
        Command::Identify(Identification { at: Millis(1_795_000_000_009), ..said(3, &[("city", "Graz")]) }),
        &site,
        9,
    );
    assert_eq!(change(&shard.run(Command::Identify(first), &site, 10)), Change::None, "a late retry is no news");
    assert_eq!(shard.lead.unwrap().profile.fields.value("city"), Some("Graz"));
}

#[test]
fn activity_alone_is_taken_in_and_told_to_nobody() {
    let (site, mut shard) = (site::example(), Shard::default());
    shard.run(Command::Identify(said(1, &[])), &site, 1);
    let seen = Identification { visitor: Some(snapshot(1, 2, &["pricing-view"])), ..said(2, &[]) };
    assert_eq!(change(&shard.run(Command::Identify(seen.clone()), &site, 2)), Change::Updated);
    assert_eq!(change(&shard.run(Command::Identify(seen), &site, 3)), Change::None);
    assert_eq!(shard.lead.as_ref().unwrap().score.total.0, 25_000);
    assert_eq!(shard.events(), ["lead.created"]);
}

#[test]
fn a_lead_s_fields_are_bounded_whatever_pages_say() {
    let (site, mut shard) = (site::example(), Shard::default());
    for round in 0..10_u8 {
        let names: Vec<String> = (0..25).map(|at| format!("field_{round}_{at}")).collect();
        let fields: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "x")).collect();
        shard.run(Command::Identify(said(round, &fields)), &site, round);
    }
    assert_eq!(shard.lead.unwrap().profile.fields.len(), MAX_FIELDS);
}

#[test]
fn where_somebody_is_now_is_kept_though_nothing_else_is_new() {
    let (site, mut shard) = (site::example(), Shard::default());
    let from = |id, country| Identification { place: Place::of(country, ""), ..said(id, &[("phone", "01 5128900")]) };
    shard.run(Command::Identify(from(1, "AT")), &site, 1);
    shard.run(Command::Identify(Identification { fields: [].into(), ..from(2, "DE") }), &site, 2);
    let lead = shard.lead.as_ref().unwrap();
    assert_eq!(lead.profile.place.as_ref().unwrap().value.country.as_deref(), Some("DE"));
    assert_eq!(shard.events(), ["lead.created"], "no event for it");
    let phone = lead.profile.fields.present("phone").unwrap();
    assert_eq!((phone.value.as_str(), phone.typed.as_deref()), ("+4315128900", Some("01 5128900")));
    assert_eq!(
        change(&shard.run(Command::Identify(from(3, "XX")), &site, 3)),
        Change::None,
        "nowhere known is no place"
    );
}
