//! `cargo xtask test`: everything, from formatting to a driven browser.
//!
//! All stages run even after one failed, so that one run tells all there is to mend; only a stage that needs the build
//! is left out, and counted as failed, when the build is.

pub(crate) mod browser;
mod outcome;
pub(crate) mod stage;

use std::ffi::OsString;
use std::time::Instant;

use anyhow::{Result, bail};
use clap::Args;

use crate::workspace::Workspace;
use crate::{progress, setup};
use browser::Browser;
use outcome::Outcome;
use stage::Stage;

/// Flags of `cargo xtask test`.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Run one stage, on what was built last
    #[arg(long, value_enum)]
    only: Option<Stage>,
}

/// Runs the stages and lists what failed.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let started = Instant::now();
    progress::step("set-up", || setup::run(workspace))?;
    let stages: Vec<Stage> = options.only.map_or_else(Stage::all, |stage| vec![stage]);
    let browser =
        if stages.iter().any(|stage| stage.needs_browser()) { Some(Browser::find_or_install()?) } else { None };
    let mut outcomes: Vec<Outcome> = Vec::new();
    for stage in stages {
        let built = !outcomes.iter().any(|outcome| outcome.is_failed(Stage::Build));
        outcomes.push(stage.attempt(workspace, browser.as_ref(), built));
    }
    summarise(&outcomes, started)
}

/// Cargo's runner for wasm tests: this very program, so that library and runner are of one version.
pub(crate) fn run_wasm_binary(arguments: Vec<OsString>) -> Result<()> {
    let program = std::iter::once(OsString::from("wasm-bindgen-test-runner"));
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(program.chain(arguments))
}

fn summarise(outcomes: &[Outcome], started: Instant) -> Result<()> {
    println!();
    for outcome in outcomes {
        println!("{outcome}");
    }
    println!("all in {}", progress::shown(started.elapsed()));
    let failed: Vec<&str> = outcomes.iter().filter(|outcome| outcome.failed()).map(Outcome::name).collect();
    if !failed.is_empty() {
        bail!("failed: {}; run one again with `cargo xtask test --only <stage>`", failed.join(", "));
    }
    Ok(())
}
