//! When people work: hours of the week in a time zone, without the holidays.

use crate::time::Millis;
use alloc::{string::String, vec::Vec};
use jiff::{
    Timestamp, ToSpan,
    civil::{Date, Time, Weekday},
    tz::TimeZone,
};

/// How many days ahead somebody may be away.
const FARTHEST: usize = 800;

/// Hours of a day: from, and up to; an end of `None` is the end of the day.
pub type Hours = (Time, Option<Time>);

/// A day on which nobody works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holiday {
    /// Once.
    On(Date),
    /// Every year.
    Yearly {
        /// 1 to 12.
        month: i8,
        /// 1 to 31.
        day: i8,
    },
}

/// When people work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// Its name in the site's files.
    pub id: String,
    /// Where they are.
    pub zone: TimeZone,
    /// Hours of each day of the week, Monday first, in order and apart.
    pub week: [Vec<Hours>; 7],
    /// Days that are none of work.
    pub holidays: Vec<Holiday>,
}

impl Calendar {
    /// Of people who always work.
    pub fn always() -> Self {
        let whole_day = || alloc::vec![(Time::midnight(), None)];
        Self {
            id: String::new(),
            zone: TimeZone::UTC,
            week: core::array::from_fn(|_| whole_day()),
            holidays: Vec::new(),
        }
    }

    /// The moment at which so many milliseconds of work have passed since another one; nothing if that is more than two years
    /// away.
    ///
    /// Hours are those that pass: where the clock is set forward the day has one less.
    pub fn after(&self, start: Millis, work: i64) -> Option<Millis> {
        let moment = Timestamp::from_millisecond(start.0).ok()?;
        let mut left = work.max(0);
        let mut date = moment.to_zoned(self.zone.clone()).date();
        for _ in 0..FARTHEST {
            for (open, close) in self.open_on(date) {
                let from = open.max(start);
                let there = close.0.saturating_sub(from.0);
                if there >= left && there >= 0 {
                    return Some(from.plus(left));
                }
                left -= there.max(0);
            }
            date = date.tomorrow().ok()?;
        }
        None
    }

    /// From when to when there is work on a date.
    fn open_on(&self, date: Date) -> impl Iterator<Item = (Millis, Millis)> {
        let weekday = self.week.get(index(date.weekday())).filter(|_| !self.is_holiday(date));
        let hours = weekday.map_or(&[][..], Vec::as_slice);
        hours.iter().filter_map(move |(from, until)| {
            let end = match until {
                Some(until) => self.moment(date, *until),
                None => self.moment(date.checked_add(1.day()).ok()?, Time::midnight()),
            };
            Some((self.moment(date, *from)?, end?))
        })
    }

    /// A time that the clock skips is as much later as is skipped; of one that comes twice it is the first.
    fn moment(&self, date: Date, time: Time) -> Option<Millis> {
        let moment = self.zone.to_ambiguous_timestamp(date.to_datetime(time)).compatible().ok()?;
        Some(Millis(moment.as_millisecond()))
    }

    fn is_holiday(&self, date: Date) -> bool {
        self.holidays.iter().any(|holiday| match *holiday {
            Holiday::On(on) => on == date,
            Holiday::Yearly { month, day } => (date.month(), date.day()) == (month, day),
        })
    }
}

fn index(weekday: Weekday) -> usize {
    usize::try_from(weekday.to_monday_zero_offset()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
