//! Claimed against verified: whoever types an address, and whoever proves that it is theirs.

use super::{
    super::{Command, Detachment, Reply},
    apart,
    world::{SHARDS, World, browse, browser, submissions, views},
};
use crate::{
    bond::{Bond, PersonalLink},
    id::LeadId,
    lead::{Lead, LeadDetail},
    site::{Repeat, Rule, SignalKey},
    time::{DAY, Millis},
    visit::Passport,
};
use alloc::{borrow::ToOwned, vec::Vec};

const ADA: &str = "ada@example.com";
const BOB: &str = "bob@example.com";

/// A world in which looking at prices pays only in verified browsers.
fn strict() -> World {
    let mut world = World::new();
    for rule in &mut world.site.scoring.default.rules {
        rule.verified = &*rule.signal == "pricing-view";
    }
    world
}

/// What a lead's score has for looking at prices.
fn paid(lead: &Lead) -> i64 {
    let reasons = lead.score.reasons.iter();
    reasons.filter(|reason| &*reason.signal == "pricing-view").map(|reason| reason.points.0).sum()
}

fn bond(world: &World, lead: &LeadId, browser: &Passport) -> Bond {
    world.lead(lead).profile.browsers.bond(&browser.visitor)
}

fn detach(world: &mut World, lead: &LeadId, browser: &Passport) {
    let detachment = Detachment { lead: lead.clone(), visitor: browser.visitor.clone() };
    assert!(matches!(world.run(lead.shard(), Command::Detach(detachment)), Reply::Done { .. }));
}

fn link_to(world: &World, lead: &LeadId, address: &str) -> PersonalLink {
    PersonalLink { lead: lead.clone(), key: world.key(address).short().to_owned(), expires: Millis(DAY) }
}

#[test]
fn claimed_against_verified() {
    let mut world = World::new();
    let (mut bobs, mut adas) = (browser(1, 3), browser(2, 2));
    // Bob types Ada's address. Nobody can tell, so it counts.
    let lead = world.submit_in(&mut bobs, 1, ADA, &[("company", "B")]);
    assert_eq!((bond(&world, &lead, &bobs), views(world.lead(&lead))), (Bond::Claimed, 3));
    // Ada logs in: it is the same lead, and her browser is surely hers.
    assert_eq!(world.identify_in(&mut adas, 2, ADA, Bond::Verified), lead);
    let told = |world: &World| LeadDetail::from(world.lead(&lead)).browsers;
    let bonds: Vec<_> = told(&world).into_iter().map(|browser| (browser.visitor, browser.bond)).collect();
    assert!(bonds.contains(&(adas.visitor.clone(), Bond::Verified)));
    assert!(bonds.contains(&(bobs.visitor.clone(), Bond::Claimed)));
    assert_eq!(views(world.lead(&lead)), 5, "what is claimed counts unless a rule says otherwise");
    // An operator takes Bob's browser away: what Ada did stays.
    detach(&mut world, &lead, &bobs);
    assert_eq!(views(world.lead(&lead)), 2);
    browse(&mut bobs);
    assert_eq!(world.see(&bobs), Reply::Detached);
}

#[test]
fn a_rule_may_leave_out_what_is_only_claimed() {
    let mut world = strict();
    let (mut bobs, mut adas) = (browser(1, 3), browser(2, 1));
    let lead = world.submit_in(&mut bobs, 1, ADA, &[]);
    assert_eq!(paid(world.lead(&lead)), 0);
    world.identify_in(&mut adas, 2, ADA, Bond::Verified);
    let reasons = &world.lead(&lead).score.reasons;
    let reason = reasons.iter().find(|reason| &*reason.signal == "pricing-view").unwrap();
    assert_eq!((reason.count, reason.verified, paid(world.lead(&lead))), (1, true, 25_000));
}

#[test]
fn what_was_claimed_and_is_proven_keeps_visitor_and_counts_and_never_falls_back() {
    let mut world = strict();
    let mut adas = browser(1, 3);
    let lead = world.submit_in(&mut adas, 1, ADA, &[]);
    let visitor = adas.visitor.clone();
    assert_eq!(world.identify_in(&mut adas, 2, ADA, Bond::Verified), lead);
    assert_eq!((&adas.visitor, bond(&world, &lead, &adas)), (&visitor, Bond::Verified));
    assert_eq!((views(world.lead(&lead)), paid(world.lead(&lead))), (3, 25_000));
    world.submit_in(&mut adas, 3, ADA, &[]);
    world.identify_in(&mut adas, 4, ADA, Bond::Claimed);
    assert_eq!((bond(&world, &lead, &adas), adas.bond_to(world.key(ADA).short())), (Bond::Verified, Bond::Verified));
}

#[test]
fn a_submission_is_the_person_s_own_word_where_its_browser_was_verified_before() {
    let mut world = World::new();
    let rule = world.site.scoring.default.rules[0].clone();
    let (signal, key) = ("whitepaper".into(), SignalKey::of("whitepaper"));
    world.site.scoring.default.rules.push(Rule { signal, key, repeat: Repeat::Each, verified: true, ..rule });
    let paid =
        |lead: &Lead| lead.score.reasons.iter().filter(|reason| reason.verified).map(|reason| reason.count).sum();
    let (mut bobs, mut adas) = (browser(1, 0), browser(2, 0));
    let lead = world.submit_in(&mut bobs, 1, ADA, &[]);
    world.identify_in(&mut adas, 2, ADA, Bond::Verified);
    let before: u32 = paid(world.lead(&lead));
    world.submit_in(&mut adas, 3, ADA, &[]);
    world.submit_in(&mut bobs, 4, ADA, &[]);
    let after: u32 = paid(world.lead(&lead));
    assert_eq!((before, after, submissions(world.lead(&lead))), (0, 1, 3));
}

#[test]
fn somebody_verified_who_types_another_s_address_only_claims_it() {
    let mut world = World::new();
    let mut adas = browser(1, 3);
    let ada = world.identify_in(&mut adas, 1, ADA, Bond::Verified);
    let hers = adas.clone();
    let bob = world.submit_in(&mut adas, 2, BOB, &[]);
    browse(&mut adas);
    world.see(&adas);
    assert_eq!((bond(&world, &bob, &adas), bond(&world, &ada, &hers)), (Bond::Claimed, Bond::Verified));
    assert_eq!((views(world.lead(&ada)), views(world.lead(&bob))), (3, 1));
}

#[test]
fn two_devices_are_verified_each_by_itself_and_stay_so_through_a_merge() {
    let mut world = World::new();
    let (one, other, _) = apart(&world);
    let (mut laptop, mut phone, mut third) = (browser(1, 3), browser(2, 2), browser(3, 1));
    let senior = world.identify_in(&mut laptop, 1, &one, Bond::Verified);
    let junior = world.identify_in(&mut phone, 2, &other, Bond::Verified);
    world.submit_in(&mut third, 3, &other, &[]);
    world.merge(&senior, &junior);
    let bonds = [&laptop, &phone, &third].map(|browser| bond(&world, &senior, browser));
    assert_eq!(bonds, [Bond::Verified, Bond::Verified, Bond::Claimed]);
    assert_eq!(views(world.lead(&senior)), 6);
}

#[test]
fn an_operator_s_word_outweighs_a_proof() {
    let mut world = strict();
    let mut borrowed = browser(1, 3);
    let lead = world.identify_in(&mut borrowed, 1, ADA, Bond::Verified);
    detach(&mut world, &lead, &borrowed);
    world.identify_in(&mut borrowed, 2, ADA, Bond::Verified);
    assert_eq!((bond(&world, &lead, &borrowed), paid(world.lead(&lead))), (Bond::Claimed, 0));
    assert_eq!(world.see(&borrowed), Reply::Detached);
}

#[test]
fn a_link_verifies_a_browser_wherever_the_lead_is_by_then() {
    let mut world = strict();
    let (one, other, _) = apart(&world);
    let (senior, _) = world.submit(1, &one, &[], None);
    let (junior, _) = world.submit(2, &other, &[], None);
    let link = link_to(&world, &junior, &other);
    assert_ne!(senior.shard() % SHARDS, junior.shard() % SHARDS);
    world.merge(&senior, &junior);
    let mut phone = browser(1, 2);
    assert!(matches!(world.follow_in(&mut phone, 1, &link), Some(Reply::Done { .. })));
    let bound = phone.lead.as_ref().map(|pointer| &pointer.lead);
    assert_eq!((bound, bond(&world, &senior, &phone)), (Some(&senior), Bond::Verified));
    assert_eq!((views(world.lead(&senior)), paid(world.lead(&senior))), (3, 25_000));
}

#[test]
fn a_link_to_a_lead_that_is_gone_makes_nobody() {
    let mut world = World::new();
    let (erased, _) = world.submit(1, ADA, &[], None);
    let links = [erased.clone(), LeadId::new(0, &[9; 16])].map(|lead| link_to(&world, &lead, ADA));
    world.erase(&erased).unwrap();
    let mut bobs = browser(2, 3);
    let bob = world.identify_in(&mut bobs, 2, BOB, Bond::Verified);
    for link in &links {
        let mut nobodys = browser(1, 2);
        assert_eq!(world.follow_in(&mut nobodys, 3, link), None);
        assert_eq!(nobodys, browser(1, 3), "who is not known stays who they were, with all that is counted");
        assert!(matches!(world.follow_in(&mut bobs, 4, link), Some(Reply::Done { .. })));
    }
    assert_eq!((bobs.lead.as_ref().map(|pointer| &pointer.lead), views(world.lead(&bob))), (Some(&bob), 5));
    assert_eq!((bond(&world, &bob, &bobs), world.leads()), (Bond::Verified, 1));
}

#[test]
fn a_link_followed_where_the_person_is_known_keeps_the_visitor_and_verifies_it() {
    let mut world = World::new();
    let mut adas = browser(1, 3);
    let lead = world.submit_in(&mut adas, 1, ADA, &[]);
    let visitor = adas.visitor.clone();
    world.follow_in(&mut adas, 2, &link_to(&world, &lead, ADA));
    assert_eq!((&adas.visitor, bond(&world, &lead, &adas), views(world.lead(&lead))), (&visitor, Bond::Verified, 4));
}

#[test]
fn a_link_that_was_forwarded_gives_away_nothing_of_whoever_follows_it() {
    let mut world = World::new();
    let mut bobs = browser(1, 3);
    let bob = world.identify_in(&mut bobs, 1, BOB, Bond::Verified);
    let (ada, _) = world.submit(2, ADA, &[], None);
    world.follow_in(&mut bobs, 2, &link_to(&world, &ada, ADA));
    assert_eq!((views(world.lead(&bob)), views(world.lead(&ada))), (3, 1), "what Bob did before stays Bob's");
}

#[test]
fn nothing_that_was_verified_outlives_an_erasure() {
    let mut world = World::new();
    let mut adas = browser(1, 3);
    let erased = world.identify_in(&mut adas, 1, ADA, Bond::Verified);
    let (link, visitor) = (link_to(&world, &erased, ADA), adas.visitor.clone());
    world.erase(&erased).unwrap();
    let lead = world.submit_in(&mut adas, 2, ADA, &[]);
    assert_ne!((&lead, &adas.visitor), (&erased, &visitor));
    browse(&mut adas);
    world.see(&adas);
    assert_eq!((bond(&world, &lead, &adas), views(world.lead(&lead))), (Bond::Claimed, 1));
    assert_eq!(world.follow_in(&mut browser(2, 1), 3, &link), None);
    world.follow_in(&mut adas, 4, &link);
    assert_eq!((bond(&world, &lead, &adas), views(world.lead(&lead))), (Bond::Claimed, 2), "nor does an old mail");
}
