//! JavaScript for browsers, by esbuild.

use std::path::Path;

use anyhow::Result;

use crate::command;
use crate::workspace::Workspace;

/// What every file for a page is built with; browsers from 2020 on.
pub(super) const FLAGS: [&str; 4] = ["--bundle", "--minify", "--target=es2020", "--log-level=warning"];

/// An ES module with all it imports.
pub(super) fn module(workspace: &Workspace, source: &Path, output: &Path) -> Result<()> {
    let mut esbuild = command::node_tool(workspace, "esbuild");
    esbuild.arg(source).args(FLAGS).arg("--format=esm").arg(format!("--outfile={}", output.display()));
    command::run_quietly(&mut esbuild, &format!("esbuild refuses {}", source.display())).map(drop)
}
