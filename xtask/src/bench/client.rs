//! `cargo xtask bench client`: the tracker beside other trackers. The measuring itself is in `tests/bench`.

use anyhow::Result;
use clap::Args;

use crate::test::browser::Browser;
use crate::workspace::Workspace;
use crate::{build, command, progress, setup};

/// Flags of `cargo xtask bench client`.
#[derive(Debug, Args)]
pub(super) struct Client {
    /// How often the script time of each tracker is measured
    #[arg(long, default_value_t = 13)]
    rounds: u16,
    /// How many visits are left early, for each tracker and delay
    #[arg(long, default_value_t = 12)]
    visits: u16,
    /// Write docs/benchmarks.md; on a machine that does nothing else
    #[arg(long)]
    publish: bool,
}

impl Client {
    /// Measures.
    pub(super) fn run(&self, workspace: &Workspace) -> Result<()> {
        progress::step("set-up", || setup::run(workspace))?;
        let browser = Browser::find_or_install()?;
        build::run(workspace)?;
        let mut node = command::node_tool(workspace, "node");
        node.arg("tests/bench/client.mjs")
            .arg(format!("--rounds={}", self.rounds))
            .arg(format!("--visits={}", self.visits))
            .arg(format!("--out={}", workspace.target.join("bench").display()))
            .args(self.publish.then_some("--publish"))
            .env("LEADLINE_CHROMIUM", &browser.chromium);
        command::run(&mut node, "the benchmark did not come to an end, for the reason above")
    }
}
