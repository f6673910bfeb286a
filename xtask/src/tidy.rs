//! `cargo xtask tidy`: the invariants of ARCHITECTURE.md as checks. Each file below is one of them, a pure function
//! from the tree to violations, with tests that prove it can fail.

mod arrows;
mod clock;
mod fixtures;
mod length;
mod machine_paths;
mod named_tests;
mod rooms;
mod sinks;
mod source;
mod sql;
mod status;
mod tree;
mod violation;

use anyhow::{Result, bail};
use clap::Args;

use crate::workspace::Workspace;
use tree::Tree;
use violation::Violation;

/// Flags of `cargo xtask tidy`.
#[derive(Debug, Default, Args)]
pub(crate) struct Options {
    /// Add new wire fixtures to their manifest; never changes an entry
    #[arg(long)]
    bless: bool,
}

type Check = fn(&Tree) -> Vec<Violation>;

const CHECKS: [Check; 9] = [
    sql::check,
    sinks::check,
    clock::check,
    status::check,
    rooms::check,
    fixtures::check,
    length::check,
    machine_paths::check,
    named_tests::check,
];

/// Prints every violation; fails when there is one.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    if options.bless {
        fixtures::bless(workspace)?;
    }
    let tree = Tree::load(&workspace.root)?;
    let mut violations = arrows::check(workspace)?;
    violations.extend(CHECKS.iter().flat_map(|check| check(&tree)));
    for violation in &violations {
        println!("{violation}");
    }
    match violations.len() {
        0 => {
            println!("tidy: {} files keep the rules", tree.files.len());
            Ok(())
        }
        1 => bail!("one rule of the architecture is broken"),
        count => bail!("rules of the architecture are broken in {count} places"),
    }
}
