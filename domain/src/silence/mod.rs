//! Silence: nothing has come in from a site's pages for longer than is usual for it.
//!
//! The weeks before say what is usual, hour by hour: an hour of the week is expected to bring something if it did in each of
//! the last four weeks, or of those among them that are known. Nights and weekends are so a usual silence, whatever the site's
//! time zone, and a new site has none that is not. A silence is certain once enough expected hours in a row have brought
//! nothing; hours between them in which nothing was expected don't count. What a silence brought to nothing says nothing of what is
//! usual: weeks are looked at without it.
//!
//! Hours are those of UTC. Where a country changes its clocks, what people do moves by one hour, for one hour: less than the
//! shortest silence that is worth telling.

use crate::time::{MINUTE, Millis};
use alloc::{
    collections::BTreeSet,
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::{fmt, ops::Range};
use serde::{Deserialize, Serialize};

const HOUR: i64 = 60 * MINUTE;
const HOURS_A_DAY: u32 = 24;
const WEEK: u32 = 7 * HOURS_A_DAY;
/// Weeks that say what is usual, and how many of them have to be known.
const WEEKS: u32 = 4;
const ENOUGH: u32 = 3;
/// For how long what was heard is kept, in hours: the weeks that are looked at, and a week of silence behind them.
const KEPT: u32 = (WEEKS + 1) * WEEK;
/// How long after an hour is over everything of it has come in: isolates gather counts for seconds.
const SETTLES: i64 = 5 * MINUTE;

/// Whether a count says that something came in from a page: an item that counts, or a form that was sent. What was filtered,
/// limited or refused is none: a site that hears of nothing else is silent.
pub fn is_heard(counter: &str) -> bool {
    let rest = |prefix| counter.strip_prefix(prefix).map(|rest: &str| rest.chars().next());
    matches!(rest("outcome.accepted"), Some(None | Some('.'))) || matches!(rest("submit."), Some(Some(_)))
}

/// An hour, counted from the first one of 1970 in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hour(pub u32);

impl Hour {
    /// The hour in which a moment is, from 1970 on.
    pub fn of(at: Millis) -> Self {
        Self(u32::try_from(at.0.div_euclid(HOUR).max(0)).unwrap_or(u32::MAX))
    }

    /// When it begins.
    pub const fn begins(self) -> Millis {
        Millis(self.0 as i64 * HOUR)
    }

    /// The one so many hours later.
    #[must_use]
    pub const fn plus(self, hours: u32) -> Self {
        Self(self.0.saturating_add(hours))
    }

    /// The oldest hour of which it is still worth knowing whether something came in.
    #[must_use]
    pub const fn oldest_kept(self) -> Self {
        Self(self.0.saturating_sub(KEPT))
    }

    /// When the next one could at the earliest have brought nothing, and all of it has come in.
    pub const fn missed_next(self) -> Millis {
        self.plus(2).begins().plus(SETTLES)
    }
}

/// In which hours something came in, as far as is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    hours: BTreeSet<Hour>,
    silences: Vec<Range<Hour>>,
}

/// A silence that is not usual.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Silence {
    /// The first whole hour in which nothing came in any more.
    pub since: Hour,
    /// Hours in which something was expected.
    missed: Vec<Hour>,
    /// For how many weeks at least something had come in at each of these hours.
    weeks: u32,
}

impl Heard {
    /// What was heard: hours in which something came in, and silences that were told of, each up to the hour that ended it.
    pub fn new(hours: impl IntoIterator<Item = Hour>, silences: impl IntoIterator<Item = Range<Hour>>) -> Self {
        Self { hours: hours.into_iter().collect(), silences: silences.into_iter().collect() }
    }

    /// The silence that there is, or will be if nothing more comes in: [`Silence::certain_at`] says when. None, where too
    /// little is expected in the week behind the last thing that came in.
    ///
    /// `enough` expected hours that bring nothing are one; 0 for never.
    pub fn silence(&self, enough: u8) -> Option<Silence> {
        let since = self.hours.last()?.plus(1);
        let (mut missed, mut weeks) = (Vec::new(), WEEKS);
        for hour in (0..WEEK).map(|ahead| since.plus(ahead)) {
            if missed.len() >= usize::from(enough) {
                break;
            }
            if let Some(known) = self.expects(hour) {
                missed.push(hour);
                weeks = weeks.min(known);
            }
        }
        (enough > 0 && missed.len() == usize::from(enough)).then_some(Silence { since, missed, weeks })
    }

    /// For how many of the last weeks something came in at this hour of the week, if it did in each that is known, and enough
    /// of them are.
    fn expects(&self, hour: Hour) -> Option<u32> {
        let first = *self.hours.first()?;
        let mut known = 0;
        for before in (1..=WEEKS).filter_map(|weeks| hour.0.checked_sub(weeks * WEEK)).map(Hour) {
            if before < first || self.silences.iter().any(|silence| silence.contains(&before)) {
                continue;
            }
            if !self.hours.contains(&before) {
                return None;
            }
            known += 1;
        }
        (known >= ENOUGH).then_some(known)
    }
}

impl Silence {
    /// From when on it is certain, if nothing comes in until then.
    pub fn certain_at(&self) -> Millis {
        let over = self.missed.last().map_or(self.since, |last| last.plus(1));
        over.begins().plus(SETTLES)
    }

    /// What was expected, in words: `something on Mon 09:00-12:00 UTC, as in each of the 4 weeks before`.
    pub fn usual(&self) -> String {
        let mut spans: Vec<Span> = Vec::new();
        for hour in &self.missed {
            match spans.last_mut() {
                Some(span) if span.goes_on_with(*hour) => span.hours += 1,
                _ => spans.push(Span { first: *hour, hours: 1 }),
            }
        }
        let spans: Vec<String> = spans.iter().map(ToString::to_string).collect();
        format!("something on {} UTC, as in each of the {} weeks before", spans.join(", "), self.weeks)
    }
}

/// Hours of one day.
struct Span {
    first: Hour,
    hours: u32,
}

impl Span {
    const fn goes_on_with(&self, hour: Hour) -> bool {
        self.first.0 + self.hours == hour.0 && !hour.0.is_multiple_of(HOURS_A_DAY)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // 1970-01-01 was a Thursday.
        let day = match self.first.0 / HOURS_A_DAY % 7 {
            0 => "Thu",
            1 => "Fri",
            2 => "Sat",
            3 => "Sun",
            4 => "Mon",
            5 => "Tue",
            _ => "Wed",
        };
        let from = self.first.0 % HOURS_A_DAY;
        write!(f, "{day} {from:02}:00-{:02}:00", from + self.hours)
    }
}

#[cfg(test)]
mod tests;
