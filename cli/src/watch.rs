//! `leadline watch`: leads as they come and move.

use crate::{
    edge::Edge,
    expand::Environment,
    failure::Failure,
    leads::{WatchArgs, all, first, points, printable},
};
use leadline_domain::{
    lead::{LeadView, Query, Step},
    time::{MINUTE, Millis},
};
use std::{collections::BTreeMap, io::Write, thread, time::Duration};

/// How far a look reaches back before the newest change known: shards write while they are asked.
const OVERLAP: i64 = MINUTE;

/// What was seen of each lead: its version, and up to when.
type Seen = BTreeMap<String, (u32, Millis)>;

/// Prints what happens from now on, until it is interrupted or the edge refuses.
pub(crate) fn run(args: &WatchArgs, environment: Environment<'_>, out: &mut dyn Write) -> Result<String, Failure> {
    let edge = Edge::new(&args.of.edge, environment)?;
    let (site, mut query) = (args.of.site.as_deref(), args.which.query());
    // By the edge's clock, which is the one that leads are written by.
    let began = newest(&edge, site)?;
    let (mut seen, mut newest) = (Seen::new(), began);
    eprintln!("Watching; press Ctrl-C to stop.");
    loop {
        query.updated_since = Some(newest.plus(-OVERLAP).rfc3339());
        let found = look(&edge, site, &query)?;
        for line in found.iter().flat_map(|lead| news(lead, began, &mut seen)) {
            // Whoever reads no more has seen enough.
            if writeln!(out, "{line}").and_then(|()| out.flush()).is_err() {
                return Ok(String::new());
            }
        }
        newest = found.iter().filter_map(|lead| Millis::parse(&lead.updated_at)).fold(newest, Ord::max);
        thread::sleep(Duration::from_secs(args.every));
    }
}

/// When the lead that changed last did.
fn newest(edge: &Edge, site: Option<&str>) -> Result<Millis, Failure> {
    let leads = first(edge, site, &Query::default())?;
    Ok(leads.first().and_then(|lead| Millis::parse(&lead.updated_at)).unwrap_or_default())
}

/// Leads that changed, the oldest change first: people read downwards.
fn look(edge: &Edge, site: Option<&str>, query: &Query) -> Result<Vec<LeadView>, Failure> {
    let mut found = Vec::new();
    all(edge, site, query, |leads| found.extend(leads))?;
    found.reverse();
    Ok(found)
}

/// What is new about a lead since it was seen last, or since watching began: a line for each stage, or one for anything else.
fn news(lead: &LeadView, began: Millis, seen: &mut Seen) -> Vec<String> {
    let moment = |at: &str| Millis::parse(at).unwrap_or_default();
    let last = lead.journey.iter().map(|step| moment(&step.at)).fold(moment(&lead.updated_at), Ord::max);
    let before = seen.insert(lead.id.to_string(), (lead.version, last));
    if before.is_some_and(|(version, _)| version >= lead.version) || moment(&lead.updated_at) <= began {
        return Vec::new();
    }
    let from = before.map_or(began, |(_, told)| told.max(began));
    let entered: Vec<&Step> = lead.journey.iter().filter(|step| moment(&step.at) > from).collect();
    if entered.is_empty() {
        return vec![line(lead, &lead.updated_at, "changed")];
    }
    entered.into_iter().map(|step| line(lead, &step.at, &moved(step))).collect()
}

fn moved(step: &Step) -> String {
    let why = step.reason.as_deref().map(|reason| format!(" ({})", printable(reason))).unwrap_or_default();
    format!("-> {}{why}", step.stage.name())
}

fn line(lead: &LeadView, at: &str, what: &str) -> String {
    // To the second: `2026-11-23T09:30:05`.
    let at = at.get(..19).unwrap_or(at).replace('T', " ");
    let test = if lead.test { " [test]" } else { "" };
    format!("{at}  {}  {what}  {} points, {}{test}", printable(&lead.email), points(lead.score.total), lead.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use leadline_domain::lead::{Mover, Stage};

    const LEAD: &str = r#"{"id":"lead_02AQEBAQEBAQEBAQEBAQEBAQ","version":1,"email":"Ada@example.com","stage":"lead","furthest":"lead",
        "score":{"total":20,"fit":20,"engagement":0,"grade":"C","reasons":[]},"fields":{},"submissions":1,"first_touch":null,
        "last_touch":null,"journey":[{"stage":"lead","at":"2026-11-23T08:00:00Z","by":"rules"}],
        "created_at":"2026-11-23T08:00:00Z","updated_at":"2026-11-23T08:00:00Z"}"#;

    fn lead() -> LeadView {
        serde_json::from_str(LEAD).unwrap()
    }

    fn entered(mut lead: LeadView, stage: Stage, at: &str, reason: Option<&str>) -> LeadView {
        let step = Step { stage, at: at.into(), by: Mover::Rules, reason: reason.map(Into::into), note: None };
        lead.journey.push(step);
        lead.version += 1;
        lead.updated_at = at.into();
        lead
    }

    #[test]
    fn a_lead_is_told_when_it_comes_and_when_it_moves_and_once_each() {
        let mut seen = Seen::new();
        let born = lead();
        let mql = entered(born.clone(), Stage::Mql, "2026-11-23T09:00:00.5Z", Some("score"));
        let twice = entered(mql.clone(), Stage::Recycled, "2026-11-23T10:00:00Z", Some("wrong-timing"));
        let twice = entered(twice, Stage::Mql, "2026-11-23T11:00:00Z", Some("signal:demo"));
        let lines: Vec<String> =
            [&born, &born, &mql, &mql, &twice].into_iter().flat_map(|lead| news(lead, Millis(0), &mut seen)).collect();
        insta::assert_snapshot!(lines.join("\n"));
    }

    #[test]
    fn of_a_lead_from_before_only_what_it_does_since_is_told() {
        let began = Millis::parse("2026-11-23T08:30:00Z").unwrap();
        let mql = entered(lead(), Stage::Mql, "2026-11-23T09:00:00Z", Some("score"));
        assert_eq!(news(&lead(), began, &mut Seen::new()), Vec::<String>::new());
        let told = news(&mql, began, &mut Seen::new());
        assert!(told.len() == 1 && told[0].contains("-> mql"), "{told:?}");
        let changed = LeadView { updated_at: "2026-11-23T10:00:00Z".into(), version: 9, ..lead() };
        let told = news(&changed, began, &mut Seen::new());
        assert!(told.len() == 1 && told[0].contains("changed"), "{told:?}");
    }
}
