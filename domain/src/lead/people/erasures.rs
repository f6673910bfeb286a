//! Somebody is erased: nothing from before comes back, and what happens from then on counts as anybody's.

use super::{
    super::{Change, Identification, Lead, Reply, merge::Seniority},
    apart,
    world::{SHARDS, World, browse, browser, submissions, views},
};
use crate::{
    bond::Bond,
    email::Email,
    geo::Place,
    id::{LeadId, SubmissionId, VisitorId},
    lead::{Command, Subject},
    secret::LeadKey,
    time::Millis,
    visit::Passport,
};
use alloc::{
    collections::{BTreeMap, BTreeSet},
    format, vec,
    vec::Vec,
};
use proptest::prelude::*;

/// Nothing of a person is anywhere but under tombstones.
fn is_gone(world: &World, ids: &[&LeadId]) -> bool {
    let erased = |id: &LeadId| {
        let shard = id.shard();
        matches!(world.shards[usize::from(shard)].by_id(shard, id.clone()), Subject::Erased(_))
    };
    let named = |id: &LeadId| {
        world.shards.iter().any(|store| {
            store.alias.values().any(|lead| lead == id)
                || store.alias.contains_key(id.as_str())
                || store.moving.contains_key(id)
                || store.submissions.values().any(|taken| taken.lead == *id)
        })
    };
    ids.iter().all(|id| erased(id) && !named(id))
}

/// Whether a record in a backup is of somebody erased since: the own shard of each of its addresses is asked.
fn is_from_before(world: &World, lead: &Lead) -> bool {
    lead.profile.addresses.iter().any(|(key, address)| {
        let shard = LeadKey::parse(key).unwrap().shard(SHARDS);
        let stone = world.shards[usize::from(shard)].stones.get(key);
        stone.is_some_and(|stone| stone.covers(address.since))
    })
}

fn identify(world: &mut World, id: u8, address: &str, at: Millis, browser: Option<&Passport>) -> Reply {
    let key = world.key(address);
    let visitor = browser.filter(|known| known.belongs_to(key.short()));
    let said = Identification {
        id: SubmissionId::from_entropy(&[id; 16]),
        key: key.hex.clone(),
        email: Email::parse(address).unwrap(),
        at,
        fields: BTreeMap::from([("city".into(), format!("city-{id}"))]),
        place: Place::default(),
        visitor: visitor.map(Passport::snapshot),
        bond: Bond::Claimed,
        known_as: browser.and_then(|known| known.lead.as_ref()).map(|pointer| pointer.lead.clone()),
        holder: None,
    };
    world.run(key.shard(SHARDS), Command::Identify(said))
}

#[test]
fn a_snapshot_from_a_visitor_of_an_erased_person_is_not_kept_and_the_visitor_is_told() {
    let mut world = World::new();
    let mut laptop = browser(1, 3);
    let lead = world.submit_in(&mut laptop, 1, "ada@example.com", &[]);
    let stone = world.erase(&lead).unwrap();
    browse(&mut laptop);
    assert_eq!(world.see(&laptop), Reply::Erased(stone));
    assert!(world.leads() == 0 && is_gone(&world, &[&lead]));
}

#[test]
fn an_address_that_leads_to_somebody_erased_through_another_shard_is_free_again() {
    let mut world = World::new();
    let (one, other, same) = apart(&world);
    let [senior, middle, junior] =
        [(1, &same), (2, &other), (3, &one)].map(|(id, at)| world.submit(id, at, &[], None).0);
    world.merge(&junior, &middle);
    // Given away and not taken yet: who is erased does not know what leads there, and the address' shard not how.
    world.begin_merge(&middle, &senior);
    world.begin_erasing(&senior);
    let (lead, change) = world.submit(4, &one, &[], None);
    assert!(change == Change::Created && ![&senior, &middle, &junior].contains(&&lead));
    world.settle();
    assert_eq!((submissions(world.lead(&lead)), world.leads()), (1, 1));
}

#[test]
fn somebody_erased_who_submits_again_is_a_new_lead_without_anything_from_before() {
    let mut world = World::new();
    let (mut laptop, mut phone) = (browser(1, 3), browser(2, 5));
    let old = world.submit_in(&mut laptop, 1, "ada@example.com", &[("company", "A")]);
    world.erase(&old);
    // The one was known as the erased lead, the other as nobody: both were there before.
    browse(&mut laptop);
    let new = world.submit_in(&mut laptop, 2, "ada@example.com", &[("city", "Graz")]);
    assert_eq!(world.submit_in(&mut phone, 3, "ada@example.com", &[]), new);
    let lead = world.lead(&new);
    assert_ne!(new, old);
    assert_eq!((submissions(lead), views(lead), lead.profile.fields.value("company")), (2, 0, None));
    // From then on they are followed as anybody is.
    browse(&mut laptop);
    world.see(&laptop);
    browse(&mut phone);
    world.submit_in(&mut phone, 4, "ada@example.com", &[]);
    assert_eq!((submissions(world.lead(&new)), views(world.lead(&new))), (3, 2));
    assert!(is_gone(&world, &[&old]));
}

#[test]
fn a_retry_of_an_erased_submission_stores_nothing_before_and_after_they_are_known_again() {
    let mut world = World::new();
    let (old, _) = world.submit(1, "ada@example.com", &[("company", "A")], None);
    world.erase(&old);
    let retry = |world: &mut World| world.send(1, "ada@example.com", &[("company", "A")], (None, None));
    assert_eq!(retry(&mut world), Reply::Dropped);
    assert_eq!(world.leads(), 0);
    let (new, change) = world.submit(2, "ada@example.com", &[], None);
    assert_eq!((retry(&mut world), change), (Reply::Dropped, Change::Created));
    assert_eq!((submissions(world.lead(&new)), world.lead(&new).profile.fields.value("company")), (1, None));
}

#[test]
fn what_a_site_said_before_the_erasure_is_dropped_and_what_it_says_since_is_new() {
    let mut world = World::new();
    let laptop = browser(1, 3);
    let before = world.tick();
    let Reply::Done { lead: old, .. } = identify(&mut world, 1, "ada@example.com", before, Some(&laptop)) else {
        panic!()
    };
    let stone = world.erase(&old).unwrap();
    for at in [before, stone.erased_at] {
        assert_eq!(identify(&mut world, 2, "ada@example.com", at, Some(&laptop)), Reply::Dropped);
    }
    let now = world.tick();
    let again = identify(&mut world, 3, "ada@example.com", now, Some(&laptop));
    let Reply::Done { lead: new, change: Change::Created, anew: true, .. } = again else { panic!("{again:?}") };
    assert!(new != old && views(world.lead(&new)) == 0);
    assert_eq!(identify(&mut world, 4, "ada@example.com", before, None), Reply::Dropped);
}

#[test]
fn an_import_of_an_erased_person_is_from_before_and_of_who_came_since_is_not() {
    let mut world = World::new();
    let (old, _) = world.submit(1, "ada@example.com", &[], None);
    let backup = world.lead(&old).clone();
    world.erase(&old).unwrap();
    let (new, _) = world.submit(2, "ada@example.com", &[], None);
    assert!(is_from_before(&world, &backup));
    assert!(!is_from_before(&world, world.lead(&new)));
    // Who has been somebody else all along, and turned out to be the one who came since, stays.
    let (other, _) = world.submit(3, "bob@example.com", &[], None);
    world.merge(&new, &other);
    assert!(!is_from_before(&world, world.lead(&new)));
}

#[test]
fn who_is_erased_after_a_merge_is_erased_under_every_address_in_every_shard() {
    let mut world = World::new();
    let (one, other, same) = apart(&world);
    let (senior, _) = world.submit(1, &one, &[], None);
    let (junior, _) = world.submit(2, &other, &[], None);
    let (third, _) = world.submit(3, &same, &[], None);
    world.merge(&senior, &junior);
    world.submit(4, &other, &[], None);
    world.merge(&junior, &third);
    world.erase(&junior);
    assert!(world.leads() == 0 && is_gone(&world, &[&senior, &junior, &third]));
    for (id, address) in [(1, &one), (2, &other), (3, &same), (4, &other)] {
        assert_eq!(world.send(id, address, &[], (None, None)), Reply::Dropped, "{address}");
    }
    let new: BTreeSet<LeadId> = [&one, &other, &same].map(|address| world.submit(9, address, &[], None).0).into();
    assert_eq!(new.len(), 3, "nobody says any more that they are one");
}

#[test]
fn until_an_address_own_shard_is_told_whoever_submits_tells_it() {
    let mut world = World::new();
    let (one, other, _) = apart(&world);
    let (senior, _) = world.submit(1, &one, &[], None);
    let (junior, _) = world.submit(2, &other, &[], None);
    world.merge(&senior, &junior);
    world.begin_erasing(&senior);
    let (new, change) = world.submit(3, &other, &[], None);
    assert!(change == Change::Created && new != senior && new != junior);
    world.settle();
    assert_eq!((world.lead(&new).id.clone(), world.leads()), (new, 1));
    assert!(is_gone(&world, &[&senior, &junior]));
}

#[test]
fn until_an_address_own_shard_is_told_a_retry_of_what_another_shard_took_makes_nobody() {
    let mut world = World::new();
    let (one, other, _) = apart(&world);
    let (senior, _) = world.submit(1, &one, &[], None);
    let (junior, _) = world.submit(2, &other, &[], None);
    world.merge(&senior, &junior);
    // Taken at the senior's shard: the address' own shard has never heard of this submission.
    world.submit(3, &other, &[], None);
    world.begin_erasing(&senior);
    assert_eq!(world.send(3, &other, &[], (None, None)), Reply::Dropped);
    assert_eq!(world.leads(), 0);
    world.settle();
    assert_eq!(world.send(3, &other, &[], (None, None)), Reply::Dropped);
    assert!(world.leads() == 0 && is_gone(&world, &[&senior, &junior]));
}

#[test]
fn who_was_on_the_way_into_somebody_erased_goes_along_with_what_only_they_were_known_by() {
    let mut world = World::new();
    let (one, other, same) = apart(&world);
    let (senior, _) = world.submit(1, &one, &[], None);
    let (third, _) = world.submit(2, &same, &[], None);
    let (junior, _) = world.submit(3, &other, &[], None);
    // The third became the junior's before; the senior knows of neither.
    let senior_of_two = Seniority::pair(Seniority::of(world.lead(&third)), Seniority::of(world.lead(&junior))).unwrap();
    world.give(&senior_of_two.0.id, &senior_of_two.1);
    world.settle();
    let middle = world.lead(&junior).id.clone();
    world.give(&middle, &Seniority::of(world.lead(&senior)));
    world.begin_erasing(&senior);
    world.settle();
    assert!(world.leads() == 0 && is_gone(&world, &[&senior, &junior, &third]));
    for (id, address) in [(1, &one), (2, &same), (3, &other)] {
        assert_eq!(world.send(id, address, &[], (None, None)), Reply::Dropped);
    }
}

#[test]
fn erasing_again_changes_nothing_and_leaves_who_came_since() {
    let mut world = World::new();
    let (old, _) = world.submit(1, "ada@example.com", &[], None);
    let stone = world.erase(&old);
    let (new, _) = world.submit(2, "ada@example.com", &[], None);
    assert_eq!(world.erase(&old), stone);
    assert_eq!(world.leads(), 1);
    world.erase(&new);
    assert!(is_gone(&world, &[&old, &new]));
    assert_eq!(world.erase(&LeadId::new(0, &[9; 16])), None);
}

/// What can happen to three people, one of whom is erased, with merges and erasures in parts.
#[derive(Clone, Debug)]
enum Step {
    Submit { id: u8, person: u8 },
    Retry { id: u8, person: u8 },
    Identify { id: u8, person: u8, ago: u8 },
    See { person: u8 },
    Merge { one: u8, other: u8 },
    Erase { person: u8 },
    HandOver { shard: u8 },
    Spread { shard: u8 },
}

fn step() -> impl Strategy<Value = Step> {
    let person = || 0_u8..3;
    prop_oneof![
        4 => (0_u8..40, person()).prop_map(|(id, person)| Step::Submit { id, person }),
        3 => (0_u8..40, person()).prop_map(|(id, person)| Step::Retry { id, person }),
        2 => (100_u8..140, person(), 0_u8..40).prop_map(|(id, person, ago)| Step::Identify { id, person, ago }),
        3 => person().prop_map(|person| Step::See { person }),
        2 => (person(), person()).prop_map(|(one, other)| Step::Merge { one, other }),
        2 => person().prop_map(|person| Step::Erase { person }),
        2 => (0..SHARDS).prop_map(|shard| Step::HandOver { shard }),
        2 => (0..SHARDS).prop_map(|shard| Step::Spread { shard }),
    ]
}

/// What a person is known by outside of the world, and what was said and seen of them before they were erased.
#[derive(Default)]
struct Past {
    ids: BTreeSet<LeadId>,
    erased_at: Option<Millis>,
    visitors: BTreeSet<VisitorId>,
}

struct Trial {
    world: World,
    browsers: Vec<Passport>,
    pasts: Vec<Past>,
}

impl Trial {
    fn new() -> Self {
        let browsers = (0..3).map(|nth| browser(nth, 1)).collect();
        Self { world: World::new(), browsers, pasts: (0..3).map(|_| Past::default()).collect() }
    }

    fn address(person: u8) -> alloc::string::String {
        format!("p{person}@example.com")
    }

    fn take(&mut self, step: &Step) {
        match *step {
            // The id is drawn for one person's form, and sent from one browser; a retry may come from anywhere.
            Step::Submit { id, person } => {
                let id = id * 3 + person;
                let at = usize::from(person);
                let shown = &self.browsers[at];
                let key = self.world.key(&Self::address(person));
                let visitor = shown.belongs_to(key.short()).then(|| shown.snapshot());
                let known_as = shown.lead.as_ref().map(|pointer| pointer.lead.clone());
                let said = format!("said-{}", self.world.clock.0);
                let fields = [("company", said.as_str())];
                let reply = self.world.send(id, &Self::address(person), &fields, (visitor, known_as));
                self.answered(person, &reply);
            }
            Step::Retry { id, person } => {
                let reply = self.world.send(id * 3 + person, &Self::address(person), &[], (None, None));
                if let Reply::Done { lead, .. } = reply {
                    self.pasts[usize::from(person)].ids.insert(lead);
                }
            }
            Step::Identify { id, person, ago } => {
                let at = self.world.clock.plus(-i64::from(ago));
                let shown = self.browsers[usize::from(person)].clone();
                let reply = identify(&mut self.world, id, &Self::address(person), at, Some(&shown));
                self.answered(person, &reply);
            }
            Step::See { person } => {
                let shown = &mut self.browsers[usize::from(person)];
                browse(shown);
                if shown.lead.is_some() {
                    let shown = shown.clone();
                    if matches!(self.world.see(&shown), Reply::Erased(_)) {
                        self.restart(person);
                    }
                }
            }
            Step::Merge { one, other } => self.merge(one, other),
            Step::Erase { person } => self.erase(person),
            Step::HandOver { shard } => self.world.hand_over(shard),
            Step::Spread { shard } => self.world.spread(shard),
        }
    }

    /// What the edge does with the passport after an answer.
    fn answered(&mut self, person: u8, reply: &Reply) {
        let key = self.world.key(&Self::address(person)).short().into();
        match reply {
            Reply::Done { lead, anew, .. } => {
                if *anew {
                    self.restart(person);
                }
                self.pasts[usize::from(person)].ids.insert(lead.clone());
                let entropy = crate::secret::derived_entropy(&["bound", &format!("{}", self.world.clock.0)]);
                let pointer = crate::visit::Pointer { lead: lead.clone(), key, bond: Bond::Claimed };
                self.browsers[usize::from(person)].bind(pointer, &entropy);
            }
            Reply::Dropped => self.restart(person),
            other => panic!("{other:?}"),
        }
    }

    fn restart(&mut self, person: u8) {
        let entropy = crate::secret::derived_entropy(&["anew", &format!("{person} {}", self.world.clock.0)]);
        self.world.tick();
        self.browsers[usize::from(person)].restart(&entropy);
    }

    /// Whom an address leads to.
    fn holder(&mut self, person: u8) -> Option<Lead> {
        let key = self.world.key(&Self::address(person));
        let mut subject = self.world.store(key.shard(SHARDS)).by_key(key.shard(SHARDS), &key.hex);
        loop {
            match subject {
                Subject::Lead(lead) => return Some(*lead),
                Subject::Moved(to) => subject = self.world.store(to.shard()).by_id(to.shard(), to),
                Subject::Nobody | Subject::Erased(_) => return None,
            }
        }
    }

    fn merge(&mut self, one: u8, other: u8) {
        let (Some(one), Some(other)) = (self.holder(one), self.holder(other)) else { return };
        if let Some((junior, senior)) = Seniority::pair(Seniority::of(&one), Seniority::of(&other)) {
            self.world.give(&junior.id, &senior);
        }
    }

    /// Everybody whose address leads to the same lead is erased with it.
    fn erase(&mut self, person: u8) {
        let Some(lead) = self.holder(person) else { return };
        let along: Vec<u8> =
            (0..3).filter(|other| self.holder(*other).is_some_and(|theirs| theirs.id == lead.id)).collect();
        self.world.begin_erasing(&lead.id);
        let erased_at = self.world.clock;
        for person in along {
            let shown = &self.browsers[usize::from(person)];
            let past = &mut self.pasts[usize::from(person)];
            past.erased_at = Some(erased_at);
            // A browser that did nothing yet has nothing to hide.
            past.visitors.extend((shown.folded > 0).then(|| shown.visitor.clone()));
        }
    }
}

/// Facts of a lead that are not newer than a time.
fn older(lead: &Lead, key: &str, erased_at: Millis) -> Vec<alloc::string::String> {
    let mut found = vec![];
    let since = lead.profile.addresses.iter().find(|(known, _)| *known == key).map(|(_, address)| address.since);
    found.extend(since.filter(|since| *since <= erased_at).map(|since| format!("address since {}", since.0)));
    for field in ["company", "city"] {
        let known = lead.profile.fields.history(field);
        let old = known.iter().filter(|value| value.at <= erased_at);
        found.extend(old.map(|value| format!("{field} {} of {}", value.value, value.at.0)));
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Commands in any order, repeated, with merges and erasures that stop half way: nothing that was erased comes back.
    #[test]
    fn whatever_comes_late_nothing_is_known_from_before_an_erasure(steps in prop::collection::vec(step(), 0..80)) {
        let mut trial = Trial::new();
        for step in &steps {
            trial.take(step);
        }
        trial.world.settle();
        for person in 0..3 {
            let Some(erased_at) = trial.pasts[usize::from(person)].erased_at else { continue };
            let Some(lead) = trial.holder(person) else { continue };
            // Whoever is one person with somebody who was not erased has that one's facts, too.
            let alone = lead.merged.is_empty() && lead.profile.addresses.iter().count() == 1;
            let key = trial.world.key(&Trial::address(person)).hex;
            let found = older(&lead, &key, erased_at);
            prop_assert!(!alone || found.is_empty(), "{found:?} of a person erased at {}", erased_at.0);
            let address = found.iter().filter(|fact| fact.starts_with("address")).count();
            prop_assert_eq!(address, 0);
            for visitor in &trial.pasts[usize::from(person)].visitors {
                prop_assert!(!lead.profile.browsers.knows(visitor), "a browser from before");
            }
        }
        // Of what was erased nothing is anywhere.
        for store in &trial.world.shards {
            let erased = |id: &LeadId| store.stones.contains_key(id.as_str());
            prop_assert!(!store.leads.keys().any(erased));
            prop_assert!(!store.alias.values().any(erased));
            prop_assert!(!store.submissions.values().any(|taken| erased(&taken.lead)));
        }
    }
}
