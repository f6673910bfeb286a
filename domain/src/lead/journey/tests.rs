use super::*;
use proptest::prelude::*;

fn entry(at: i64, stage: Stage, by: Mover) -> StageEntry {
    StageEntry { at: Millis(at), stage, by, reason: None, note: None, request: None }
}

fn journey(entries: &[(i64, Stage, Mover)]) -> Journey {
    let mut journey = Journey::default();
    for (at, stage, by) in entries {
        journey.merge(&Journey(alloc::vec![entry(*at, *stage, *by)]));
    }
    journey
}

/// Where the entries lead, how far rules can't go any more, and how far it ever was.
fn found(entries: &[(i64, Stage, Mover)]) -> (Stage, Stage, Stage) {
    let journey = journey(entries);
    (journey.present(), journey.bar(), journey.furthest())
}

#[test]
fn rules_move_forward() {
    use Mover::Rules;
    use Stage::{Lead, Mql, Sql};
    assert_eq!(found(&[]), (Lead, Lead, Lead));
    assert_eq!(found(&[(1, Lead, Rules)]), (Lead, Lead, Lead));
    assert_eq!(found(&[(1, Lead, Rules), (2, Mql, Rules), (2, Sql, Rules)]), (Sql, Sql, Sql));
    assert_eq!(found(&[(2, Sql, Rules), (3, Mql, Rules)]), (Sql, Sql, Sql));
}

#[test]
fn people_put_a_lead_anywhere_and_rules_do_not_bring_it_where_it_has_been() {
    use Mover::{People, Rules};
    use Stage::{Lead, Mql, Sal, Sql};
    let back = [(1, Lead, Rules), (2, Mql, Rules), (3, Sal, People), (4, Sql, People), (5, Mql, People)];
    assert_eq!(found(&back), (Mql, Sql, Sql));
    assert_eq!(found(&[(1, Lead, Rules), (2, Mql, Rules), (3, Lead, People)]), (Lead, Mql, Mql));
}

#[test]
fn who_was_recycled_may_qualify_again_and_who_was_disqualified_may_not() {
    use Mover::{People, Rules};
    use Stage::{Disqualified, Lead, Mql, Recycled, Sal};
    let recycled = [(1, Lead, Rules), (2, Mql, Rules), (3, Recycled, People)];
    assert_eq!(found(&recycled), (Recycled, Lead, Mql));
    let again = [&recycled[..], &[(4, Mql, Rules)]].concat();
    assert_eq!(found(&again), (Mql, Mql, Mql));
    let disqualified = [(2, Sal, People), (3, Disqualified, People), (4, Mql, Rules)];
    assert_eq!(found(&disqualified), (Disqualified, Sal, Sal));
    let reopened = [&disqualified[..], &[(5, Lead, People)]].concat();
    assert_eq!(found(&reopened).0, Lead);
}

#[test]
fn being_born_somewhere_else_changes_nothing() {
    use Mover::{People, Rules};
    use Stage::{Customer, Lead, Recycled};
    assert_eq!(found(&[(1, Customer, People), (5, Lead, Rules)]).0, Customer);
    assert_eq!(found(&[(1, Recycled, People), (5, Lead, Rules)]).0, Recycled);
}

#[test]
fn the_present_entry_is_the_one_that_brought_the_lead_there() {
    let journey = journey(&[(2, Stage::Mql, Mover::Rules), (7, Stage::Mql, Mover::Rules)]);
    assert_eq!(journey.present_entry().unwrap().at, Millis(2));
}

#[test]
fn an_entry_of_now_comes_after_all_before_it() {
    let mut journey = journey(&[(9, Stage::Recycled, Mover::People)]);
    journey.enter(entry(3, Stage::Mql, Mover::Rules));
    assert_eq!((journey.present(), journey.present_entry().unwrap().at), (Stage::Mql, Millis(10)));
}

#[test]
fn who_is_moved_about_for_ever_keeps_the_first_of_each_stage_and_the_newest() {
    let mut journey = Journey::begin(Millis(0));
    for at in 1..500 {
        let stage = if at % 2 == 0 { Stage::Sal } else { Stage::Mql };
        journey.enter(entry(at, stage, Mover::People));
    }
    let kept: Vec<i64> = journey.iter().map(|entry| entry.at.0).collect();
    assert_eq!((kept.len(), &kept[..3], kept.last()), (MOST_ENTRIES, &[0, 1, 2][..], Some(&499)));
    assert_eq!(journey.present(), Stage::Mql);
}

prop_compose! {
    fn some_journey()(entries in prop::collection::vec(
        (0_i64..40, prop::sample::select(&Stage::ALL[..]), any::<bool>()),
        0..90,
    )) -> Journey {
        let by = |people| if people { Mover::People } else { Mover::Rules };
        journey(&entries.into_iter().map(|(at, stage, people)| (at, stage, by(people))).collect::<Vec<_>>())
    }
}

fn united(one: &Journey, other: &Journey) -> Journey {
    let mut united = one.clone();
    united.merge(other);
    united
}

proptest! {
    #[test]
    fn merging_is_commutative_associative_and_idempotent(one in some_journey(), two in some_journey(), three in some_journey()) {
        prop_assert_eq!(united(&one, &two), united(&two, &one));
        prop_assert_eq!(united(&united(&one, &two), &three), united(&one, &united(&two, &three)));
        prop_assert_eq!(united(&one, &one), one);
    }
}
