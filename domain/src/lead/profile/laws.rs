//! The laws of merging.

use super::*;
use crate::{
    attribution::{Channel, Origin},
    bond::Bond,
    email::Email,
    id::{LeadId, VisitorId},
    site::SignalKey,
    time::{DAY, Day},
    visit::{SignalCounts, Snapshot, Touch, Visits},
};
use alloc::{format, vec, vec::Vec};
use proptest::prelude::*;

/// Something that was told or seen.
#[derive(Clone, Debug)]
enum Heard {
    Told { address: u8, at: i64 },
    Answered { field: u8, at: i64, value: u8 },
    Sent { lead: u8, bond: Bond, signal: u32, day: u16 },
    Seen { visitor: u8, bond: Bond, at: i64, folded: u32, signals: Vec<(u32, u16)> },
    Detached { visitor: u8 },
    Agreed { address: u8, said: u8, at: i64 },
    Tagged { tag: u8, at: i64, on: bool },
    Owned { at: i64, owner: u8 },
    Was { at: i64, country: u8 },
    Did { at: i64, what: u8 },
    Contacted { at: i64 },
    Verified { address: u8, at: i64 },
    Bounced { address: u8, at: i64, value: bool },
    Asked { address: u8, at: i64 },
    Read { text: u8 },
    Fetched { lead: u8, signal: u32, day: u16 },
}

fn bond() -> impl Strategy<Value = Bond> {
    prop::sample::select(alloc::vec![Bond::Claimed, Bond::Verified])
}

fn heard() -> impl Strategy<Value = Heard> {
    let signals = prop::collection::vec((0_u32..3, 0_u16..200), 0..6);
    prop_oneof![
        (0_u8..3, 0_i64..20).prop_map(|(address, at)| Heard::Told { address, at }),
        (0_u8..2, 0_i64..20, 0_u8..8).prop_map(|(field, at, value)| Heard::Answered { field, at, value }),
        (0_u8..3, bond(), 0_u32..3, 0_u16..200).prop_map(|(lead, bond, signal, day)| Heard::Sent {
            lead,
            bond,
            signal,
            day
        }),
        (0_u8..80, bond(), 0_i64..20, 0_u32..4, signals).prop_map(|(visitor, bond, at, folded, signals)| Heard::Seen {
            visitor,
            bond,
            at: at * DAY / 5,
            folded,
            signals
        }),
        (0_u8..80).prop_map(|visitor| Heard::Detached { visitor }),
        (0_u8..2, 0_u8..5, 0_i64..20).prop_map(|(address, said, at)| Heard::Agreed { address, said, at }),
        (0_u8..2, 0_i64..20, any::<bool>()).prop_map(|(tag, at, on)| Heard::Tagged { tag, at, on }),
        (0_i64..20, 0_u8..3).prop_map(|(at, owner)| Heard::Owned { at, owner }),
        (0_i64..20, 0_u8..3).prop_map(|(at, country)| Heard::Was { at, country }),
        (0_i64..99, 0_u8..3).prop_map(|(at, what)| Heard::Did { at, what }),
        (0_i64..99).prop_map(|at| Heard::Contacted { at }),
        (0_u8..2, 0_i64..20).prop_map(|(address, at)| Heard::Verified { address, at }),
        (0_u8..2, 0_i64..20, any::<bool>()).prop_map(|(address, at, value)| Heard::Bounced { address, at, value }),
        (0_u8..2, 0_i64..20).prop_map(|(address, at)| Heard::Asked { address, at }),
        (0_u8..120).prop_map(|text| Heard::Read { text }),
        (0_u8..3, 0_u32..3, 0_u16..200).prop_map(|(lead, signal, day)| Heard::Fetched { lead, signal, day }),
    ]
}

fn counts(signals: &[(u32, u16)]) -> SignalCounts {
    let mut counts = SignalCounts::default();
    for (signal, day) in signals {
        counts.add(SignalKey(*signal), Day(*day));
    }
    counts
}

fn hear(profile: &mut Profile, heard: &Heard) {
    match heard.clone() {
        Heard::Told { address, at } => {
            let email = Email::parse(&format!("{address}{}@example.com", if at % 2 == 0 { "a" } else { "A" })).unwrap();
            profile.addresses.tell(&format!("key-{address}"), email, Millis(at));
        }
        Heard::Answered { field, at, value } => {
            let answer = FieldValue { at: Millis(at), value: format!("{value}"), source: "form:x".into(), typed: None };
            profile.fields.learn(&format!("field-{field}"), answer);
        }
        Heard::Sent { lead, bond, signal, day } => {
            profile.submitted.add(&LeadId::new(0, &[lead; 16]), bond, [SignalKey(signal)].into_iter(), Day(day));
        }
        Heard::Seen { visitor, bond, at, folded, signals } => {
            let touch = Touch::new(&Origin { channel: Channel::Direct, ..Origin::direct() }, Millis(at));
            let snapshot = Snapshot {
                visitor: VisitorId::from_entropy(&[visitor; 16]),
                folded,
                first: Some(touch),
                last: None,
                between: Vec::new(),
                signals: counts(&signals),
                visits: Visits { last_seen: Some(Millis(at)), ..Visits::default() },
            };
            profile.browsers.see(snapshot, bond);
        }
        Heard::Detached { visitor } => {
            profile.browsers.detach(&VisitorId::from_entropy(&[visitor; 16]));
        }
        Heard::Agreed { address, said, at } => {
            let said =
                [Said::Given, Said::Confirmed, Said::Withdrawn, Said::Pending, Said::Corrected][usize::from(said)];
            let entry = ConsentEntry::new(Millis(at), "form:x".into(), String::new());
            profile.consents.tell(&format!("key-{address}"), "mail", said, &entry);
        }
        Heard::Tagged { tag, at, on } => {
            profile.tag(&format!("tag-{tag}"), &Latest { at: Millis(at), value: on });
        }
        Heard::Owned { at, owner } => {
            profile.own(&Latest { at: Millis(at), value: format!("owner-{owner}") });
        }
        Heard::Was { at, country } => {
            profile.be_at(Place::of(["AT", "DE", "FR"][usize::from(country)], ""), Millis(at));
        }
        Heard::Contacted { at } => drop(profile.contact(Millis(at))),
        Heard::Verified { address, at } => drop(profile.mailboxes.verify(&format!("key-{address}"), Millis(at))),
        Heard::Bounced { address, at, value } => {
            profile.mailboxes.bounce(&format!("key-{address}"), &Latest { at: Millis(at), value });
        }
        Heard::Asked { address, at } => {
            let asked = Mailbox { asked: [Millis(at)].into(), ..Mailbox::default() };
            let told = serde_json::to_value(BTreeMap::from([(format!("key-{address}"), asked)])).unwrap();
            profile.mailboxes.merge(&serde_json::from_value(told).unwrap());
        }
        Heard::Read { text } => profile.wordings.tell(&format!("{text:03}"), &format!("text {text}"), "en"),
        Heard::Fetched { lead, signal, day } => {
            profile.submitted.fetch(&LeadId::new(0, &[lead; 16]), [SignalKey(signal)].into_iter(), Day(day));
        }
        Heard::Did { at, what } => {
            let deeds = [Deed { kind: "view".into(), what: format!("/{what}") }].into();
            profile.diary.note(DiaryEntry { at: Millis(at), visitor: None, deeds });
        }
    }
}

fn profile(all: &[Heard]) -> Profile {
    let mut profile = Profile::default();
    for heard in all {
        hear(&mut profile, heard);
    }
    profile
}

fn merged(one: &Profile, other: &Profile) -> Profile {
    let mut merged = one.clone();
    merged.merge(other);
    merged
}

/// What was heard by three shards, enough of it that browsers are abridged and entries dropped.
fn three() -> impl Strategy<Value = [Vec<Heard>; 3]> {
    let many = || prop::collection::vec(heard(), 0..160);
    (many(), many(), many()).prop_map(|(a, b, c)| [a, b, c])
}

/// Without what adds up: taken in twice, a submission counts twice, which is why shards remember them by id, and files by day.
fn without_sums(all: &[Heard]) -> Vec<Heard> {
    all.iter().filter(|heard| !matches!(heard, Heard::Sent { .. } | Heard::Fetched { .. })).cloned().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn merging_is_commutative_associative_and_idempotent([a, b, c] in three()) {
        let (a, b, c) = (profile(&a), profile(&b), profile(&c));
        prop_assert_eq!(merged(&a, &b), merged(&b, &a));
        prop_assert_eq!(merged(&merged(&a, &b), &c), merged(&a, &merged(&b, &c)));
        prop_assert_eq!(merged(&a, &a), a.clone());
        prop_assert_eq!(merged(&merged(&a, &b), &b), merged(&a, &b));
    }

    #[test]
    fn what_two_shards_heard_merges_to_what_one_would_have_heard([a, b, _] in three()) {
        let (a, b) = (without_sums(&a), without_sums(&b));
        let both: Vec<Heard> = a.iter().chain(&b).cloned().collect();
        prop_assert_eq!(merged(&profile(&a), &profile(&b)), profile(&both));
    }

    #[test]
    fn order_and_repetition_make_no_difference(
        (one, other) in prop::collection::vec(heard(), 0..300).prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
    ) {
        prop_assert_eq!(profile(&one), profile(&other));
        let one = without_sums(&one);
        let twice: Vec<Heard> = one.iter().chain(&without_sums(&other)).cloned().collect();
        prop_assert_eq!(profile(&one), profile(&twice));
    }
}
