//! `cargo xtask bench domain`: the rules on one core, without an engine. The measuring itself is in `tests/bench/domain`.

use anyhow::Result;
use clap::Args;

use crate::workspace::Workspace;
use crate::{command, setup};

/// Flags of `cargo xtask bench domain`.
#[derive(Debug, Args)]
pub(super) struct Domain {
    /// Write the section of docs/benchmarks.md
    #[arg(long)]
    publish: bool,
}

impl Domain {
    /// Measures.
    pub(super) fn run(&self, workspace: &Workspace) -> Result<()> {
        setup::run(workspace)?;
        let mut cargo = command::cargo(workspace);
        command::run(cargo.args(["build", "--release", "-p", "leadline-bench"]), "the code above does not compile")?;
        let program = workspace.target.join("release").join(format!("leadline-bench{}", std::env::consts::EXE_SUFFIX));
        let mut node = command::node_tool(workspace, "node");
        node.arg("tests/bench/domain.mjs")
            .arg(format!("--program={}", program.display()))
            .arg(format!("--out={}", workspace.target.join("bench").display()))
            .args(self.publish.then_some("--publish"));
        command::run(&mut node, "the benchmark did not come to an end, for the reason above")
    }
}
