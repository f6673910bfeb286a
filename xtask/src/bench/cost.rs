//! `cargo xtask bench cost`: what a million page views and a million submissions cost, by a table of prices, with every
//! step of the arithmetic. docs/operations.md shows what it prints.

mod bill;
mod prices;

use std::fs;

use anyhow::{Context, Result};
use clap::Args;

use crate::workspace::Workspace;
use bill::Bill;
use prices::Table;

const DOCUMENT: &str = "docs/operations.md";
/// Between these lines of the document stands what is printed.
const MARKS: [&str; 2] = ["<!-- cost -->\n", "<!-- end of cost -->\n"];

/// Flags of `cargo xtask bench cost`.
#[derive(Debug, Args)]
pub(super) struct Cost {
    /// Write the section of docs/operations.md
    #[arg(long)]
    publish: bool,
}

impl Cost {
    /// Works it out.
    pub(super) fn run(&self, workspace: &Workspace) -> Result<()> {
        let section = section(&Table::known()?);
        print!("{section}");
        if self.publish {
            let path = workspace.root.join(DOCUMENT);
            fs::write(&path, replaced(&fs::read_to_string(&path)?, &section)?)?;
            println!("\nwritten: {DOCUMENT}");
        }
        Ok(())
    }
}

/// The document with this section.
fn replaced(document: &str, section: &str) -> Result<String> {
    let [begin, end] = MARKS;
    let parts = document.split_once(begin).and_then(|(head, rest)| Some((head, rest.split_once(end)?.1)));
    let (head, tail) = parts.with_context(|| format!("{DOCUMENT} has lost the marks of its section on cost"))?;
    Ok(format!("{head}{begin}{section}{end}{tail}"))
}

/// All of it as Markdown.
fn section(table: &Table) -> String {
    let views = Bill::of_page_views(table);
    let submissions: Vec<Bill> =
        table.assumed.rows_per_submission.iter().map(|rows| Bill::of_submissions(table, *rows)).collect();
    let (fewest, most) = (submissions.first().map_or(0.0, Bill::sum), submissions.last().map_or(0.0, Bill::sum));
    let lonely = table.clone().quiet();
    let quiet = Bill::of_page_views(&lonely);
    let middle = submissions.get(submissions.len() / 2).map(Bill::markdown).unwrap_or_default();
    let (of_views, prices, aims, assumed) = (views.markdown(), table.markdown(), &table.aims, &table.assumed);
    format!(
        "\n{prices}\n\
        **A million page views: ${:.2}** (aim: ${:.2}). {} page views and {} batches a visit; {} batches reach an isolate while it gathers\n\
        counts (`COUNTS_GATHER_MS`), under {} names.\n\n\
        {of_views}\n\
        That many batches reach an isolate where a site is busy. Where each is alone, a million page views are ${:.2}, nearly all of it\n\
        rows of counts; a million a month of those are within what the plan includes.\n\n\
        **A million submissions: ${fewest:.2} to ${most:.2}** (aim: ${:.2}), with {} rows written for each until everything is told.\n\
        {:.0} % qualify and are shown in KV, a form is opened once for each, and one sink takes what there is to tell at the first\n\
        attempt. With {} rows:\n\n\
        {middle}\n\
        Mail and other services that are told cost what they cost. Storage ($0.20 a gigabyte and month) is not in it: it depends on how\n\
        long leads are kept.\n",
        views.sum(),
        aims.page_views,
        assumed.page_views_per_visit,
        assumed.batches_per_visit,
        assumed.batches_per_handover,
        assumed.names_per_handover,
        quiet.sum(),
        aims.submissions,
        listed(&assumed.rows_per_submission),
        100.0 * assumed.qualified_share,
        assumed.rows_per_submission.get(submissions.len() / 2).copied().unwrap_or_default(),
    )
}

/// `7, 8 or 9`
fn listed(numbers: &[f64]) -> String {
    let words: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    match words.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        _ => words.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_shows_what_the_prices_come_to() {
        let document = include_str!("../../../docs/operations.md");
        let written = replaced(document, &section(&Table::known().unwrap())).unwrap();
        assert!(document == written, "run `cargo xtask bench cost --publish`");
    }

    #[test]
    fn a_document_without_the_marks_is_not_written() {
        assert!(replaced("# Operations\n", "").is_err());
        assert!(replaced("<!-- cost -->\nno end\n", "").is_err());
    }
}
