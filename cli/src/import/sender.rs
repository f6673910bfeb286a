//! Sending lines some at a time, and counting what became of them.

use crate::{edge::Edge, failure::Failure};
use leadline_domain::id::LeadId;
use serde::Deserialize;

/// Most lines of a request, as the edge takes them.
const MAX_LINES: usize = 50;

/// Bytes after which a request is full.
const FULL: usize = 1024 * 1024;

/// What became of a line.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Fate {
    /// `created`, `merged`, `unchanged` or `invalid`.
    pub(super) became: Became,
    /// Why it is invalid.
    #[serde(default)]
    pub(super) why: Option<String>,
    /// Which lead it is.
    #[serde(default)]
    pub(super) lead: Option<LeadId>,
    /// Tells people apart, also those who are no lead yet.
    #[serde(default)]
    pub(super) person: Option<String>,
}

/// What became of a line, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Became {
    /// Something new.
    Created,
    /// It brought news to somebody known.
    Merged,
    /// All of it was known.
    Unchanged,
    /// It can't be taken.
    Invalid,
}

#[derive(Deserialize)]
struct Answer {
    lines: Vec<Fate>,
}

/// Lines on their way.
pub(super) struct Sender<'a> {
    edge: &'a Edge,
    site: &'a str,
    dry_run: bool,
    waiting: Vec<u64>,
    body: String,
}

impl<'a> Sender<'a> {
    /// Nothing on its way yet.
    pub(super) const fn new(edge: &'a Edge, site: &'a str, dry_run: bool) -> Self {
        Self { edge, site, dry_run, waiting: Vec::new(), body: String::new() }
    }

    /// Takes a line along; sends what waits first if it is enough.
    pub(super) fn put(&mut self, number: u64, line: &str, tell: &mut impl FnMut(u64, Fate)) -> Result<(), Failure> {
        let full = self.waiting.len() >= MAX_LINES || self.body.len() + line.len() > FULL;
        if full {
            self.flush(tell)?;
        }
        self.waiting.push(number);
        self.body.push_str(line);
        self.body.push('\n');
        Ok(())
    }

    /// Sends what waits.
    pub(super) fn flush(&mut self, tell: &mut impl FnMut(u64, Fate)) -> Result<(), Failure> {
        let Some(first) = self.waiting.first().copied() else { return Ok(()) };
        let stopped = |why| Failure::Stopped { line: first, why: Box::new(why) };
        let dry_run = if self.dry_run { "true" } else { "false" };
        let query = [("site", self.site), ("dry_run", dry_run)];
        let answer = self.edge.send("api/v1/import", &query, &self.body).map_err(stopped)?;
        let answer: Answer =
            serde_json::from_str(&answer).map_err(|error| stopped(Failure::NotAsked { why: error.to_string() }))?;
        let last = self.waiting.last().copied().unwrap_or(first);
        for (number, fate) in self.waiting.drain(..).zip(answer.lines) {
            tell(number, fate);
        }
        self.body.clear();
        eprintln!("{}: through line {last}", self.site);
        Ok(())
    }
}
