//! `[retention]` of site.toml.

use super::Report;
use crate::site::{RawRetention, Retention};
use alloc::format;

/// Fewest days that leads are kept: whoever writes a smaller number has probably meant something else.
const FEWEST: u16 = 30;

/// Most days anything is kept.
const MOST: u16 = 3_650;

pub(super) fn check(raw: RawRetention, report: &mut Report<'_>) -> Retention {
    let RawRetention { leads_days, tests_days, keep } = raw;
    if let Some(days) = leads_days.filter(|days| !(FEWEST..=MOST).contains(days)) {
        report.add(&["retention", "leads_days"], &format!("{days}"), "30 to 3650 days");
    }
    if let Some(days) = tests_days.filter(|days| !(1..=MOST).contains(days)) {
        report.add(&["retention", "tests_days"], &format!("{days}"), "1 to 3650 days");
    }
    if keep.is_some() && leads_days.is_none() {
        report.add(&["retention", "keep"], "stages", "leads_days beside it: without, everybody is kept");
    }
    let keep = keep.unwrap_or_else(|| Retention::default().keep);
    Retention { leads_days, tests_days, keep }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lead::Stage;
    use alloc::{string::String, vec, vec::Vec};

    fn found(raw: RawRetention) -> Vec<String> {
        let mut problems = Vec::new();
        check(raw, &mut Report { file: "site.toml", problems: &mut problems });
        problems.iter().map(|problem| problem.place.join(".")).collect()
    }

    #[test]
    fn days_have_bounds_and_stages_are_kept_from_something() {
        let sound = RawRetention { leads_days: Some(730), tests_days: Some(1), keep: Some(vec![Stage::Customer]) };
        assert!(found(sound).is_empty() && found(RawRetention::default()).is_empty());
        for days in [0, 29, 3_651] {
            let raw = RawRetention { leads_days: Some(days), ..RawRetention::default() };
            assert_eq!(found(raw), ["retention.leads_days"], "{days}");
        }
        let raw = RawRetention { tests_days: Some(0), keep: Some(Vec::new()), ..RawRetention::default() };
        assert_eq!(found(raw), ["retention.tests_days", "retention.keep"]);
    }
}
