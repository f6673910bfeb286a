//! `cargo xtask bench edge`: the whole batch request and submissions beside the least a Worker in Rust can do. The measuring itself is in
//! `tests/bench`.

use anyhow::Result;
use clap::Args;

use crate::test::stage;
use crate::workspace::Workspace;
use crate::{build, command, setup};

/// Flags of `cargo xtask bench edge`.
#[derive(Debug, Args)]
pub(super) struct Edge {
    /// How often both take their turn
    #[arg(long, default_value_t = 7)]
    rounds: u16,
    /// How long a turn lasts, in seconds
    #[arg(long, default_value_t = 5)]
    seconds: u16,
    /// How many connections stay open, each with one visitor
    #[arg(long, default_value_t = 16)]
    connections: u16,
    /// Write the section of docs/benchmarks.md; on a machine that does nothing else
    #[arg(long)]
    publish: bool,
}

impl Edge {
    /// Measures.
    pub(super) fn run(&self, workspace: &Workspace) -> Result<()> {
        setup::run(workspace)?;
        stage::build_leadline(workspace)?;
        build::run_edge(workspace)?;
        build::run_hello(workspace)?;
        let mut node = command::node_tool(workspace, "node");
        node.arg("tests/bench/edge.mjs")
            .arg(format!("--rounds={}", self.rounds))
            .arg(format!("--seconds={}", self.seconds))
            .arg(format!("--connections={}", self.connections))
            .arg(format!("--out={}", workspace.target.join("bench").display()))
            .args(self.publish.then_some("--publish"))
            .env("LEADLINE_CLI", workspace.leadline());
        command::run(&mut node, "the benchmark did not come to an end, for the reason above")
    }
}
