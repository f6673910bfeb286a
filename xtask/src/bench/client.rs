//! `cargo xtask bench client`: tracker and forms beside others. The measuring itself is in `tests/bench`.

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::test::browser::Browser;
use crate::test::stage;
use crate::workspace::Workspace;
use crate::{build, command, progress, setup};

/// Flags of `cargo xtask bench client`.
#[derive(Debug, Args)]
pub(super) struct Client {
    /// How often the script time of each tracker is measured, and how soon each form is there
    #[arg(long, default_value_t = 13)]
    rounds: u16,
    /// How many visits are left early, for each tracker and delay
    #[arg(long, default_value_t = 12)]
    visits: u16,
    /// Measure these only
    #[arg(long)]
    only: Option<Part>,
    /// Write docs/benchmarks.md; on a machine that does nothing else
    #[arg(long)]
    publish: bool,
}

/// What is measured.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Part {
    /// Script time, page views lost, bytes
    Trackers,
    /// How soon a form can be filled in, bytes
    Forms,
}

impl Client {
    /// Measures.
    pub(super) fn run(&self, workspace: &Workspace) -> Result<()> {
        progress::step("set-up", || setup::run(workspace))?;
        let browser = Browser::find_or_install()?;
        stage::build_leadline(workspace)?;
        build::run(workspace)?;
        let mut node = command::node_tool(workspace, "node");
        node.arg("tests/bench/client.mjs")
            .arg(format!("--rounds={}", self.rounds))
            .arg(format!("--visits={}", self.visits))
            .arg(format!("--out={}", workspace.target.join("bench").display()))
            .args(self.publish.then_some("--publish"))
            .args(self.only.map(|part| match part {
                Part::Trackers => "--only=trackers",
                Part::Forms => "--only=forms",
            }))
            .env("LEADLINE_CHROMIUM", &browser.chromium)
            .env("LEADLINE_CLI", workspace.leadline());
        command::run(&mut node, "the benchmark did not come to an end, for the reason above")
    }
}
