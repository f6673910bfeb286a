use super::*;
use crate::time::{DAY, MINUTE};
use jiff::civil::{date, time};
use proptest::prelude::*;

const HOUR: i64 = 60 * MINUTE;

/// Vienna, Monday to Friday from 9 to 12 and from 13 to 17.
fn office() -> Calendar {
    let day = || alloc::vec![(time(9, 0, 0, 0), Some(time(12, 0, 0, 0))), (time(13, 0, 0, 0), Some(time(17, 0, 0, 0)))];
    Calendar {
        id: "office".into(),
        zone: TimeZone::get("Europe/Vienna").unwrap(),
        week: core::array::from_fn(|at| if at < 5 { day() } else { Vec::new() }),
        holidays: alloc::vec![Holiday::Yearly { month: 12, day: 25 }, Holiday::On(date(2026, 12, 24))],
    }
}

#[track_caller]
fn after(calendar: &Calendar, start: &str, work: i64, expected: &str) {
    let start = Millis::parse(start).unwrap();
    assert_eq!(calendar.after(start, work).map(Millis::rfc3339).as_deref(), Some(expected), "{start:?}");
}

#[test]
fn work_passes_in_hours_of_work() {
    let office = office();
    after(&office, "2026-11-23T10:00:00+01:00", 30 * MINUTE, "2026-11-23T09:30:00Z");
    after(&office, "2026-11-23T11:45:00+01:00", 30 * MINUTE, "2026-11-23T12:15:00Z"); // Over lunch.
    after(&office, "2026-11-23T03:00:00+01:00", 30 * MINUTE, "2026-11-23T08:30:00Z"); // Before they come.
    after(&office, "2026-11-23T16:45:00+01:00", 30 * MINUTE, "2026-11-24T08:15:00Z"); // They go home.
    after(&office, "2026-11-21T10:00:00+01:00", 7 * HOUR, "2026-11-23T16:00:00Z"); // A whole day after a Saturday.
    after(&office, "2026-12-23T16:00:00+01:00", 2 * HOUR, "2026-12-28T09:00:00Z"); // Christmas, then a weekend.
}

#[test]
fn the_last_moment_of_work_is_in_time() {
    after(&office(), "2026-11-23T16:00:00+01:00", HOUR, "2026-11-23T16:00:00Z");
    after(&office(), "2026-11-21T10:00:00+01:00", 0, "2026-11-23T08:00:00Z");
}

#[test]
fn hours_stay_where_they_are_on_the_clock_when_it_changes() {
    let office = office();
    // From Friday in summer time to Monday in winter time, and the other way round.
    after(&office, "2026-10-23T16:30:00+02:00", HOUR, "2026-10-26T08:30:00Z");
    after(&office, "2027-03-26T16:30:00+01:00", HOUR, "2027-03-29T07:30:00Z");
}

#[test]
fn at_night_an_hour_that_is_skipped_does_not_pass_and_one_that_comes_twice_does() {
    let mut night = office();
    night.week = core::array::from_fn(|_| alloc::vec![(time(1, 0, 0, 0), Some(time(4, 0, 0, 0)))]);
    // 29 March 2026: 02:00 becomes 03:00, so that from 1 to 4 are two hours. 25 October: four.
    after(&night, "2026-03-29T00:30:00+01:00", 2 * HOUR, "2026-03-29T02:00:00Z");
    after(&night, "2026-03-29T00:30:00+01:00", 2 * HOUR + 1, "2026-03-29T23:00:00.001Z");
    after(&night, "2026-10-25T00:30:00+02:00", 4 * HOUR, "2026-10-25T03:00:00Z");
}

#[test]
fn who_always_works_has_no_other_hours() {
    let always = Calendar::always();
    after(&always, "2026-11-21T23:30:00Z", 48 * HOUR, "2026-11-23T23:30:00Z");
}

#[test]
fn who_never_works_is_never_late() {
    let mut never = office();
    never.week = Default::default();
    assert_eq!(never.after(Millis(0), 1), None);
    assert_eq!(office().after(Millis(i64::MAX), 1), None);
}

/// What is said minute by minute, the long way.
fn minutes_open(calendar: &Calendar, from: Millis, until: Millis) -> i64 {
    let is_open = |at: i64| {
        let zoned = Timestamp::from_millisecond(at).unwrap().to_zoned(calendar.zone.clone());
        let (date, time) = (zoned.date(), zoned.time());
        let hours = &calendar.week[index(date.weekday())];
        !calendar.is_holiday(date)
            && hours.iter().any(|(open, close)| *open <= time && close.is_none_or(|close| time < close))
    };
    let minutes = (until.0 - from.0) / MINUTE;
    i64::try_from((0..minutes).filter(|minute| is_open(from.0 + minute * MINUTE)).count()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn counting_every_minute_comes_to_the_same(minute in 0_i64..(380 * 24 * 60), work in 1_i64..(3 * 7 * 60)) {
        let office = office();
        let start = Millis::parse("2026-03-01T00:00:00Z").unwrap().plus(minute * MINUTE);
        let end = office.after(start, work * MINUTE).unwrap();
        prop_assert!(end.0 - start.0 < 30 * DAY);
        prop_assert_eq!(minutes_open(&office, start, end), work);
        prop_assert_eq!(minutes_open(&office, start, end.plus(-MINUTE)), work - 1);
    }
}
