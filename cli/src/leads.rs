//! `leadline leads`: who came, what they are worth, and why.

use crate::{args::EdgeArgs, edge::Edge, expand::Environment, failure::Failure, finding::count, table};
use leadline_domain::{
    lead::LeadView,
    score::{Points, Reason},
};
use serde::Deserialize;
use std::cmp::Reverse;

/// Reasons shown of a lead: those with most points, for or against.
const TOP: usize = 3;

/// What `GET api/v1/leads` answers.
#[derive(Deserialize)]
struct Leads {
    leads: Vec<LeadView>,
}

/// Lists a site's leads.
pub(crate) fn run(
    site: Option<&str>,
    edge: &EdgeArgs,
    json: bool,
    environment: Environment<'_>,
) -> Result<String, Failure> {
    let answer = Edge::new(edge, environment)?.get("api/v1/leads", site)?;
    if json {
        return Ok(answer);
    }
    serde_json::from_str::<Leads>(&answer)
        .map(|answer| list(&answer.leads))
        .map_err(|error| Failure::NotAsked { why: error.to_string() })
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
