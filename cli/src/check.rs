//! `leadline check`: is everything in a site's files sound?

use crate::{
    expand::Environment,
    failure::Failure,
    finding::{Finding, count},
    site_dir::{self, Sound},
};
use leadline_domain::site::Scoring;
use std::path::Path;

/// Checks a site's directory and sums it up.
pub(crate) fn run(root: &Path, environment: Environment<'_>) -> Result<String, Failure> {
    let Sound { raw, site, warnings } = site_dir::load_with_warnings(root, environment).map_err(Failure::Problems)?;
    let parts = [
        count(site.scoring.signals.len(), "signal"),
        rules(&site.scoring),
        count(site.forms.len(), "form"),
        count(site.pages.len(), "page"),
        count(site.sinks.len(), "sink"),
    ];
    let summary = format!("{} is sound: {}; version {}", root.display(), parts.join(", "), raw.compile().version);
    Ok(summary + &warned(&warnings))
}

fn rules(scoring: &Scoring) -> String {
    let rules = count(scoring.models().map(|model| model.rules.len()).sum(), "rule");
    match scoring.models().count() {
        1 => rules,
        models => format!("{rules} in {models} models"),
    }
}

/// Warnings below the summary: what they say is no mistake.
fn warned(warnings: &[Finding]) -> String {
    if warnings.is_empty() {
        return String::new();
    }
    let said: Vec<String> = warnings.iter().map(ToString::to_string).collect();
    format!("\n\n{}{}", said.concat(), count(warnings.len(), "warning"))
}

#[cfg(test)]
mod tests;
