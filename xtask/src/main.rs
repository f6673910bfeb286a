//! `cargo xtask`: everything done to Leadline rather than by it: set-up, build, development, tests, sizes and the
//! architecture as a check. Nothing here is product logic.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool speaks through its terminal")]

mod bench;
mod build;
mod cases;
mod cli;
mod command;
mod dev;
mod files;
mod lists;
mod openapi;
mod process_group;
mod progress;
mod setup;
mod size;
mod soak;
mod test;
mod tidy;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    match cli::Cli::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
