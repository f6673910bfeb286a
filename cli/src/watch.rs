//! `leadline watch`: leads as they come and move.

use crate::{
    edge::Edge,
    expand::Environment,
    failure::Failure,
    leads::{WatchArgs, all, points, printable},
};
use leadline_domain::{
    lead::{LeadView, Query, Step},
    time::{MINUTE, Millis},
};
use std::{
    collections::BTreeMap,
    io::Write,
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// How far a look reaches back before the newest change known: shards write while they are asked.
const OVERLAP: i64 = MINUTE;

/// What was seen of each lead: its version, and how many stages it had entered.
type Seen = BTreeMap<String, (u32, usize)>;

/// Prints what happens from now on, until it is interrupted or the edge refuses.
pub(crate) fn run(args: &WatchArgs, environment: Environment<'_>, out: &mut dyn Write) -> Result<String, Failure> {
    let edge = Edge::new(&args.of.edge, environment)?;
    let mut query = args.which.query();
    let mut seen = Seen::new();
    let mut newest = now();
    eprintln!("Watching; press Ctrl-C to stop.");
    loop {
        query.updated_since = Some(newest.plus(-OVERLAP).rfc3339());
        let (lines, latest) = look(&edge, args.of.site.as_deref(), &query, &mut seen)?;
        for line in lines {
            // Whoever reads no more has seen enough.
            if writeln!(out, "{line}").and_then(|()| out.flush()).is_err() {
                return Ok(String::new());
            }
        }
        newest = newest.max(latest);
        thread::sleep(Duration::from_secs(args.every));
    }
}

fn look(edge: &Edge, site: Option<&str>, query: &Query, seen: &mut Seen) -> Result<(Vec<String>, Millis), Failure> {
    let mut found = Vec::new();
    all(edge, site, query, |leads| found.extend(leads))?;
    // Newest change first; people read downwards.
    found.reverse();
    let latest = found.iter().filter_map(|lead| Millis::parse(&lead.updated_at)).max().unwrap_or_default();
    Ok((found.iter().flat_map(|lead| news(lead, seen)).collect(), latest))
}

/// What is new about a lead since it was seen last: a line for each stage, or one for anything else.
fn news(lead: &LeadView, seen: &mut Seen) -> Vec<String> {
    let stages = lead.journey.len();
    let before = seen.insert(lead.id.to_string(), (lead.version, stages));
    let (version, known) = before.unwrap_or((0, 0));
    if version >= lead.version {
        return Vec::new();
    }
    let is_new = before.is_none() && lead.created_at == lead.updated_at;
    // Of a lead that was known before anybody watched, only what it did last is news.
    let from = if before.is_none() && !is_new { stages.saturating_sub(1) } else { known };
    let entered: Vec<&Step> = lead
        .journey
        .iter()
        .skip(from)
        .filter(|step| before.is_some() || is_new || step.at == lead.updated_at)
        .collect();
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

fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
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
            [&born, &born, &mql, &mql, &twice].into_iter().flat_map(|lead| news(lead, &mut seen)).collect();
        insta::assert_snapshot!(lines.join("\n"));
    }

    #[test]
    fn of_a_lead_from_before_only_what_it_did_last_is_told() {
        let mql = entered(lead(), Stage::Mql, "2026-11-23T09:00:00Z", Some("score"));
        assert_eq!(news(&mql, &mut Seen::new()).len(), 1);
        let changed = LeadView { updated_at: "2026-11-23T10:00:00Z".into(), version: 9, ..mql };
        let told = news(&changed, &mut Seen::new());
        assert!(told.len() == 1 && told[0].contains("changed"), "{told:?}");
    }
}
