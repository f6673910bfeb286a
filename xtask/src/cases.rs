//! `cargo xtask cases DIR`: how good our judgement is, on cases that nobody here wrote.
//!
//! The cases stay where they are: none is copied into the project, and no row is ever made to pass by itself. One file
//! below for each kind of case says what is right.

mod agents;
mod asked;
mod channels;
mod constraint_validation;
mod domains;
mod email;
mod email_same;
mod engine;
mod json_bodies;
mod leadline;
mod naughty_strings;
mod page_urls;
mod registrable_domains;
mod rows;
mod submission_encoding;
mod tally;
mod tracking_params;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail, ensure};
use clap::Args;
use serde_json::Value;

use crate::workspace::Workspace;
use leadline::Leadline;
use tally::Tally;

/// Flags of `cargo xtask cases`.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The folder with the cases: JSON lines, one file a kind
    directory: PathBuf,
    /// How many wrong ones of each kind are shown
    #[arg(long, default_value_t = 3)]
    examples: usize,
    /// Score this file only, such as `email`
    #[arg(long, value_name = "FILE")]
    only: Option<String>,
    /// Send `naughty_strings` through the real edge, too: to the door of a form, and back by the API
    #[arg(long)]
    engine: bool,
}

/// How the rows of a file are scored.
#[derive(Clone, Copy)]
enum Scoring {
    /// By what `leadline classify` answers.
    Asked(fn(&[Value], &Leadline) -> Result<Tally>),
    /// By calling our code.
    Called(fn(&[Value]) -> Tally),
}

const KINDS: [(&str, Scoring); 13] = [
    ("email", Scoring::Asked(email::score)),
    ("email_same", Scoring::Asked(email_same::score)),
    ("bots", Scoring::Asked(agents::score)),
    ("browsers", Scoring::Asked(agents::score)),
    ("domains", Scoring::Asked(domains::score)),
    ("registrable_domains", Scoring::Asked(registrable_domains::score)),
    ("channels", Scoring::Asked(channels::score)),
    ("tracking_params", Scoring::Called(tracking_params::score)),
    ("page_urls", Scoring::Called(page_urls::score)),
    ("json_bodies", Scoring::Called(json_bodies::score)),
    ("naughty_strings", Scoring::Called(naughty_strings::score)),
    ("constraint_validation", Scoring::Called(constraint_validation::score)),
    ("submission_encoding", Scoring::Called(submission_encoding::score)),
];

/// Scores every file of the folder. Wrong answers are what this is for, and no failure; a file that can't be scored is one.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let names = rows::files(&options.directory)?;
    let wanted = |name: &str| options.only.as_ref().is_none_or(|only| only == name);
    let names: Vec<String> = names.into_iter().filter(|name| wanted(name)).collect();
    ensure!(!names.is_empty(), "{} holds no such file of cases", options.directory.display());
    let leadline = Leadline::build(workspace)?;
    let mut failed = Vec::new();
    println!("{}", tally::HEAD);
    for name in names {
        match score(&options.directory, &name, &leadline) {
            Ok(Some(tally)) => print!("{}", tally.table(&name, options.examples)),
            Ok(None) => println!("{name:<22} not scored yet"),
            Err(error) => {
                println!("{name:<22} can't be scored: {error:#}");
                failed.push(name);
            }
        }
    }
    if options.engine && wanted(engine::NAME) {
        let rows = options.directory.join(format!("{}.jsonl", engine::NAME));
        print!("{}", engine::score(workspace, &rows)?.table("… through the edge", options.examples));
    }
    if !failed.is_empty() {
        bail!("can't be scored: {}", failed.join(", "));
    }
    Ok(())
}

fn score(directory: &Path, name: &str, leadline: &Leadline) -> Result<Option<Tally>> {
    let Some((_, scoring)) = KINDS.iter().find(|(known, _)| *known == name) else { return Ok(None) };
    let rows = rows::read(&directory.join(format!("{name}.jsonl")))?;
    match scoring {
        Scoring::Asked(score) => score(&rows, leadline).map(Some),
        Scoring::Called(score) => Ok(Some(score(&rows))),
    }
}
