//! Other programs: cargo, and the Node tools of the npm packages.

use std::env;
use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, anyhow, bail};

use crate::workspace::Workspace;

/// Cargo, at the root of the workspace.
pub(crate) fn cargo(workspace: &Workspace) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .current_dir(&workspace.root)
        // About a dependency of the wasm test runner; nothing a person here could mend.
        .env("CARGO_FUTURE_INCOMPAT_REPORT_FREQUENCY", "never");
    forget_outer_package(&mut command);
    command
}

/// A program found by way of `node_modules/.bin`: node itself, wrangler, esbuild, wasm-opt.
pub(crate) fn node_tool(workspace: &Workspace, name: &str) -> Command {
    let mut command = Command::new(name);
    command
        .current_dir(&workspace.root)
        .env("PATH", path_with_node_tools(workspace))
        .env("WRANGLER_SEND_METRICS", "false");
    forget_outer_package(&mut command);
    command
}

/// Runs to the end; a failure is the sentence given, a missing program names itself.
pub(crate) fn run(command: &mut Command, failure: &str) -> Result<()> {
    let status = command.status().map_err(|error| not_started(command, &error))?;
    if !status.success() {
        bail!("{failure}");
    }
    Ok(())
}

/// Runs to the end and keeps what was printed; shown only when it fails.
pub(crate) fn run_quietly(command: &mut Command, failure: &str) -> Result<String> {
    let output = command.output().map_err(|error| not_started(command, &error))?;
    if !output.status.success() {
        eprintln!("{}", end_of(&String::from_utf8_lossy(&output.stdout)));
        eprintln!("{}", end_of(&String::from_utf8_lossy(&output.stderr)));
        bail!("{failure}");
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Looks a program up on the path.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH").unwrap_or_default())
        .map(|directory| directory.join(&file))
        .find(|candidate| candidate.is_file())
}

/// The last lines say what went wrong; wasm-opt prints the whole module before them.
fn end_of(text: &str) -> String {
    let lines: Vec<&str> = text.trim_end().lines().collect();
    let from = lines.len().saturating_sub(20);
    lines.get(from..).unwrap_or_default().join("\n")
}

fn path_with_node_tools(workspace: &Workspace) -> std::ffi::OsString {
    let before = env::var_os("PATH").unwrap_or_default();
    let paths = std::iter::once(workspace.node_bin()).chain(env::split_paths(&before));
    env::join_paths(paths).unwrap_or(before)
}

/// `cargo run` describes the package xtask to us in the environment. Passed on, it would make build scripts of other
/// packages see another environment than under plain `cargo build`, and build everything twice.
fn forget_outer_package(command: &mut Command) {
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command.env_remove("CARGO_BIN_NAME").env_remove("CARGO_CRATE_NAME");
}

fn not_started(command: &Command, error: &std::io::Error) -> anyhow::Error {
    let name = command.get_program().to_string_lossy().into_owned();
    match error.kind() {
        ErrorKind::NotFound => {
            anyhow!("`{name}` was not found; install it, or run `cargo xtask setup` again")
        }
        _ => anyhow!("`{name}` could not be started: {error}"),
    }
}

/// The version a program prints, as its major number.
pub(crate) fn major_version(program: impl AsRef<OsStr>) -> Result<u32> {
    let output = Command::new(program).arg("--version").output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let digits: String = text.trim().trim_start_matches('v').chars().take_while(char::is_ascii_digit).collect();
    digits.parse().context("no version number")
}
