//! Checking `lifecycle.toml`.

mod calendar;

use super::{A_SLUG, Report, is_slug};
use crate::{
    lead::Stage,
    site::{Direct, Lifecycle, RawLifecycle, RawSite, RawSla, RejectReason, Scoring, Sla},
    time::MINUTE,
};
use alloc::{borrow::ToOwned, format, string::String, sync::Arc, vec::Vec};

/// Longest time an SLA gives, in milliseconds of work: a year of whole days.
const LONGEST: i64 = 366 * 24 * 60 * MINUTE;
/// Most entries of each kind: whatever a person can still read.
const MOST: usize = 50;

/// Why sales rejects leads, where the site does not say it in its own words: the code, what people read, and where it leads.
pub const DEFAULT_REASONS: [(&str, &str, Stage); 10] = [
    ("wrong-timing", "Wrong timing", Stage::Recycled),
    ("no-budget", "No budget", Stage::Recycled),
    ("no-authority", "Does not decide", Stage::Recycled),
    ("no-need", "No need at present", Stage::Recycled),
    ("no-response", "Did not respond", Stage::Recycled),
    ("bad-fit", "Not a fit", Stage::Disqualified),
    ("bad-contact", "Can't be reached as given", Stage::Disqualified),
    ("existing-customer", "Is a customer already", Stage::Disqualified),
    ("competitor", "Is a competitor", Stage::Disqualified),
    ("spam", "Spam", Stage::Disqualified),
];

/// Checks everything about the lifecycle.
pub(super) fn check(raw: &RawSite, scoring: &Scoring, report: &mut Report<'_>) -> Lifecycle {
    let lifecycle = &raw.lifecycle;
    let stages = stages(lifecycle, report);
    let uses = |stage: Stage| stages.contains(&stage);
    check_ids(lifecycle, report);
    let direct = direct(lifecycle, scoring, &uses, report);
    let slas = lifecycle.slas.iter().enumerate().filter_map(|(at, sla)| self::sla(at, sla, &uses, report)).collect();
    let reasons = reasons(lifecycle, report);
    let calendars = lifecycle
        .calendars
        .iter()
        .enumerate()
        .filter_map(|(at, calendar)| calendar::check(calendar, &format!("{at}"), report))
        .collect();
    Lifecycle { stages, direct, reasons, slas, calendars }
}

fn stages(raw: &RawLifecycle, report: &mut Report<'_>) -> Vec<Stage> {
    let way = Stage::ALL.into_iter().filter(|stage| !stage.is_aside());
    if raw.stages.is_empty() {
        return way.collect();
    }
    for (at, stage) in raw.stages.iter().enumerate().filter(|(_, stage)| stage.is_aside()) {
        let expected = "a stage on the way; recycled and disqualified are always there";
        report.add(&["stages", &format!("{at}")], stage.name(), expected);
    }
    if !raw.stages.contains(&Stage::Lead) || !raw.stages.contains(&Stage::Mql) {
        let found: Vec<&str> = raw.stages.iter().map(|stage| stage.name()).collect();
        report.add(
            &["stages"],
            &found.join(", "),
            "lead and mql among them: everybody begins as the one, and rules lead to the other",
        );
    }
    way.filter(|stage| raw.stages.contains(stage)).collect()
}

/// Ids of a kind are slugs, and each its own.
fn check_ids(raw: &RawLifecycle, report: &mut Report<'_>) {
    let kinds: [(&str, Vec<&String>); 3] = [
        ("reason", raw.reasons.iter().map(|reason| &reason.id).collect()),
        ("sla", raw.slas.iter().map(|sla| &sla.id).collect()),
        ("calendar", raw.calendars.iter().map(|calendar| &calendar.id).collect()),
    ];
    for (kind, ids) in kinds {
        if ids.len() > MOST {
            report.add(&[kind], &format!("{} of them", ids.len()), &format!("at most {MOST}"));
        }
        for (at, id) in ids.iter().enumerate() {
            if !is_slug(id) || ids.iter().filter(|other| other == &id).count() > 1 {
                report.add(&[kind, &format!("{at}"), "id"], id, &format!("{A_SLUG}, each {kind} its own"));
            }
        }
    }
}

fn direct(
    raw: &RawLifecycle,
    scoring: &Scoring,
    uses: &impl Fn(Stage) -> bool,
    report: &mut Report<'_>,
) -> Vec<Direct> {
    let mut found = Vec::new();
    for (at, enter) in raw.direct.iter().enumerate() {
        let at = format!("{at}");
        if !matches!(enter.stage, Stage::Mql | Stage::Sal | Stage::Sql) || !uses(enter.stage) {
            let expected = "mql, sal or sql, and a stage in use: what comes later is for people to say";
            report.add(&["enter", &at, "stage"], enter.stage.name(), expected);
        }
        if let Some(signal) = scoring.signals.iter().find(|signal| *signal.id == *enter.signal) {
            found.push(Direct { stage: enter.stage, signal: Arc::from(&*enter.signal), key: signal.key });
        } else {
            let known = scoring.signals.iter().map(|signal| &*signal.id);
            report.unknown(&["enter", &at, "signal"], &enter.signal, "a signal of scoring.toml", known);
            report.follows_from("scoring.toml");
        }
    }
    found
}

fn sla(at: usize, raw: &RawSla, uses: &impl Fn(Stage) -> bool, report: &mut Report<'_>) -> Option<Sla> {
    let at = format!("{at}");
    if raw.stage.is_aside() || raw.stage == Stage::Lead || !uses(raw.stage) {
        report.add(
            &["sla", &at, "stage"],
            raw.stage.name(),
            "a stage in use that somebody has to do something about: mql, sal, …",
        );
    }
    let within = working_time(&raw.within).filter(|within| (MINUTE..=LONGEST).contains(within));
    if within.is_none() {
        report.add(&["sla", &at, "within"], &raw.within, "working time in minutes or hours, such as 15m or 8h");
    }
    let RawSla { id, stage, met_by, .. } = raw.clone();
    Some(Sla { id, stage, within: within?, met_by })
}

fn working_time(text: &str) -> Option<i64> {
    let (number, unit) = match text.strip_suffix('m') {
        Some(minutes) => (minutes, MINUTE),
        None => (text.strip_suffix('h')?, 60 * MINUTE),
    };
    number.parse::<u32>().ok().map(|number| i64::from(number) * unit)
}

fn reasons(raw: &RawLifecycle, report: &mut Report<'_>) -> Vec<RejectReason> {
    if raw.reasons.is_empty() {
        let reason = |(id, label, leads_to): (&str, &str, Stage)| RejectReason {
            id: id.to_owned(),
            label: label.to_owned(),
            leads_to,
        };
        return DEFAULT_REASONS.into_iter().map(reason).collect();
    }
    for (at, reason) in raw.reasons.iter().enumerate() {
        if !reason.leads_to.is_aside() {
            report.add(&["reason", &format!("{at}"), "leads_to"], reason.leads_to.name(), "recycled or disqualified");
        }
    }
    let reasons = raw.reasons.iter().cloned();
    reasons.map(|reason| RejectReason { id: reason.id, label: reason.label, leads_to: reason.leads_to }).collect()
}

#[cfg(test)]
mod tests;
