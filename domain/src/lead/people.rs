//! Who is who: every case in which people, browsers and addresses meet, on shards in memory.

mod bonds;
mod burying;
mod crossing;
mod erasures;
mod merges;
mod wishes;
mod world;

use super::{Change, Command, Detachment, Reply};
use alloc::{format, string::String};
use world::{SHARDS, World, browse, browser, submissions, views};

/// Two addresses whose leads live in different shards, and two in the same.
fn apart(world: &World) -> (String, String, String) {
    let address = |nth: u8| format!("person-{nth}@example.com");
    let shard = |nth: u8| world.key(&address(nth)).shard(SHARDS);
    let other = (1..99).find(|nth| shard(*nth) != shard(0)).unwrap();
    let same = (1..99).find(|nth| shard(*nth) == shard(0)).unwrap();
    (address(0), address(other), address(same))
}

#[test]
fn the_same_person_twice_is_one_lead() {
    let mut world = World::new();
    let (first, created) = world.submit(1, "ada@example.com", &[("company", "A")], None);
    let (second, updated) = world.submit(2, "ada@example.com", &[("company", "B")], None);
    assert_eq!((first.clone(), created, updated), (second, Change::Created, Change::Updated));
    assert_eq!((submissions(world.lead(&first)), world.lead(&first).profile.fields.history("company").len()), (2, 2));
}

#[test]
fn letter_case_makes_nobody_else_and_the_last_spelling_is_written_to() {
    let mut world = World::new();
    let (first, _) = world.submit(1, "ada@example.com", &[], None);
    let (second, _) = world.submit(2, "Ada@EXAMPLE.com", &[], None);
    assert_eq!(first, second);
    assert_eq!(world.lead(&first).email.typed, "Ada@EXAMPLE.com");
}

#[test]
fn what_was_done_before_the_person_was_known_comes_along() {
    let mut world = World::new();
    let mut laptop = browser(1, 3);
    let lead = world.submit_in(&mut laptop, 1, "ada@example.com", &[]);
    assert_eq!(views(world.lead(&lead)), 3);
    browse(&mut laptop);
    world.see(&laptop);
    assert_eq!(views(world.lead(&lead)), 4);
}

#[test]
fn on_a_shared_computer_each_keeps_what_they_did() {
    let mut world = World::new();
    let mut kiosk = browser(1, 3);
    let ada = world.submit_in(&mut kiosk, 1, "ada@example.com", &[("company", "A")]);
    let bob = world.submit_in(&mut kiosk, 2, "bob@example.com", &[("company", "B")]);
    browse(&mut kiosk);
    world.see(&kiosk);
    assert_eq!((views(world.lead(&ada)), views(world.lead(&bob))), (3, 1));
    assert_eq!(world.lead(&ada).profile.fields.value("company"), Some("A"));
    assert_eq!(world.lead(&ada).email.typed, "ada@example.com", "nobody's address is rewritten");
}

#[test]
fn a_new_address_from_a_known_browser_is_somebody_new_until_an_operator_says_otherwise() {
    let mut world = World::new();
    let mut laptop = browser(1, 3);
    let old = world.submit_in(&mut laptop, 1, "ada@old.example", &[]);
    let new = world.submit_in(&mut laptop, 2, "ada@new.example", &[]);
    assert_ne!(old, new);
    world.merge(&old, &new);
    assert_eq!((world.leads(), views(world.lead(&new))), (1, 3));
}

#[test]
fn two_devices_of_one_person_add_up() {
    let mut world = World::new();
    let (mut laptop, mut phone) = (browser(1, 3), browser(2, 2));
    let lead = world.submit_in(&mut laptop, 1, "ada@example.com", &[]);
    world.submit_in(&mut phone, 2, "ada@example.com", &[]);
    browse(&mut phone);
    world.see(&phone);
    assert_eq!(views(world.lead(&lead)), 6);
}

#[test]
fn a_double_click_is_one_submission() {
    let mut world = World::new();
    let (lead, _) = world.submit(1, "ada@example.com", &[("company", "A")], None);
    let told = world.shards[usize::from(lead.shard())].told.len();
    assert_eq!(world.submit(1, "ada@example.com", &[("company", "A")], None), (lead.clone(), Change::None));
    assert_eq!((submissions(world.lead(&lead)), world.shards[usize::from(lead.shard())].told.len()), (1, told));
}

#[test]
fn both_tabs_at_once_count_the_browser_once() {
    let mut world = World::new();
    let mut tab = browser(1, 3);
    let mut other = tab.clone();
    let lead = world.submit_in(&mut tab, 1, "ada@example.com", &[("company", "A")]);
    world.submit_in(&mut other, 2, "ada@example.com", &[("company", "B")]);
    assert_eq!((views(world.lead(&lead)), submissions(world.lead(&lead))), (3, 2));
}

#[test]
fn a_corrected_resubmission_changes_answers_and_counts_nothing() {
    let mut world = World::new();
    let (lead, _) = world.submit(1, "ada@example.com", &[("company", "Aa")], None);
    let (_, change) = world.submit(1, "ada@example.com", &[("company", "A")], None);
    assert_eq!(change, Change::Updated);
    let lead = world.lead(&lead);
    assert_eq!((submissions(lead), lead.profile.fields.value("company")), (1, Some("A")));
}

#[test]
fn a_browser_that_was_somebody_elses_can_be_detached_and_is_told_so() {
    let mut world = World::new();
    let mut borrowed = browser(1, 3);
    let lead = world.submit_in(&mut borrowed, 1, "ada@example.com", &[]);
    let before = world.lead(&lead).score.total;
    let detach = Detachment { lead: lead.clone(), visitor: borrowed.visitor.clone() };
    world.run(lead.shard(), Command::Detach(detach.clone()));
    assert_eq!(views(world.lead(&lead)), 0);
    assert!(world.lead(&lead).score.total < before);
    browse(&mut borrowed);
    assert_eq!(world.see(&borrowed), Reply::Detached);
    assert_eq!(views(world.lead(&lead)), 0);
    let Reply::Done { change: Change::None, .. } = world.run(lead.shard(), Command::Detach(detach)) else { panic!() };
    let stranger = Detachment { lead: lead.clone(), visitor: browser(9, 0).visitor };
    assert_eq!(world.run(lead.shard(), Command::Detach(stranger)), Reply::Unknown);
}
