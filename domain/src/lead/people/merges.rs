//! Two leads that are one person.

use super::{
    super::{
        Agreement, Amendment, Change, Command, Identification, Reply, Said, Submission,
        merge::{Given, Seniority},
    },
    apart,
    world::{SHARDS, World, browse, browser, submissions, views},
};
use crate::{
    bond::Bond,
    email::Email,
    form::Agreed,
    geo::Place,
    id::{LeadId, SubmissionId},
};
use alloc::{borrow::ToOwned, format, string::String, vec, vec::Vec};

/// What a merge has to bring about, wherever the two live.
fn merges(one: &str, other: &str) {
    let mut world = World::new();
    let (mut laptop, mut phone) = (browser(1, 3), browser(2, 2));
    let senior = world.submit_in(&mut laptop, 1, one, &[("company", "A")]);
    let junior = world.submit_in(&mut phone, 2, other, &[("company", "B"), ("job_title", "Head")]);
    world.merge(&junior, &senior);
    let lead = world.lead(&senior);
    assert_eq!((&lead.id, lead.email.typed.as_str()), (&senior, one), "the one that was there first stays");
    assert_eq!((submissions(lead), views(lead), world.leads()), (2, 5, 1));
    assert_eq!(
        (lead.profile.fields.value("company"), lead.profile.fields.value("job_title")),
        (Some("B"), Some("Head"))
    );
    assert_eq!(world.lead(&junior).id, senior, "the old id still resolves");
    // Both addresses and both browsers are the one person's from now on.
    assert_eq!(world.submit(3, other, &[("city", "Graz")], None), (senior.clone(), Change::Updated));
    browse(&mut phone);
    let Reply::Done { lead, .. } = world.see(&phone) else { panic!() };
    assert_eq!(lead, senior);
    // A retry of what was sent before the merge is one, and so is a correction.
    let fields = [("company", "B"), ("job_title", "Head")];
    assert_eq!(world.submit(2, other, &fields, None), (senior.clone(), Change::None));
    world.submit(2, other, &[("company", "C")], None);
    let lead = world.lead(&senior);
    assert_eq!((submissions(lead), views(lead), lead.profile.fields.value("company")), (3, 6, Some("C")));
    world.merge(&junior, &senior);
    assert_eq!((world.leads(), submissions(world.lead(&senior))), (1, 3));
}

#[test]
fn two_leads_of_one_shard_merge() {
    let (one, _, same) = apart(&World::new());
    merges(&one, &same);
}

#[test]
fn two_leads_of_two_shards_merge() {
    let (one, other, _) = apart(&World::new());
    merges(&one, &other);
    merges(&other, &one);
}

/// A form that somebody sends, or corrects, with a box that is ticked or not.
fn boxed(world: &World, id: u8, address: &str, ticked: &[&str]) -> Submission {
    let agreed =
        |purpose: &&str| Agreed { purpose: (*purpose).into(), text: "Write to me.".into(), locale: "en".into() };
    let form = world.form(id, address, &[]);
    Submission { answers_hash: format!("{ticked:?}"), agreed: ticked.iter().map(agreed).collect(), ..form }
}

#[test]
fn a_correction_unticks_what_was_ticked_before_a_merge_wherever_the_two_live() {
    let (one, other, same) = apart(&World::new());
    for (one, other) in [(&one, &other), (&other, &one), (&one, &same)] {
        let mut world = World::new();
        let (senior, _) = world.submit(1, one, &[], None);
        let Reply::Done { lead: junior, .. } = world.send_form(boxed(&world, 2, other, &["mail", "news"])) else {
            panic!()
        };
        world.merge(&junior, &senior);
        let allowed = |world: &World| {
            let consents = &world.lead(&senior).profile.consents;
            ["mail", "news"].map(|purpose| consents.allows(&world.key(other).hex, purpose))
        };
        assert_eq!(allowed(&world), [true, true]);
        for (ticked, expected) in
            [(&["mail"][..], [true, false]), (&[], [false, false]), (&["news"], [false, true]), (&[], [false, false])]
        {
            world.send_form(boxed(&world, 2, other, ticked));
            assert_eq!(allowed(&world), expected);
        }
        assert_eq!(submissions(world.lead(&senior)), 2);
    }
}

#[test]
fn a_correction_in_the_middle_of_a_merge_waits_for_what_it_unticks() {
    let mut world = World::new();
    let (one, other, _) = apart(&world);
    let (senior, _) = world.submit(1, &one, &[], None);
    let Reply::Done { lead: junior, .. } = world.send_form(boxed(&world, 2, &other, &["mail"])) else { panic!() };
    world.begin_merge(&senior, &junior);
    // A retry and whoever else has the address need not wait.
    world.send_form(boxed(&world, 2, &other, &["mail"]));
    world.submit(3, &other, &[], None);
    assert!(world.shards.iter().any(|store| !store.moving.is_empty()));
    world.send_form(boxed(&world, 2, &other, &[]));
    world.settle();
    let lead = world.lead(&senior);
    assert!(!lead.profile.consents.allows(&world.key(&other).hex, "mail"), "{:?}", lead.profile.consents);
    assert_eq!(submissions(lead), 3);
}

#[test]
fn a_correction_unticks_what_was_ticked_two_merges_ago() {
    let mut world = World::new();
    let (one, other, same) = apart(&world);
    let (first, _) = world.submit(1, &same, &[], None);
    let (second, _) = world.submit(2, &other, &[], None);
    let Reply::Done { lead: last, .. } = world.send_form(boxed(&world, 3, &one, &["mail"])) else { panic!() };
    world.merge(&last, &second);
    world.merge(&second, &first);
    world.send_form(boxed(&world, 3, &one, &[]));
    assert!(!world.lead(&first).profile.consents.allows(&world.key(&one).hex, "mail"));
}

#[test]
fn a_merge_that_is_killed_half_way_is_resumed_and_loses_nothing_that_came_meanwhile() {
    let mut world = World::new();
    let (one, other, _) = apart(&world);
    let (senior, _) = world.submit(1, &one, &[], None);
    let mut phone = browser(2, 2);
    let junior = world.submit_in(&mut phone, 2, &other, &[]);
    world.begin_merge(&senior, &junior);
    // Given away, not taken yet: both addresses lead to the senior already.
    assert_eq!(world.submit(3, &other, &[], None).0, senior);
    browse(&mut phone);
    world.see(&phone);
    // Taken, and killed before the junior's shard knew.
    let parcel = world.shards[usize::from(junior.shard())].moving[&junior].clone();
    world.take(&parcel.1, &parcel.0);
    world.settle();
    let lead = world.lead(&junior);
    assert_eq!((&lead.id, submissions(lead), views(lead)), (&senior, 3, 3));
}

#[test]
fn both_directions_at_once_agree() {
    let mut world = World::new();
    let (one, other, _) = apart(&world);
    let (a, _) = world.submit(1, &one, &[], None);
    let (b, _) = world.submit(2, &other, &[], None);
    let (of_a, of_b) = (Seniority::of(world.lead(&a)), Seniority::of(world.lead(&b)));
    assert_eq!(world.give(&b, &of_a), Given::To(a.clone()));
    assert_eq!(world.give(&a, &of_b), Given::IsSenior);
    world.settle();
    assert_eq!((world.leads(), world.lead(&b).id.clone()), (1, a));
}

#[test]
fn a_chain_of_merges_ends_at_one_lead_in_whatever_order() {
    let mut world = World::new();
    let people: Vec<LeadId> =
        (0..5).map(|nth| world.submit(nth, &format!("p{nth}@example.com"), &[], None).0).collect();
    for (one, other) in [(3, 4), (1, 3), (2, 1), (0, 4)] {
        world.begin_merge(&people[one], &people[other]);
        world.settle();
    }
    assert_eq!(world.leads(), 1);
    for id in &people {
        assert_eq!((&world.lead(id).id, submissions(world.lead(id))), (&people[0], 5));
    }
}

#[test]
fn an_address_that_unsubscribed_stays_so_through_a_merge() {
    let mut world = World::new();
    let (one, other, _) = apart(&world);
    let (senior, _) = world.submit(1, &one, &[], None);
    let (junior, _) = world.submit(2, &other, &[], None);
    let keys = [world.key(&one).hex, world.key(&other).hex];
    let consent = |world: &mut World, lead: &LeadId, key: &str, said: Said| {
        let at = world.tick();
        let consents = vec![Agreement {
            key: Some(key.into()),
            purpose: "mail".into(),
            said,
            text: String::new(),
            unless_since: None,
        }];
        let amendment = Amendment { consents, ..Amendment::new(lead.clone(), at, "api") };
        world.run(lead.shard(), Command::Amend(amendment));
    };
    consent(&mut world, &senior, &keys[0], Said::Given);
    consent(&mut world, &junior, &keys[1], Said::Withdrawn);
    world.merge(&senior, &junior);
    let allows = |world: &World, key: usize| world.lead(&senior).profile.consents.allows(&keys[key], "mail");
    assert_eq!((allows(&world, 0), allows(&world, 1)), (true, false), "by address");
    // After the merge, by the id the person had when the link was sent.
    consent(&mut world, &junior, &keys[0], Said::Withdrawn);
    consent(&mut world, &junior, &keys[1], Said::Given);
    assert_eq!((allows(&world, 0), allows(&world, 1)), (false, false), "agreeing is not confirming");
    consent(&mut world, &junior, &keys[1], Said::Confirmed);
    assert!(allows(&world, 1) && world.lead(&senior).profile.consents.is_withdrawn("mail"));
}

#[test]
fn a_site_that_says_who_somebody_is_reaches_the_one_they_were_merged_into() {
    let mut world = World::new();
    let (one, other, _) = apart(&world);
    let (senior, _) = world.submit(1, &one, &[], None);
    let (junior, _) = world.submit(2, &other, &[], None);
    world.merge(&senior, &junior);
    let key = world.key(&other);
    let said = Identification {
        id: SubmissionId::from_entropy(&[9; 16]),
        key: key.hex.clone(),
        email: Email::parse(&other).unwrap(),
        at: world.clock,
        fields: [("city".to_owned(), "Graz".to_owned())].into(),
        place: Place::default(),
        visitor: None,
        bond: Bond::Claimed,
        known_as: None,
        holder: None,
    };
    let Reply::Done { lead, .. } = world.run(key.shard(SHARDS), Command::Identify(said)) else { panic!() };
    assert_eq!((&lead, world.lead(&junior).profile.fields.value("city")), (&senior, Some("Graz")));
}
