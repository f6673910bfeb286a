//! libFuzzer with Rust's own coverage and address sanitizer, built by cargo alone.
//!
//! The flags are cargo-fuzz's. They are unstable, and a stable compiler takes them when told that it builds itself; so
//! nobody needs a second toolchain.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::command;
use crate::workspace::Workspace;

const FLAGS: [&str; 10] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    // Folded branches would be one branch to the fuzzer.
    "-Cllvm-args=-simplifycfg-branch-fold-threshold=0",
    "-Zsanitizer=address",
    "-Cdebug-assertions",
    "-Ccodegen-units=1",
    "--cfg=fuzzing",
];

/// Builds every target; answers where the programs are.
pub(super) fn build(workspace: &Workspace) -> Result<PathBuf> {
    let (triple, target) = (host()?, workspace.target.join("fuzz/build"));
    let mut cargo = command::cargo(workspace);
    cargo
        .args(["build", "--release", "--bins", "--manifest-path", "fuzz/Cargo.toml"])
        // With a target named, build scripts and macros are built without the flags.
        .args(["--target", &triple])
        .arg("--target-dir")
        .arg(&target)
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\u{1f}"));
    command::run(&mut cargo, "the fuzz targets do not compile; libFuzzer needs a C++ compiler, and not Windows")?;
    Ok(target.join(triple).join("release"))
}

fn host() -> Result<String> {
    let text = command::run_quietly(Command::new("rustc").arg("-vV"), "rustc does not say what it is")?;
    let line = text.lines().find_map(|line| line.strip_prefix("host: "));
    line.map(ToOwned::to_owned).context("rustc does not say which machine this is")
}

/// Names of all targets, in order.
pub(super) fn targets(workspace: &Workspace) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(workspace.root.join("fuzz/fuzz_targets"))? {
        let path = entry?.path();
        names.extend(path.file_stem().map(|stem| stem.to_string_lossy().into_owned()));
    }
    names.sort();
    Ok(names)
}

/// The command that fuzzes one target for so many seconds. What it finds out is kept beside the seeds for the next time;
/// an input that breaks a law goes into `artefacts`.
pub(super) fn fuzz(workspace: &Workspace, program: &Path, target: &str, seconds: u64) -> Result<Command> {
    let own = |folder: &str| workspace.target.join("fuzz").join(folder).join(target);
    let (corpus, artefacts) = (own("corpus"), own("artefacts"));
    std::fs::create_dir_all(&corpus)?;
    std::fs::create_dir_all(&artefacts)?;
    let mut fuzz = Command::new(program);
    fuzz.current_dir(&workspace.root)
        .arg(&corpus)
        .arg(workspace.root.join("fuzz/seeds").join(target))
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-artifact_prefix={}/", artefacts.display()))
        // An input that takes this long, in seconds, or this much memory, in MB, is a finding, too.
        .args(["-timeout=10", "-rss_limit_mb=2048", "-detect_leaks=0", "-print_final_stats=1"]);
    let dictionary = workspace.root.join(format!("fuzz/dictionaries/{target}.dict"));
    if dictionary.exists() {
        fuzz.arg(format!("-dict={}", dictionary.display()));
    }
    Ok(fuzz)
}
