//! Who wants no mail, and comes again after having been erased.

use super::world::World;
use crate::{
    id::LeadId,
    lead::{AddressState, Agreement, Amendment, Command, Said},
};
use alloc::{string::String, vec};

const ADA: &str = "ada@example.com";

fn say(world: &mut World, lead: &LeadId, said: Said) {
    let at = world.tick();
    let consents = vec![Agreement { key: None, purpose: "mail".into(), said, text: String::new(), unless_since: None }];
    let amendment = Amendment { consents, ..Amendment::new(lead.clone(), at, "api") };
    world.run(lead.shard(), Command::Amend(amendment));
}

fn state(world: &World, lead: &LeadId) -> AddressState {
    world.lead(lead).profile.address_state(&world.key(ADA).hex)
}

#[test]
fn a_wish_outlives_an_erasure_until_it_is_taken_back() {
    let mut world = World::new();
    let (lead, _) = world.submit(1, ADA, &[], None);
    say(&mut world, &lead, Said::Withdrawn);
    world.erase(&lead).unwrap();
    let (again, _) = world.submit(2, ADA, &[], None);
    assert_eq!(state(&world, &again), AddressState::Unsubscribed);
    say(&mut world, &again, Said::Given);
    assert_eq!(state(&world, &again), AddressState::Unsubscribed, "nobody else's word lifts it");
    say(&mut world, &again, Said::Confirmed);
    assert_eq!(state(&world, &again), AddressState::Verified);
    world.erase(&again).unwrap();
    let (third, _) = world.submit(3, ADA, &[], None);
    assert_eq!(state(&world, &third), AddressState::Unverified, "an old wish counts no more");
}
