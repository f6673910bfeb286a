//! What happens to people while merges cross each other, stop half way and are repeated.

use super::{
    super::{Lead, merge::Seniority},
    world::{SHARDS, World, browse, browser, submissions, views},
};
use crate::visit::Passport;
use alloc::{collections::BTreeSet, format, string::ToString, vec::Vec};
use proptest::prelude::*;

/// What can happen to five people, with merges in halves.
#[derive(Clone, Debug)]
enum Step {
    Submit { id: u8, person: u8, company: u8 },
    See { person: u8 },
    Merge { one: u8, other: u8 },
    HandOver { shard: u8 },
    TakeAgain { shard: u8 },
}

fn step() -> impl Strategy<Value = Step> {
    let person = || 0_u8..5;
    prop_oneof![
        4 => (0_u8..12, person(), 0_u8..4).prop_map(|(id, person, company)| Step::Submit { id, person, company }),
        3 => person().prop_map(|person| Step::See { person }),
        2 => (person(), person()).prop_map(|(one, other)| Step::Merge { one, other }),
        2 => (0..SHARDS).prop_map(|shard| Step::HandOver { shard }),
        1 => (0..SHARDS).prop_map(|shard| Step::TakeAgain { shard }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Merges that cross each other, stop half way and are taken twice: nobody is lost and nothing is counted twice.
    #[test]
    fn whatever_crosses_a_merge_everything_is_there_once(steps in prop::collection::vec(step(), 0..60)) {
        let mut world = World::new();
        let address = |person: u8| format!("p{person}@example.com");
        let mut browsers: Vec<Passport> = (0..5).map(|nth| browser(nth, 1)).collect();
        let mut ids = Vec::new();
        for person in 0..5 {
            ids.push(world.submit_in(&mut browsers[usize::from(person)], 100 + person, &address(person), &[]));
        }
        let mut sent: BTreeSet<(u8, u8)> = (0..5).map(|person| (100 + person, person)).collect();
        for step in steps {
            match step {
                Step::Submit { id, person, company } => {
                    // The id is drawn for one person's form.
                    let id = id * 5 + person;
                    world.submit(id, &address(person), &[("company", &company.to_string())], None);
                    sent.insert((id, person));
                }
                Step::See { person } => {
                    browse(&mut browsers[usize::from(person)]);
                    world.see(&browsers[usize::from(person)]);
                }
                Step::Merge { one, other } => {
                    let pair = |world: &World| {
                        let of = |who: u8| Seniority::of(world.lead(&ids[usize::from(who)]));
                        Seniority::pair(of(one), of(other))
                    };
                    if let Some((junior, senior)) = pair(&world) {
                        world.give(&junior.id, &senior);
                    }
                }
                Step::HandOver { shard } => world.hand_over(shard),
                Step::TakeAgain { shard } => {
                    let parcels: Vec<_> = world.store(shard).moving.values().cloned().collect();
                    for (junior, senior) in &parcels {
                        world.take(senior, junior);
                    }
                }
            }
        }
        world.settle();
        let all: Vec<&Lead> = world.shards.iter().flat_map(|store| store.leads.values()).collect();
        let total: u32 = all.iter().map(|lead| submissions(lead)).sum();
        prop_assert_eq!(usize::try_from(total).unwrap(), sent.len());
        let viewed: u32 = all.iter().map(|lead| views(lead)).sum();
        prop_assert_eq!(viewed, browsers.iter().map(|browser| browser.visits.views).sum::<u32>());
        for id in &ids {
            prop_assert!(world.lead(id).is_or_was(id));
        }
    }
}
