//! Strings that break programs, through the real edge: `tests/cases` sends them to a form and reads them back.
//!
//! Right is that a string comes out by the API, and out of the page that shows it again, byte for byte: without the spaces
//! around it where it was taken, and with line breaks as browsers have them. Or that it is refused with a reason.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::{rows, rows::text, tally::Tally};
use crate::workspace::Workspace;
use crate::{build, command, setup};

/// The file of cases that is sent.
pub(super) const NAME: &str = "naughty_strings";

/// What became of a string.
#[derive(Debug, Deserialize)]
struct Verdict {
    fault: Option<String>,
    notes: Vec<String>,
}

/// Starts the edge, as tests do, and sends it every row of the file.
pub(super) fn score(workspace: &Workspace, file: &Path) -> Result<Tally> {
    let strings = rows::read(file)?;
    setup::run(workspace)?;
    build::run_as_told(workspace)?;
    let out = workspace.target.join("cases.json");
    let mut node = command::node_tool(workspace, "node");
    node.arg("tests/cases/naughty_strings.mjs").arg("--rows").arg(fs::canonicalize(file)?).arg("--out").arg(&out);
    node.env("LEADLINE_CLI", workspace.leadline());
    command::run(&mut node, "the strings were not sent to the end, for the reason above")?;
    let verdicts: Vec<Verdict> = serde_json::from_slice(&fs::read(&out)?).context("the verdicts can't be read")?;
    ensure!(verdicts.len() == strings.len(), "{} verdicts on {} strings", verdicts.len(), strings.len());
    let mut tally = Tally::default();
    for (row, Verdict { fault, notes }) in strings.iter().zip(verdicts) {
        for note in notes {
            tally.note(&note);
        }
        tally.judge(fault, || format!("{:?}", text(row, "input").unwrap_or_default()));
    }
    Ok(tally)
}
