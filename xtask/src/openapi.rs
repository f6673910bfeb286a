//! `cargo xtask openapi`: the API's document, as the crate `openapi` makes it of the code.

use std::fs;

use anyhow::{Context, Result};

use crate::command;
use crate::workspace::Workspace;

/// Where the edge takes it from.
pub(crate) const DOCUMENT: &str = "edge/openapi.json";

/// Writes it.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let mut cargo = command::cargo(workspace);
    cargo.args(["run", "--quiet", "-p", "leadline-openapi"]);
    let text = command::run_quietly(&mut cargo, "the crate `openapi` makes no document")?;
    fs::write(workspace.root.join(DOCUMENT), text).with_context(|| format!("{DOCUMENT} can't be written"))?;
    println!("wrote {DOCUMENT}");
    Ok(())
}
