//! `leadline publish`: puts a site's files in force on an edge.

use crate::{
    args::EdgeArgs, compiled::Compiled, edge::Edge, expand::Environment, failure::Failure, finding::count, site_dir,
};
use std::path::Path;

/// Checks, compiles and sends a site; nothing is sent unless everything is sound.
pub(crate) fn run(
    root: &Path,
    edge: &EdgeArgs,
    dry_run: bool,
    environment: Environment<'_>,
) -> Result<String, Failure> {
    let (raw, site) = site_dir::load(root, environment).map_err(Failure::Problems)?;
    let compiled = Compiled::new(&raw);
    let (id, version) = (&site.id, &compiled.version);
    if dry_run {
        return Ok(format!("would publish {id} {version}, {}", count(compiled.site.len(), "byte")));
    }
    Edge::new(edge, environment)?.put(&format!("api/v1/sites/{id}"), &compiled.body())?;
    let forms: Vec<&str> = site.forms.keys().map(String::as_str).collect();
    Ok(format!("published {id} {version} (forms: {})", forms.join(", ")))
}

#[cfg(test)]
mod tests;
