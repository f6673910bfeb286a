//! `leadline export`: all that is kept of a site's leads, as JSON lines.
//!
//! The first line says what it is, the last one how much: a file without its last line broke off. Leads of every shard come
//! first, then the submissions that count already, then the ids that lead to another lead since a merge. Two leads that
//! become one meanwhile may both be missed where they are: then the one that stays does not know the id of the other, and
//! is exported once more. A lead that stands there twice is no harm: taking it back is a join.

use crate::{args::EdgeArgs, edge::Edge, expand::Environment, failure::Failure, finding::count};
use leadline_domain::{
    id::LeadId,
    lead::transfer::{Alias, EXPORT_VERSION, Line},
};
use serde::Deserialize;
use serde_json::json;
use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
    thread,
    time::Duration,
};

/// How often to look for leads that are on their way from one shard to another.
const LOOKS: usize = 10;

/// How long to wait for them.
const PAUSE: Duration = Duration::from_secs(1);

/// The last line of a page.
#[derive(Deserialize)]
struct Page {
    site: String,
    shards: u8,
    at: String,
    next: Option<String>,
}

/// Writes a site's leads to standard output.
pub(crate) fn run(site: &str, edge: &EdgeArgs, environment: Environment<'_>) -> Result<String, Failure> {
    let edge = Edge::new(edge, environment)?;
    let mut export = Export { edge, site, shards: 0, to: io::BufWriter::new(io::stdout()), told: Told::default() };
    export.write()?;
    let Told { leads, submissions, aliases, .. } = export.told;
    eprintln!("{site}: exported {}, {}, {aliases} merged away", count(leads, "lead"), count(submissions, "submission"));
    Ok(String::new())
}

/// What has been written.
#[derive(Default)]
struct Told {
    leads: usize,
    submissions: usize,
    aliases: usize,
    /// Ids that lead to another lead.
    moved: BTreeMap<LeadId, LeadId>,
    /// Leads with the ids that they know to be theirs.
    known: BTreeMap<LeadId, BTreeSet<LeadId>>,
}

struct Export<'a, W> {
    edge: Edge,
    site: &'a str,
    shards: u8,
    to: W,
    told: Told,
}

impl<W: Write> Export<'_, W> {
    fn write(&mut self) -> Result<(), Failure> {
        let (lines, page) = self.page(0, "leads", "")?;
        let (site, at) = (page.site.clone(), page.at.clone());
        self.shards = page.shards;
        self.say(
            &json!({"leadline": "export", "v": EXPORT_VERSION, "site": site, "at": at, "shards": page.shards})
                .to_string(),
        )?;
        self.shard(0, "leads", (lines, page))?;
        for (part, first) in [("leads", 1), ("submissions", 0), ("aliases", 0)] {
            for shard in first..self.shards {
                let page = self.page(shard, part, "")?;
                self.shard(shard, part, page)?;
            }
        }
        self.catch_up()?;
        let Told { leads, submissions, aliases, .. } = self.told;
        self.say(
            &json!({"leadline": "end", "leads": leads, "submissions": submissions, "aliases": aliases}).to_string(),
        )?;
        self.to.flush().map_err(|error| stream(&error))
    }

    /// A shard's lines, from its first page on.
    fn shard(&mut self, shard: u8, part: &str, mut page: (Vec<String>, Page)) -> Result<(), Failure> {
        loop {
            let (lines, Page { next, .. }) = page;
            for line in lines {
                self.note(&line)?;
                self.say(&line)?;
            }
            eprintln!("{}: {part} of shard {} of {}: {} lines", self.site, shard + 1, self.shards, self.told.lines());
            let Some(next) = next else { return Ok(()) };
            page = self.page(shard, part, &next)?;
        }
    }

    fn page(&self, shard: u8, part: &str, cursor: &str) -> Result<(Vec<String>, Page), Failure> {
        let shard = shard.to_string();
        let query = [("site", self.site), ("shard", &shard), ("part", part), ("cursor", cursor)];
        let text = self.edge.ask("api/v1/export", &query)?;
        let mut lines: Vec<String> = text.lines().map(ToOwned::to_owned).collect();
        let last = lines.pop().unwrap_or_default();
        let page = serde_json::from_str(&last).map_err(|error| Failure::NotAsked { why: error.to_string() })?;
        Ok((lines, page))
    }

    fn note(&mut self, line: &str) -> Result<(), Failure> {
        match serde_json::from_str(line).map_err(|error| Failure::NotAsked { why: error.to_string() })? {
            Line::Lead(lead) => {
                self.told.leads += 1;
                self.told.known.insert(lead.id, lead.merged);
            }
            Line::Alias(Alias { id, lead }) => {
                self.told.aliases += 1;
                self.told.moved.insert(id, lead);
            }
            Line::Submission(_) => self.told.submissions += 1,
            Line::Person(_) => {}
        }
        Ok(())
    }

    fn say(&mut self, line: &str) -> Result<(), Failure> {
        writeln!(self.to, "{line}").map_err(|error| stream(&error))
    }

    /// Exports the shards again whose leads do not know yet what leads to them.
    fn catch_up(&mut self) -> Result<(), Failure> {
        for _ in 0..LOOKS {
            let behind = self.told.behind();
            if behind.is_empty() {
                return Ok(());
            }
            thread::sleep(PAUSE);
            for shard in behind {
                let page = self.page(shard, "leads", "")?;
                self.shard(shard, "leads", page)?;
            }
        }
        Err(Failure::StillMerging)
    }
}

impl Told {
    const fn lines(&self) -> usize {
        self.leads + self.submissions + self.aliases
    }

    /// Shards with a lead that does not know an id which leads to it.
    fn behind(&self) -> BTreeSet<u8> {
        let missing = self.moved.keys().filter_map(|id| {
            let mut lead = id;
            // Merges go from junior to senior only, so this ends; but what is read is not ours to trust.
            for _ in 0..self.moved.len() {
                match self.moved.get(lead) {
                    Some(next) => lead = next,
                    None => break,
                }
            }
            let knows = self.known.get(lead).is_some_and(|merged| merged.contains(id));
            (!knows).then(|| lead.shard())
        });
        missing.collect()
    }
}

fn stream(error: &io::Error) -> Failure {
    Failure::Stream { why: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(shard: u8, random: u8) -> LeadId {
        LeadId::new(shard, &[random; 16])
    }

    #[test]
    fn a_lead_that_does_not_know_what_leads_to_it_is_exported_once_more() {
        let mut told = Told::default();
        told.known.insert(id(1, 1), BTreeSet::from([id(0, 2)]));
        told.moved.insert(id(0, 2), id(1, 1));
        assert!(told.behind().is_empty());
        told.moved.insert(id(2, 3), id(0, 2));
        assert_eq!(told.behind(), BTreeSet::from([1]), "it was merged twice, and the second is missing");
    }

    #[test]
    fn ids_that_lead_in_a_circle_end() {
        let mut told = Told::default();
        told.moved.insert(id(0, 1), id(1, 2));
        told.moved.insert(id(1, 2), id(0, 1));
        assert_eq!(told.behind().len(), 2);
    }
}
