//! `leadline check`: is everything in a site's files sound?

use crate::{expand::Environment, failure::Failure, finding::count, site_dir};
use std::path::Path;

/// Checks a site's directory and sums it up.
pub(crate) fn run(root: &Path, environment: Environment<'_>) -> Result<String, Failure> {
    let (raw, site) = site_dir::load(root, environment).map_err(Failure::Problems)?;
    let parts = [
        count(site.scoring.signals.len(), "signal"),
        count(site.scoring.rules.len(), "rule"),
        count(site.forms.len(), "form"),
        count(site.pages.len(), "page"),
        count(site.sinks.len(), "webhook"),
    ];
    Ok(format!("{} is sound: {}; version {}", root.display(), parts.join(", "), raw.compile().version))
}

#[cfg(test)]
mod tests;
