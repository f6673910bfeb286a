//! Client and edge into `dist/`. A second build with nothing changed takes about a second: cargo decides what to
//! compile, and a stamp over what cargo produced decides whether the rest runs.

mod assets;
mod bundle;
mod client;
mod digest;
mod edge;
mod fallback;
mod headers;
mod lean;
mod loader;
pub(crate) mod manifest;
mod module;
mod snip;
mod stamp;
mod wasm;

use std::env;
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};

use crate::workspace::Workspace;
use crate::{command, progress, setup, size};
use manifest::Manifest;

/// Set by `cargo xtask dev` for the builds that wrangler starts.
pub(crate) const KEEP_RUNNING: &str = "LEADLINE_KEEP_RUNNING";

/// Flags for rustc, with a character between them that no path has.
const RUST_FLAGS: &str = "CARGO_ENCODED_RUSTFLAGS";
const FLAG_END: &str = "\u{1f}";

/// Builds, unless `LEADLINE_SKIP_BUILD=1`: wrangler calls this from its own build step even where the caller has
/// just built.
pub(crate) fn run_as_told(workspace: &Workspace) -> Result<()> {
    if env::var_os("LEADLINE_SKIP_BUILD").is_some_and(|value| value == "1") {
        return Ok(());
    }
    setup::run(workspace)?;
    run(workspace).or_else(|error| excuse(workspace, error))
}

/// When the build step fails, wrangler's development server holds every request until it succeeds. Under
/// `cargo xtask dev` the last good build goes on answering instead, while somebody mends the mistake shown.
fn excuse(workspace: &Workspace, error: anyhow::Error) -> Result<()> {
    let developing = env::var_os(KEEP_RUNNING).is_some();
    if !developing || !workspace.dist().join("edge/edge_bg.wasm").exists() {
        return Err(error);
    }
    println!("error: {error:#}; the last good build keeps running");
    Ok(())
}

/// Builds everything that ships.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let started = Instant::now();
    let _lock = lock(workspace)?;
    let manifest = client::build(workspace)?;
    let edge = edge::Edge::from_environment(workspace);
    edge.build(workspace)?;
    println!("built in {}: {}", progress::shown(started.elapsed()), size::summary(workspace, &manifest)?);
    Ok(())
}

/// Builds the edge that can be made to crash, beside the one that ships.
pub(crate) fn run_crash_test(workspace: &Workspace) -> Result<()> {
    let _lock = lock(workspace)?;
    edge::Edge::that_crashes(workspace).build(workspace)
}

/// Builds the edge alone, for its benchmark.
pub(crate) fn run_edge(workspace: &Workspace) -> Result<()> {
    let _lock = lock(workspace)?;
    edge::Edge::from_environment(workspace).build(workspace)
}

/// Builds the hello-world that the edge is held against.
pub(crate) fn run_hello(workspace: &Workspace) -> Result<()> {
    let _lock = lock(workspace)?;
    edge::build_hello(workspace)
}

/// Two builds at once (a person's and wrangler's) would write the same files.
fn lock(workspace: &Workspace) -> Result<File> {
    fs::create_dir_all(workspace.dist())?;
    let file = File::create(workspace.dist().join(".lock"))?;
    file.lock().context("dist/.lock cannot be locked")?;
    Ok(file)
}

/// Compiles crates to wasm under one of the profiles of `Cargo.toml`.
fn compile(workspace: &Workspace, profile: &str, arguments: &[&str]) -> Result<()> {
    command::run(wasm_cargo(workspace).args(["--profile", profile]).args(arguments), "the code above does not compile")
}

/// Compiles crates for wasm2js, which knows no references, into a target directory of their own: cargo would compile
/// everything anew at each change of flags.
fn compile_without_references(workspace: &Workspace, profile: &str, arguments: &[&str]) -> Result<()> {
    let mut flags = remapped(workspace);
    flags.push("-Ctarget-feature=-reference-types".to_owned());
    let mut cargo = wasm_cargo(workspace);
    cargo.env(RUST_FLAGS, flags.join(FLAG_END)).arg("--target-dir").arg(workspace.target_without_references());
    command::run(
        cargo.args(["--profile", profile]).args(arguments),
        "the code above does not compile without references",
    )
}

fn wasm_cargo(workspace: &Workspace) -> Command {
    let mut cargo = command::cargo(workspace);
    cargo.args(["build", "--target", "wasm32-unknown-unknown"]);
    cargo.env(RUST_FLAGS, remapped(workspace).join(FLAG_END));
    cargo
}

/// Panic messages and file names in what ships say where in the code, not where on this machine.
fn remapped(workspace: &Workspace) -> Vec<String> {
    let home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo")));
    let places = [(Some(workspace.root.clone()), "leadline"), (home, "cargo")];
    let known = places.into_iter().filter_map(|(place, name)| Some((place?, name)));
    known.map(|(place, name)| format!("--remap-path-prefix={}={name}", place.display())).collect()
}

/// Loads the manifest of the last build.
pub(crate) fn last_manifest(workspace: &Workspace) -> Result<Manifest> {
    let text =
        fs::read_to_string(workspace.manifest()).context("nothing is built yet; run `cargo xtask build` first")?;
    serde_json::from_str(&text).context("dist/manifest.json is from another version; run `cargo xtask build`")
}
