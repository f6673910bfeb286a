//! Time as a value: nothing here reads a clock.

use alloc::string::{String, ToString};
use serde::{Deserialize, Serialize};

/// Milliseconds since the Unix epoch, UTC. Negative before 1970; ±2^53 at most, so that it survives JavaScript.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(transparent)]
pub struct Millis(pub i64);

/// One second in milliseconds.
pub const SECOND: i64 = 1_000;
/// One minute in milliseconds.
pub const MINUTE: i64 = 60 * SECOND;
/// One day in milliseconds.
pub const DAY: i64 = 24 * 60 * MINUTE;

/// A client clock this far off is left alone: most devices are within a few minutes, and correcting them adds network
/// jitter to good times. The bound is the one Sentry's relay uses.
pub(crate) const SKEW_TOLERATED: i64 = 55 * MINUTE;
/// What JavaScript takes for a time: a hundred million days around 1970.
pub(crate) const MAX_TIME: u64 = 8_640_000_000_000_000;
/// Nothing is taken to have happened longer ago than this: an offline queue is kept for days, not months.
const OLDEST: i64 = 7 * DAY;

impl Millis {
    /// This moment `ms` milliseconds later; stops at the ends of the range.
    #[must_use]
    pub const fn plus(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Days since the epoch in UTC, from 0 (1970-01-01) to 65535 (2149-06-06), clamped at both ends.
    pub fn day(self) -> Day {
        Day(u16::try_from(self.0.div_euclid(DAY).max(0)).unwrap_or(u16::MAX))
    }

    /// Reads RFC 3339, whatever its offset: `2026-11-21T08:00:00Z`, `2026-11-21T09:00:00.5+01:00`.
    pub fn parse(text: &str) -> Option<Self> {
        text.parse::<jiff::Timestamp>().ok().map(|moment| Self(moment.as_millisecond()))
    }

    /// RFC 3339 in UTC, for example `2026-11-21T08:00:00Z`; a moment outside the years -9999 to 9999 reads as the epoch.
    pub fn rfc3339(self) -> String {
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_string()
    }
}

/// A day: whole days since 1970-01-01, UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(transparent)]
pub struct Day(pub u16);

impl Day {
    /// Reads a date such as `2026-11-21`, from 1970 to 2149.
    pub fn parse(text: &str) -> Option<Self> {
        let date: jiff::civil::Date = text.parse().ok().filter(|_| text.len() == "2026-11-21".len())?;
        let days = date.since(jiff::civil::date(1970, 1, 1)).ok()?.get_days();
        u16::try_from(days).ok().map(Self)
    }

    /// Which week it is in, counted from the one of 1970-01-01; weeks begin on Monday.
    pub const fn week(self) -> u32 {
        // 1970-01-01 was a Thursday: three days of its week were over.
        (self.0 as u32 + 3) / 7
    }

    /// Which month it is in, counted from January of the year 0. Days become months by the arithmetic of Hinnant's
    /// `civil_from_days`: years begin in March, so that the leap day is the last of its year.
    pub const fn month(self) -> u32 {
        let days = self.0 as u32 + 719_468;
        let day_of_era = days % 146_097;
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        (days / 146_097 * 400 + year_of_era) * 12 + month_from_march + 2
    }

    /// The date as `2026-11-21`.
    pub fn iso(self) -> String {
        let mut text = Millis(i64::from(self.0) * DAY).rfc3339();
        text.truncate("2026-11-21".len());
        text
    }
}

/// When something happened, by the edge's clock.
///
/// The client says when it happened and when it sent; the difference is trusted, the absolute times only when they are
/// within 55 minutes of ours. Never later than `received`, never more than 7 days earlier.
pub fn occurred(occurred_at: Millis, sent_at: Millis, received_at: Millis) -> Millis {
    let skew = received_at.0.saturating_sub(sent_at.0);
    let corrected = if skew.abs() <= SKEW_TOLERATED { occurred_at } else { occurred_at.plus(skew) };
    Millis(corrected.0.clamp(received_at.0.saturating_sub(OLDEST), received_at.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_795_000_000_000);

    #[test]
    fn a_clock_within_the_tolerance_is_believed() {
        let at = NOW.plus(-10 * MINUTE);
        assert_eq!(occurred(at, NOW.plus(-54 * MINUTE), NOW), at);
    }

    #[test]
    fn a_clock_off_by_years_is_corrected_by_the_time_since_sending() {
        let years = 5 * 365 * DAY;
        let sent = NOW.plus(-years);
        assert_eq!(occurred(sent.plus(-MINUTE), sent, NOW), NOW.plus(-MINUTE));
    }

    #[test]
    fn the_future_is_now_and_the_far_past_is_seven_days_ago() {
        assert_eq!(occurred(NOW.plus(MINUTE), NOW, NOW), NOW);
        assert_eq!(occurred(NOW.plus(-30 * DAY), NOW, NOW), NOW.plus(-7 * DAY));
        assert_eq!(occurred(Millis(i64::MIN), Millis(i64::MAX), NOW), NOW.plus(-7 * DAY));
    }

    #[test]
    fn weeks_begin_on_monday_and_months_on_their_first() {
        let mut date = jiff::civil::date(1970, 1, 1);
        for day in 0..u16::MAX {
            let (year, month) = (u32::try_from(date.year()).unwrap(), u32::try_from(date.month()).unwrap());
            assert_eq!(Day(day).month(), year * 12 + month - 1, "{date}");
            let monday_next = date.weekday() == jiff::civil::Weekday::Sunday;
            assert_eq!(Day(day).week() != Day(day + 1).week(), monday_next, "{date}");
            date = date.tomorrow().unwrap();
        }
    }

    #[test]
    fn moments_read_as_rfc_3339() {
        assert_eq!(Millis::parse(&NOW.rfc3339()), Some(NOW));
        assert_eq!(Millis::parse("1970-01-01T01:00:00.25+01:00"), Some(Millis(250)));
        for text in ["2026-11-21", "2026-11-21T08:00:00", "08:00", ""] {
            assert_eq!(Millis::parse(text), None, "{text}");
        }
    }

    #[test]
    fn days_read_as_dates() {
        assert_eq!(Millis(0).day().iso(), "1970-01-01");
        assert_eq!(NOW.day().iso(), &NOW.rfc3339()[..10]);
        assert_eq!(Millis(-5).day(), Day(0));
        assert_eq!(Day::parse(&NOW.day().iso()), Some(NOW.day()));
        for text in ["yesterday", "2026-13-01", "1969-12-31", "2026-11-21T00:00:00", ""] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }
}
