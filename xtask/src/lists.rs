//! `cargo xtask lists`: writes domain/lists anew from the packages that xtask/lists/package.json names.
//!
//! The lists are committed, so that no build needs the packages; refreshing them is a change that somebody reads.

use anyhow::Result;
use clap::Args;

use crate::command;
use crate::workspace::Workspace;

/// Flags of `cargo xtask lists`.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Take the newest versions of the packages first, and write package.json and its lock
    #[arg(long)]
    update: bool,
}

/// Installs the packages and writes the lists.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let directory = workspace.root.join("xtask/lists");
    let npm = |arguments: &[&str], failure| {
        let mut npm = command::node_tool(workspace, "npm");
        command::run(npm.args(arguments).current_dir(&directory), failure)
    };
    npm(&["ci", "--no-audit", "--no-fund"], "npm could not install the packages of xtask/lists")?;
    if options.update {
        let newest = ["install", "--save-exact", "--no-audit", "--no-fund"].map(str::to_owned).into_iter();
        let newest: Vec<String> = newest.chain(packages(workspace)?.map(|name| format!("{name}@latest"))).collect();
        let newest: Vec<&str> = newest.iter().map(String::as_str).collect();
        npm(&newest, "npm could not update the packages of xtask/lists")?;
    }
    let mut node = command::node_tool(workspace, "node");
    command::run(node.arg("refresh.mjs").current_dir(&directory), "the lists were not written, for the reason above")
}

fn packages(workspace: &Workspace) -> Result<impl Iterator<Item = String>> {
    let text = std::fs::read_to_string(workspace.root.join("xtask/lists/package.json"))?;
    let package: serde_json::Value = serde_json::from_str(&text)?;
    let names = package.get("dependencies").and_then(serde_json::Value::as_object).cloned().unwrap_or_default();
    Ok(names.into_iter().map(|(name, _)| name))
}
