//! `leadline leads`: who came, what they are worth, and why.

mod args;
mod asking;

pub(crate) use args::{LeadsArgs, WatchArgs};
pub(crate) use asking::{all, first};

use crate::{edge::Edge, expand::Environment, failure::Failure, finding::count, sink::read, table};
use asking::{Page, page_text};
use leadline_domain::{
    lead::{LeadView, Query, Table},
    score::{Points, Reason},
};
use std::cmp::Reverse;

/// Reasons shown of a lead: those with most points, for or against.
const TOP: usize = 3;

/// Lists a site's leads.
pub(crate) fn run(args: &LeadsArgs, environment: Environment<'_>) -> Result<String, Failure> {
    let edge = Edge::new(&args.of.edge, environment)?;
    let query = Query { updated_since: args.updated_since.clone(), ..args.which.query() };
    let site = args.of.site.as_deref();
    if args.ndjson || args.csv {
        let mut leads = Vec::new();
        all(&edge, site, &query, |page| leads.extend(page))?;
        return Ok(if args.csv { spreadsheet(&leads) } else { lines(&leads) });
    }
    let answer = page_text(&edge, site, &query, (None, None))?;
    if args.json {
        return Ok(answer);
    }
    read(&answer).map(|Page { leads, next }| {
        let more = if next.is_some() { "; there are more: --ndjson and --csv print all of them" } else { "" };
        list(&leads) + more
    })
}

fn lines(leads: &[LeadView]) -> String {
    leads.iter().map(|lead| serde_json::to_string(lead).unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// With a column for each field that any of them has.
fn spreadsheet(leads: &[LeadView]) -> String {
    let mut table = Table::new(leads.iter().flat_map(|lead| lead.fields.keys().cloned()));
    table.head();
    for lead in leads {
        table.add(lead);
    }
    table.into_text().trim_end().to_owned()
}

fn list(leads: &[LeadView]) -> String {
    if leads.is_empty() {
        return "No leads yet.".to_owned();
    }
    let heading = ["id", "stage", "score", "grade", "e-mail", "why"].map(ToOwned::to_owned);
    let rows: Vec<[String; 6]> = std::iter::once(heading).chain(leads.iter().map(row)).collect();
    format!("{}\n{}", table::lay_out(&rows), count(leads.len(), "lead"))
}

fn row(lead: &LeadView) -> [String; 6] {
    [
        lead.id.to_string(),
        if lead.test { "test".to_owned() } else { lead.stage.name().to_owned() },
        points(lead.score.total),
        format!("{:?}", lead.score.grade),
        printable(&lead.email),
        why(&lead.score.reasons),
    ]
}

fn why(reasons: &[Reason]) -> String {
    let mut top: Vec<&Reason> = reasons.iter().collect();
    top.sort_by_key(|reason| Reverse(reason.points.0.abs()));
    let more = if top.len() > TOP { ", …" } else { "" };
    let shown = top.into_iter().take(TOP).map(|reason| {
        let sign = if reason.points.0 < 0 { "" } else { "+" };
        format!("{} {sign}{}", printable(&reason.signal), points(reason.points))
    });
    shown.collect::<Vec<_>>().join(", ") + more
}

pub(crate) fn points(points: Points) -> String {
    serde_json::to_string(&points).unwrap_or_default()
}

/// What visitors typed reaches a terminal here: control characters are shown, not obeyed.
pub(crate) fn printable(text: &str) -> String {
    text.chars().flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] }).collect()
}

#[cfg(test)]
mod tests;
