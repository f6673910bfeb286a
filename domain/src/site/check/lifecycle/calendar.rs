//! Checking `[[calendar]]`.

use super::super::Report;
use crate::{
    calendar::{Calendar, Holiday, Hours},
    site::RawCalendar,
};
use alloc::{format, vec::Vec};
use jiff::{
    civil::{Date, Time},
    tz::TimeZone,
};

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// A leap year: the 29th of February is a day that may come every year.
const LEAP: i16 = 2024;

pub(super) fn check(raw: &RawCalendar, at: &str, report: &mut Report<'_>) -> Option<Calendar> {
    let zone = TimeZone::get(&raw.time_zone).ok();
    if zone.is_none() {
        let known: Vec<_> = jiff::tz::db().available().map(|name| alloc::string::String::from(name.as_str())).collect();
        let meant = super::super::nearest(&raw.time_zone, &known);
        let place = ["calendar".into(), at.into(), "time_zone".into()];
        report.suggest(&place, &raw.time_zone, "an IANA time zone, such as Europe/Vienna", meant);
    }
    let mut week: [Vec<Hours>; 7] = Default::default();
    for (days, hours) in &raw.hours {
        match (span(days), hours_of(hours)) {
            (Some(span), Some(hours)) if week.get(span.clone()).is_some_and(|days| days.iter().all(Vec::is_empty)) => {
                for day in week.get_mut(span).into_iter().flatten() {
                    day.clone_from(&hours);
                }
            }
            (Some(_), Some(_)) => report.add(&["calendar", at, "hours", days], days, "each day once"),
            (None, _) => report.add(&["calendar", at, "hours"], days, "mon, tue, wed, thu, fri, sat, sun, or mon-fri"),
            (_, None) => {
                let expected = "hours in order, such as 09:00-12:00, 13:00-17:00, until 24:00 at the latest";
                report.add(&["calendar", at, "hours", days], hours, expected);
            }
        }
    }
    if raw.hours.is_empty() {
        report.add(&["calendar", at, "hours"], "no hours", "when people work: mon-fri = \"09:00-17:00\"");
    }
    let mut holidays = Vec::new();
    for (n, text) in raw.holidays.iter().enumerate() {
        if let Some(holiday) = holiday(text) {
            holidays.push(holiday);
        } else {
            let expected = "a date such as 2026-12-24, or 12-25 for every year";
            report.add(&["calendar", at, "holidays", &format!("{n}")], text, expected);
        }
    }
    Some(Calendar { id: raw.id.clone(), zone: zone?, week, holidays })
}

/// Days by their positions.
fn span(text: &str) -> Option<core::ops::RangeInclusive<usize>> {
    let day = |name: &str| DAYS.iter().position(|day| *day == name);
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (day(first)?, day(last)?);
    (first <= last).then_some(first..=last)
}

fn hours_of(text: &str) -> Option<Vec<Hours>> {
    let hours: Vec<Hours> = text.split(',').map(|part| interval(part.trim())).collect::<Option<_>>()?;
    let apart = hours.windows(2).all(|two| matches!(two, [(_, Some(until)), (from, _)] if until <= from));
    apart.then_some(hours)
}

fn interval(text: &str) -> Option<Hours> {
    let (from, until) = text.split_once('-')?;
    let from = time(from)?;
    let until = if until == "24:00" { None } else { Some(time(until)?) };
    until.is_none_or(|until| from < until).then_some((from, until))
}

fn time(text: &str) -> Option<Time> {
    text.parse().ok().filter(|_| text.len() == "09:00".len())
}

fn holiday(text: &str) -> Option<Holiday> {
    if text.len() == "2026-12-24".len() {
        return text.parse().ok().map(Holiday::On);
    }
    let (month, day) = text.split_once('-').filter(|_| text.len() == "12-24".len())?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    Date::new(LEAP, month, day).is_ok().then_some(Holiday::Yearly { month, day })
}
