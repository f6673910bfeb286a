//! `cargo xtask size`: what visitors download, raw, gzip and brotli, against `budgets.toml`.
//!
//! Files are those of the last build. What the edge answers when a form is opened was taken down by
//! `tests/worker/form_markup.test.mjs`, which fails when the edge answers otherwise.

mod budget;
mod weight;

use std::fs;

use anyhow::{Context, Result, bail};
use clap::Args;
use serde::Serialize;

use crate::build::{self, manifest::Manifest};
use crate::workspace::Workspace;
use budget::{Budgets, Verdict};
use weight::Weight;

/// What the edge answers for forms of the demo site: the shortest, and the longest in its longest language.
const ANSWERS: [(&str, &str); 2] = [("form_short", "open.whitepaper.en.html"), ("form_long", "open.quote.ar.html")];

/// Flags of `cargo xtask size`.
#[derive(Debug, Default, Args)]
pub(crate) struct Options {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// One shipped file, or what is answered in its place.
#[derive(Debug, Serialize)]
struct Artefact {
    word: &'static str,
    file: String,
    #[serde(flatten)]
    weight: Weight,
}

#[derive(Debug, Serialize)]
struct Report {
    artefacts: Vec<Artefact>,
    budgets: Vec<Verdict>,
}

/// Prints the table; fails when a group is over its budget.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let mut artefacts = weigh(workspace, &build::last_manifest(workspace)?)?;
    artefacts.extend(weigh_answers(workspace)?);
    let text = fs::read_to_string(workspace.root.join("budgets.toml")).context("budgets.toml is missing")?;
    let budgets = Budgets::parse(&text)?.judge(&pairs(&artefacts))?;
    let report = Report { artefacts, budgets };
    if options.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print_table(&report);
    }
    let over: Vec<&str> = report.budgets.iter().filter(|verdict| verdict.over()).map(Verdict::group).collect();
    if !over.is_empty() {
        bail!("over budget: {}; make it smaller, or change budgets.toml and say why", over.join(", "));
    }
    Ok(())
}

/// One line for the end of a build.
pub(crate) fn summary(workspace: &Workspace, manifest: &Manifest) -> Result<String> {
    let parts: Vec<String> = weigh(workspace, manifest)?
        .iter()
        .map(|artefact| format!("{} {}", artefact.word, artefact.weight.brotli))
        .collect();
    Ok(format!("{} (brotli bytes)", parts.join(", ")))
}

fn weigh(workspace: &Workspace, manifest: &Manifest) -> Result<Vec<Artefact>> {
    manifest
        .files()
        .map(|(word, file)| {
            let content = fs::read(workspace.assets().join(file))
                .with_context(|| format!("{file} is missing; run `cargo xtask build`"))?;
            Ok(Artefact { word, file: file.to_owned(), weight: Weight::of(&content)? })
        })
        .collect()
}

fn weigh_answers(workspace: &Workspace) -> Result<Vec<Artefact>> {
    let weigh = |(word, name): (&'static str, &str)| {
        let file = format!("tests/worker/snapshots/{name}");
        let content = fs::read(workspace.root.join(&file)).with_context(|| format!("{file} is missing"))?;
        Ok(Artefact { word, file, weight: Weight::of_answer(&content)? })
    };
    ANSWERS.into_iter().map(weigh).collect()
}

fn pairs(artefacts: &[Artefact]) -> Vec<(&str, usize)> {
    artefacts.iter().map(|artefact| (artefact.word, artefact.weight.brotli)).collect()
}

fn print_table(report: &Report) {
    println!("{:<17} {:>8} {:>8} {:>8}  file", "what", "raw", "gzip", "brotli");
    for Artefact { word, file, weight } in &report.artefacts {
        println!("{word:<17} {:>8} {:>8} {:>8}  {file}", weight.raw, weight.gzip, weight.brotli);
    }
    println!();
    for verdict in &report.budgets {
        println!("{verdict}");
    }
}
