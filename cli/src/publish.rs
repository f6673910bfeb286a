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
use std::{fs, path::Path};
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
    let edge = Edge::new(edge, environment)?;
    for (name, file) in &raw.files {
        edge.put_bytes(&format!("api/v1/sites/{id}/files/{}", file.sha256), &read(root, name)?)?;
    }
    edge.put(&format!("api/v1/sites/{id}"), &body(&compiled))?;
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

/// A file that forms hand out. Should it have changed since it was checked, the edge refuses it: its name there is its hash.
fn read(root: &Path, name: &str) -> Result<Vec<u8>, Failure> {
    let path = root.join(site_dir::FOLDER).join(name);
    fs::read(&path).map_err(|error| Failure::Unreadable { path: path.display().to_string(), why: error.to_string() })
}

/// The request's body.
fn body(compiled: &Compiled) -> String {
    format!("{{\"version\":\"{}\",\"site\":{}}}", compiled.version, compiled.json)
}

#[cfg(test)]
mod tests;
