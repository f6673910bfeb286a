//! `leadline publish`: puts a site's files in force on an edge.

use crate::{
    args::EdgeArgs,
    edge::{self as api, Edge},
    expand::Environment,
    failure::Failure,
    finding::count,
    loopback::is_loopback,
    site_dir,
};
use leadline_domain::site::{Compiled, Site};
use std::path::Path;
use ureq::http::Uri;

/// Checks, compiles and sends a site; nothing is sent unless everything is sound.
pub(crate) fn run(
    root: &Path,
    edge: &EdgeArgs,
    dry_run: bool,
    environment: Environment<'_>,
) -> Result<String, Failure> {
    let (raw, site) = site_dir::load(root, environment).map_err(Failure::Problems)?;
    if !api::is_local(&edge.to)? {
        leads_elsewhere(&site)?;
    }
    let compiled = raw.compile();
    let (id, version) = (&site.id, &compiled.version);
    if dry_run {
        return Ok(format!("would publish {id} {version}, {}", count(compiled.json.len(), "byte")));
    }
    Edge::new(edge, environment)?.put(&format!("api/v1/sites/{id}"), &body(&compiled))?;
    let forms: Vec<&str> = site.forms.keys().map(String::as_str).collect();
    Ok(format!("published {id} {version} (forms: {})", forms.join(", ")))
}

/// A site whose pages or sinks are on this machine is of no use on an edge that is not: nobody would be let in, and
/// nothing could be delivered.
fn leads_elsewhere(site: &Site) -> Result<(), Failure> {
    let origins = site.origins.iter().all(|origin| is_here(origin)).then(|| site.origins.join(", "));
    match origins.or(site.sink_here().map(ToOwned::to_owned)) {
        Some(address) => Err(Failure::OnThisMachine { address }),
        None => Ok(()),
    }
}

fn is_here(address: &str) -> bool {
    let host = address.parse::<Uri>().ok().and_then(|uri| uri.host().map(is_loopback));
    host.unwrap_or_default()
}

/// The request's body.
fn body(compiled: &Compiled) -> String {
    format!("{{\"version\":\"{}\",\"site\":{}}}", compiled.version, compiled.json)
}

#[cfg(test)]
mod tests;
