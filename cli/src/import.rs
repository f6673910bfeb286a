//! `leadline import`: a backup comes back, or people come from a table.

mod backup;
mod columns;
mod people;
mod sender;

use crate::{args::ImportArgs, edge::Edge, expand::Environment, failure::Failure};
use std::{fs, io, path::Path};

/// Imports a file.
pub(crate) fn run(args: &ImportArgs, environment: Environment<'_>) -> Result<String, Failure> {
    let path = args.file.display().to_string();
    let edge = Edge::new(&args.edge, environment)?;
    let text = fs::read(&args.file).map_err(|error| unreadable(&path, &error))?;
    let text = String::from_utf8(text).map_err(|_| Failure::Table { path: path.clone(), why: NOT_UTF8.to_owned() })?;
    let text = text.trim_start_matches('\u{feff}');
    if text.starts_with('{') { backup::run(args, &edge, &path, text) } else { people::run(args, &edge, &path, text) }
}

const NOT_UTF8: &str = "is not in UTF-8: save it as \"CSV UTF-8\"";

fn unreadable(path: &str, error: &io::Error) -> Failure {
    Failure::Unreadable { path: path.to_owned(), why: error.to_string() }
}

/// When a file was last changed, in milliseconds since 1970: the same at every run, so that importing it again changes nothing.
fn changed_at(path: &Path) -> io::Result<i64> {
    let since = fs::metadata(path)?.modified()?.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Ok(i64::try_from(since.as_millis()).unwrap_or_default())
}
