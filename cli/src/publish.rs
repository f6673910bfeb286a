//! `leadline publish`: puts a site's files in force on an edge.

use crate::{args::EdgeArgs, edge::Edge, expand::Environment, failure::Failure, finding::count, site_dir};
use leadline_domain::site::Compiled;
use std::path::Path;

/// Checks, compiles and sends a site; nothing is sent unless everything is sound.
pub(crate) fn run(
    root: &Path,
    edge: &EdgeArgs,
    dry_run: bool,
    environment: Environment<'_>,
) -> Result<String, Failure> {
    let (raw, site) = site_dir::load(root, environment).map_err(Failure::Problems)?;
    let compiled = raw.compile();
    let (id, version) = (&site.id, &compiled.version);
    if dry_run {
        return Ok(format!("would publish {id} {version}, {}", count(compiled.json.len(), "byte")));
    }
    Edge::new(edge, environment)?.put(&format!("api/v1/sites/{id}"), &body(&compiled))?;
    let forms: Vec<&str> = site.forms.keys().map(String::as_str).collect();
    Ok(format!("published {id} {version} (forms: {})", forms.join(", ")))
}

/// The request's body.
fn body(compiled: &Compiled) -> String {
    format!("{{\"version\":\"{}\",\"site\":{}}}", compiled.version, compiled.json)
}

#[cfg(test)]
mod tests;
