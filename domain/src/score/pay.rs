//! What one rule pays for what happened.

use super::faded;
use crate::{
    site::{Fading, Repeat, Rule},
    time::Day,
    visit::DayCount,
};

/// What is known of a rule's signal.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known<'a> {
    /// How often it happened on days that are forgotten.
    pub(super) undated: u16,
    /// How often on each day, oldest first.
    pub(super) dated: &'a [DayCount],
    /// Whether it is true.
    pub(super) holds: bool,
}

/// What a rule pays, in thousandths of a point, before any group's cap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Pay {
    /// What it pays.
    pub(super) points: i64,
    /// What it would pay if nothing faded.
    pub(super) undecayed: i64,
    /// How often what it looks at happened.
    pub(super) count: u32,
    /// Whether its cap held the points back.
    pub(super) capped: bool,
    /// The last of the days it looks at.
    pub(super) latest: Option<Day>,
}

impl Rule {
    /// What it pays on `today`. What is dated later counts as of today.
    pub(super) fn pay(&self, known: Known<'_>, today: Day) -> Pay {
        let dated = self.in_window(known.dated, today);
        let undated = if self.needs_dates() { 0 } else { u32::from(known.undated) };
        let timeless = undated.saturating_add(u32::from(known.holds));
        let count = dated.iter().map(|entry| u32::from(entry.count)).fold(timeless, u32::saturating_add);
        if count == 0 {
            return Pay::default();
        }
        let (mut times, mut left) = self.paid_by_day(dated, today);
        if self.repeat == Repeat::Each {
            times = times.saturating_add(timeless);
        } else if times == 0 {
            times = 1;
        }
        let full = self.millipoints.saturating_mul(i64::from(times));
        if !matches!(self.fading, Fading::HalfLife(_)) {
            left = full;
        }
        let points = self.capped(left);
        Pay {
            points,
            undecayed: self.capped(full),
            count,
            capped: points != left,
            latest: dated.last().map(|entry| entry.day),
        }
    }

    fn in_window<'a>(&self, dated: &'a [DayCount], today: Day) -> &'a [DayCount] {
        let Fading::Window(days) = self.fading else { return dated };
        let over = dated.partition_point(|entry| age(entry.day, today) >= days);
        dated.get(over..).unwrap_or_default()
    }

    /// How many times the days pay, and what half-lives leave of it. Of a period the latest day pays.
    fn paid_by_day(&self, dated: &[DayCount], today: Day) -> (u32, i64) {
        let (mut times, mut left) = (0_u32, 0_i64);
        for (at, entry) in dated.iter().enumerate() {
            let paid = self.paid_on(*entry, dated.get(at + 1));
            times = times.saturating_add(paid);
            if let Fading::HalfLife(days) = self.fading
                && paid > 0
            {
                let points = self.millipoints.saturating_mul(i64::from(paid));
                left = left.saturating_add(faded(points, age(entry.day, today), days));
            }
        }
        (times, left)
    }

    fn paid_on(&self, entry: DayCount, next: Option<&DayCount>) -> u32 {
        let is_last_of = |same: fn(Day, Day) -> bool| next.is_none_or(|next| !same(entry.day, next.day));
        match self.repeat {
            Repeat::Once => u32::from(next.is_none()),
            Repeat::Daily => 1,
            Repeat::Weekly => u32::from(is_last_of(|one, other| one.week() == other.week())),
            Repeat::Monthly => u32::from(is_last_of(|one, other| one.month() == other.month())),
            Repeat::Each => u32::from(entry.count),
        }
    }

    const fn capped(&self, points: i64) -> i64 {
        match self.cap {
            Some(cap) if (cap < 0 && points < cap) || (cap > 0 && points > cap) => cap,
            _ => points,
        }
    }
}

/// Whole days since `day`.
pub(super) const fn age(day: Day, today: Day) -> u16 {
    today.0.saturating_sub(day.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::{Category, SignalKey};
    use alloc::vec::Vec;

    fn rule(repeat: Repeat, fading: Fading, cap: Option<i64>) -> Rule {
        Rule {
            signal: "x".into(),
            key: SignalKey(1),
            category: Category::Engagement,
            millipoints: 10_000,
            repeat,
            cap,
            fading,
            verified: false,
            group: None,
        }
    }

    /// 2026-11-22 is a Sunday; 2026-10-31 a Saturday; 2026-11-16 a Monday.
    fn dated(days: &[(&str, u16)]) -> Vec<DayCount> {
        days.iter().map(|(day, count)| DayCount { day: Day::parse(day).unwrap(), count: *count }).collect()
    }

    fn pay(rule: &Rule, undated: u16, days: &[(&str, u16)], holds: bool) -> Pay {
        let known = Known { undated, dated: &dated(days), holds };
        rule.pay(known, Day::parse("2026-11-22").unwrap())
    }

    const DAYS: [(&str, u16); 4] = [("2026-10-31", 2), ("2026-11-15", 1), ("2026-11-16", 3), ("2026-11-22", 1)];

    #[test]
    fn each_repeat_pays_as_often_as_it_says() {
        let table = [
            (Repeat::Once, 5, 10_000),
            (Repeat::Each, 5, 120_000),
            (Repeat::Daily, 5, 40_000),
            (Repeat::Weekly, 5, 30_000),
            (Repeat::Monthly, 5, 20_000),
        ];
        for (repeat, undated, points) in table {
            assert_eq!(pay(&rule(repeat, Fading::Never, None), undated, &DAYS, false).points, points, "{repeat:?}");
        }
    }

    #[test]
    fn what_has_no_date_counts_where_no_date_is_asked_for() {
        for repeat in [Repeat::Once, Repeat::Each] {
            assert_eq!(pay(&rule(repeat, Fading::Never, None), 1, &[], false).points, 10_000);
            assert_eq!(pay(&rule(repeat, Fading::Window(30), None), 1, &[], false), Pay::default());
            assert_eq!(pay(&rule(repeat, Fading::HalfLife(30), None), 1, &[], false), Pay::default());
        }
        for repeat in [Repeat::Daily, Repeat::Weekly, Repeat::Monthly] {
            assert_eq!(pay(&rule(repeat, Fading::Never, None), 1, &[], false), Pay::default());
            assert_eq!(pay(&rule(repeat, Fading::Never, None), 0, &[], true).points, 10_000);
        }
    }

    #[test]
    fn a_window_counts_today_and_the_days_before() {
        let week = rule(Repeat::Each, Fading::Window(7), None);
        let paid = pay(&week, 9, &DAYS, false);
        assert_eq!((paid.points, paid.count), (40_000, 4));
        assert_eq!(pay(&rule(Repeat::Each, Fading::Window(1), None), 0, &DAYS, false).points, 10_000);
        assert_eq!(pay(&rule(Repeat::Each, Fading::Window(8), None), 0, &DAYS, false).points, 50_000);
    }

    #[test]
    fn decay_is_reckoned_day_by_day_and_before_the_cap() {
        let halved =
            pay(&rule(Repeat::Each, Fading::HalfLife(7), None), 0, &[("2026-11-15", 2), ("2026-11-22", 1)], false);
        assert_eq!((halved.points, halved.undecayed), (20_000, 30_000));
        let capped = pay(
            &rule(Repeat::Each, Fading::HalfLife(7), Some(15_000)),
            0,
            &[("2026-11-15", 2), ("2026-11-22", 1)],
            false,
        );
        assert_eq!((capped.points, capped.undecayed, capped.capped), (15_000, 15_000, true));
        let once = pay(&rule(Repeat::Once, Fading::HalfLife(7), None), 0, &DAYS, false);
        assert_eq!((once.points, once.count), (10_000, 7));
    }

    #[test]
    fn what_is_dated_tomorrow_counts_as_of_today() {
        let paid = pay(&rule(Repeat::Each, Fading::HalfLife(7), None), 0, &[("2026-11-30", 1)], false);
        assert_eq!(paid.points, 10_000);
    }
}
