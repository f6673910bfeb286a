//! The commands and their flags.

use std::ffi::OsString;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::workspace::Workspace;
use crate::{bench, build, cases, dev, lists, openapi, setup, size, soak, test, tidy};

/// What `cargo xtask` can do.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "Build, run and check Leadline")]
pub(crate) struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Run the edge and a demo customer website here, and rebuild on change
    Dev(dev::Options),
    /// Run every check there is
    Test(test::Options),
    /// Run what is long: fuzzing of every decoder, the tests of tests/soak
    Soak(soak::Options),
    /// Score our judgement on a folder of cases from outside
    Cases(cases::Options),
    /// Measure Leadline beside others
    Bench(bench::Options),
    /// Build client and edge into dist/
    Build,
    /// Show the size of what visitors download, against budgets.toml
    Size(size::Options),
    /// Check the invariants of ARCHITECTURE.md
    Tidy(tidy::Options),
    /// Write the lists in domain/lists anew: crawlers, mail providers, referrers, public suffixes
    Lists(lists::Options),
    /// Write the API's document, edge/openapi.json, anew
    Openapi,
    /// Install what the other commands need: wasm target, npm packages
    Setup,
    /// Run one wasm test binary in the browser; cargo calls this
    #[command(hide = true)]
    WasmTestRunner {
        /// The test binary and the arguments of the test harness
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
}

impl Cli {
    /// Runs the chosen command.
    pub(crate) fn run(self) -> Result<()> {
        if let Task::WasmTestRunner { arguments } = self.task {
            return test::run_wasm_binary(arguments);
        }
        let workspace = Workspace::find()?;
        match self.task {
            Task::Dev(options) => dev::run(&workspace, &options),
            Task::Test(options) => test::run(&workspace, &options),
            Task::Soak(options) => soak::run(&workspace, &options),
            Task::Cases(options) => cases::run(&workspace, &options),
            Task::Bench(options) => bench::run(&workspace, &options),
            Task::Build => build::run_as_told(&workspace),
            Task::Size(options) => size::run(&workspace, &options),
            Task::Tidy(options) => tidy::run(&workspace, &options),
            Task::Lists(options) => lists::run(&workspace, &options),
            Task::Openapi => openapi::run(&workspace),
            Task::Setup => setup::run(&workspace),
            Task::WasmTestRunner { .. } => Ok(()),
        }
    }
}
