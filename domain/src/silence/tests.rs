use super::*;
use proptest::prelude::*;

/// The first hour of a Monday.
const MONDAY: Hour = Hour(20_773 * 24);

/// An hour by its week (0 is the first), day (0 is Monday) and hour of the day.
fn at(week: u32, day: u32, hour: u32) -> Hour {
    MONDAY.plus(week * WEEK + day * HOURS_A_DAY + hour)
}

/// Every hour from nine to five on weekdays.
fn office(weeks: Range<u32>) -> impl Iterator<Item = Hour> {
    weeks.flat_map(|week| (0..5).flat_map(move |day| (9..17).map(move |hour| at(week, day, hour))))
}

/// When it is certain that these hours are followed by a silence.
fn certain(hours: impl IntoIterator<Item = Hour>, enough: u8) -> Option<Millis> {
    Heard::new(hours, []).silence(enough).map(|silence| silence.certain_at())
}

fn settled(hour: Hour) -> Millis {
    hour.begins().plus(SETTLES)
}

#[test]
fn the_monday_is_one() {
    assert_eq!(MONDAY.begins().rfc3339(), "2026-11-16T00:00:00Z");
    assert_eq!(Hour::of(MONDAY.begins()), MONDAY);
    assert_eq!(Hour::of(MONDAY.plus(1).begins().plus(-1)), MONDAY);
    assert_eq!(Hour::of(Millis(-1)), Hour(0));
}

#[test]
fn what_is_not_usual_is_certain_when_enough_expected_hours_are_over() {
    let until = |last: Hour| office(0..5).filter(move |hour| *hour <= last);
    let table = [
        ("in the morning", at(4, 0, 9), at(4, 0, 13)),
        ("over a night", at(4, 0, 15), at(4, 1, 11)),
        ("over a weekend", at(4, 4, 16), at(4, 7, 12)),
    ];
    for (when, last, over) in table {
        assert_eq!(certain(until(last), 3), Some(settled(over)), "{when}");
    }
    assert_eq!(certain(until(at(4, 0, 9)), 1), Some(settled(at(4, 0, 11))));
    assert_eq!(certain(until(at(4, 0, 9)), 24), Some(settled(at(4, 3, 10))));
    assert_eq!(certain(until(at(4, 0, 9)), 0), None, "off");
}

#[test]
fn a_site_is_known_after_three_weeks() {
    // Something comes in every hour, for two weeks and twenty hours: at the next hour nothing is expected yet.
    let hours = |count| (0..count).map(|hour| MONDAY.plus(hour));
    assert_eq!(certain(hours(2 * WEEK), 3), None, "within the week behind, each hour has two before it");
    assert_eq!(certain(hours(2 * WEEK + 20), 3), Some(settled(at(3, 0, 3))), "the first that has three");
    assert_eq!(certain(hours(3 * WEEK), 3), Some(settled(at(3, 0, 3))));
    assert_eq!(certain([], 3), None);
}

#[test]
fn one_empty_hour_of_four_weeks_makes_that_hour_unexpected_and_no_other() {
    let hole = at(2, 0, 11);
    let hours = office(0..5).filter(|hour| *hour != hole && *hour <= at(4, 0, 9));
    assert_eq!(certain(hours, 3), Some(settled(at(4, 0, 14))), "10, 12 and 13");
}

#[test]
fn a_silence_that_was_told_of_is_no_part_of_what_is_usual() {
    // A week ago the morning brought nothing.
    let gap = at(3, 0, 10)..at(3, 0, 14);
    let hours = || office(0..5).filter(|hour| !(at(3, 0, 10)..at(3, 0, 14)).contains(hour) && *hour <= at(4, 0, 9));
    assert_eq!(certain(hours(), 3), Some(settled(at(4, 0, 17))), "as if it were usual");
    let silence = Heard::new(hours(), [gap]).silence(3).unwrap();
    assert_eq!(silence.certain_at(), settled(at(4, 0, 13)));
    assert_eq!(silence.usual(), "something on Mon 10:00-13:00 UTC, as in each of the 3 weeks before");
}

#[test]
fn what_was_expected_is_said_day_by_day() {
    let silence =
        |last: Hour, enough| Heard::new(office(0..5).filter(|hour| *hour <= last), []).silence(enough).unwrap();
    let over_a_weekend = silence(at(4, 4, 15), 3);
    assert_eq!(over_a_weekend.since, at(4, 4, 16));
    assert_eq!(
        over_a_weekend.usual(),
        "something on Fri 16:00-17:00, Mon 09:00-11:00 UTC, as in each of the 4 weeks before"
    );
    let always = Heard::new((0..4 * WEEK + 23).map(|hour| MONDAY.plus(hour)), []).silence(3).unwrap();
    assert_eq!(always.usual(), "something on Mon 23:00-24:00, Tue 00:00-02:00 UTC, as in each of the 4 weeks before");
}

#[test]
fn only_what_counts_is_heard() {
    let heard = ["outcome.accepted", "outcome.accepted.clock-corrected", "outcome.accepted.gpc", "submit.whitepaper"];
    let not = [
        "outcome.filtered.crawler",
        "outcome.invalid.malformed",
        "outcome.acceptedly",
        "refused.origin-not-allowed",
        "submit-invalid.whitepaper",
        "passport.expired",
        "submit.",
        "",
    ];
    assert!(heard.iter().all(|name| is_heard(name)));
    assert!(!not.iter().any(|name| is_heard(name)));
}

/// Some hours of the week, and what the first two weeks bring besides.
fn habit() -> impl Strategy<Value = (BTreeSet<u32>, BTreeSet<u32>)> {
    (prop::collection::btree_set(0..WEEK, 1..40), prop::collection::btree_set(0..2 * WEEK, 0..60))
}

proptest! {
    #[test]
    fn whoever_keeps_to_a_habit_is_never_silent((usual, besides) in habit(), enough in 1..6_u8) {
        let comes = |hour: &u32| usual.contains(&(hour % WEEK)) || besides.contains(hour);
        let all: Vec<u32> = (0..6 * WEEK).filter(comes).collect();
        for (nth, hour) in all.iter().enumerate() {
            let heard = all.iter().take(nth).map(|hour| MONDAY.plus(*hour));
            // What comes in at an hour comes before it is certain that it was missed.
            let over = MONDAY.plus(*hour + 1).begins();
            prop_assert!(certain(heard, enough).is_none_or(|certain| certain > over));
        }
    }

    #[test]
    fn whoever_stops_after_three_weeks_is_silent_where_enough_is_expected((usual, _) in habit(), enough in 1..6_u8) {
        let hours = (0..3 * WEEK).filter(|hour| usual.contains(&(hour % WEEK))).map(|hour| MONDAY.plus(hour));
        let silence = Heard::new(hours, []).silence(enough);
        prop_assert_eq!(silence.is_some(), usual.len() >= usize::from(enough));
        if let Some(silence) = silence {
            let expected: Vec<u32> = usual.iter().take(usize::from(enough)).map(|hour| 3 * WEEK + hour).collect();
            let missed: Vec<u32> = silence.missed.iter().map(|hour| hour.0 - MONDAY.0).collect();
            prop_assert_eq!((missed, silence.weeks), (expected, 3));
        }
    }

    #[test]
    fn what_is_missed_came_in_three_of_the_weeks_before_whatever_else_did(
        picks in prop::collection::btree_set((0..6_u32, 0..6_u32), 1..36), enough in 1..4_u8,
    ) {
        let hours: BTreeSet<Hour> = picks.into_iter().map(|(week, hour)| at(week, 0, hour)).collect();
        if let Some(silence) = Heard::new(hours.clone(), []).silence(enough) {
            for hour in &silence.missed {
                prop_assert!(hours.last() < Some(hour));
                let before = (1..=WEEKS).filter(|weeks| hours.contains(&Hour(hour.0 - weeks * WEEK))).count();
                prop_assert!(before >= 3);
            }
        }
    }
}
