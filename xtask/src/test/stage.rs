//! The stages, in the order they run: the quick ones first, then what needs the build.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use clap::ValueEnum;
use ignore::WalkBuilder;

use super::browser::Browser;
use super::outcome::Outcome;
use crate::workspace::Workspace;
use crate::{build, command, size, tidy};

const WASM: [&str; 2] = ["--target", "wasm32-unknown-unknown"];
const CLIENT: [&str; 6] = ["-p", "leadline-browser", "-p", "leadline-tracker", "-p", "leadline-forms"];
const HOST: [&str; 8] = ["-p", "leadline-domain", "-p", "leadline-cli", "-p", "leadline-openapi", "-p", "xtask"];
/// Programs of tests/bench: without tests of their own.
const BENCHES: [&str; 2] = ["-p", "leadline-bench"];

/// One stage of `cargo xtask test`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Stage {
    /// cargo fmt --check
    Format,
    /// The architecture as checks
    Tidy,
    /// Lints of what runs on this machine
    LintHost,
    /// Native tests and doc tests
    Native,
    /// Client and edge into dist/
    Build,
    /// wrangler deploy --dry-run, before `crossing` builds the edge another way
    Deploy,
    /// Lints of what runs in browsers and on the edge
    LintWasm,
    /// Sizes against budgets.toml
    Size,
    /// Client crates in headless Chromium
    Browser,
    /// tests/: the Worker on the local engine, pages in a driven browser
    Crossing,
}

impl Stage {
    /// All of them, in order.
    pub(super) fn all() -> Vec<Self> {
        Self::value_variants().to_vec()
    }

    /// The word for `--only`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Tidy => "tidy",
            Self::LintHost => "lint-host",
            Self::Native => "native",
            Self::Build => "build",
            Self::LintWasm => "lint-wasm",
            Self::Size => "size",
            Self::Browser => "browser",
            Self::Crossing => "crossing",
            Self::Deploy => "deploy",
        }
    }

    /// Does it drive a browser?
    pub(super) fn needs_browser(self) -> bool {
        matches!(self, Self::Browser | Self::Crossing)
    }

    fn needs_build(self) -> bool {
        matches!(self, Self::LintWasm | Self::Size | Self::Crossing | Self::Deploy)
    }

    /// Runs it under a heading, whatever comes of it.
    pub(super) fn attempt(self, workspace: &Workspace, browser: Option<&Browser>, built: bool) -> Outcome {
        println!("\n== {} ==", self.name());
        let started = Instant::now();
        let result = if built || !self.needs_build() {
            self.run(workspace, browser)
        } else {
            Err(anyhow!("not run, since the build failed"))
        };
        let failure = result.err().map(|error| format!("{error:#}"));
        let outcome = Outcome { stage: self, duration: started.elapsed(), failure };
        println!("{outcome}");
        outcome
    }

    fn run(self, workspace: &Workspace, browser: Option<&Browser>) -> Result<()> {
        let browser = || browser.context("no browser");
        match self {
            Self::Format => format(workspace),
            Self::Tidy => tidy::run(workspace, &tidy::Options::default()),
            Self::LintHost => lint_host(workspace),
            Self::Native => native(workspace),
            Self::Build => build::run(workspace),
            Self::LintWasm => lint_wasm(workspace),
            Self::Size => size::run(workspace, &size::Options::default()),
            Self::Browser => in_browser(workspace, browser()?),
            Self::Crossing => crossing(workspace, browser()?),
            Self::Deploy => deploy(workspace),
        }
    }
}

fn cargo(workspace: &Workspace, arguments: &[&str], failure: &str) -> Result<()> {
    command::run(command::cargo(workspace).args(arguments), failure)
}

fn format(workspace: &Workspace) -> Result<()> {
    cargo(workspace, &["fmt", "--all", "--check"], "run `cargo fmt --all`")?;
    cargo_in_fuzz(workspace, "fmt", &["--check"], "run `cargo fmt --manifest-path fuzz/Cargo.toml`")
}

fn lint_host(workspace: &Workspace) -> Result<()> {
    let mut arguments = vec!["clippy", "--all-targets"];
    arguments.extend(HOST);
    arguments.extend(BENCHES);
    arguments.extend(["--", "-D", "warnings"]);
    cargo(workspace, &arguments, "clippy finds fault with the host crates")?;
    let laws = ["--no-default-features", "--lib", "--tests", "--", "-D", "warnings"];
    cargo_in_fuzz(workspace, "clippy", &laws, "clippy finds fault with the laws of the decoders")
}

/// The edge has no wasm tests of its own: it is tested on the engine.
fn lint_wasm(workspace: &Workspace) -> Result<()> {
    let client: Vec<&str> = [&["clippy", "--all-targets"], &WASM[..], &CLIENT, &["--", "-D", "warnings"]].concat();
    cargo(workspace, &client, "clippy finds fault with the client crates")?;
    let edge =
        [&["clippy", "-p", "leadline-edge", "-p", "leadline-hello"], &WASM[..], &["--", "-D", "warnings"]].concat();
    cargo(workspace, &edge, "clippy finds fault with the edge")
}

fn native(workspace: &Workspace) -> Result<()> {
    let arguments = [&["test", "--no-fail-fast"], &HOST[..]].concat();
    cargo(workspace, &arguments, "a native test fails")?;
    cargo_in_fuzz(workspace, "test", &["--no-default-features"], "a law of a decoder is broken on its seeds")
}

/// The workspace of `fuzz/`, without libFuzzer where the laws are all that is wanted, and on what is compiled already.
fn cargo_in_fuzz(workspace: &Workspace, task: &str, arguments: &[&str], failure: &str) -> Result<()> {
    let mut cargo = command::cargo(workspace);
    cargo.args([task, "--manifest-path", "fuzz/Cargo.toml"]).env("CARGO_TARGET_DIR", &workspace.target);
    command::run(cargo.args(arguments), failure)
}

/// Library and integration tests of the client crates; doc tests have no page to run in.
fn in_browser(workspace: &Workspace, browser: &Browser) -> Result<()> {
    let runner = std::env::current_exe()?;
    let mut cargo = command::cargo(workspace);
    cargo
        .arg("--config")
        .arg(format!("target.wasm32-unknown-unknown.runner=[{:?}, \"wasm-test-runner\"]", runner.to_string_lossy()))
        .args(["test", "--no-fail-fast", "--lib", "--tests"])
        .args(WASM)
        .args(CLIENT)
        .env("CHROMEDRIVER", &browser.driver)
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", workspace.root.join("xtask/webdriver.json"))
        .env("WASM_BINDGEN_USE_BROWSER", "1")
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "30")
        .env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    command::run(&mut cargo, "a test of the client crates fails in Chromium")
}

fn crossing(workspace: &Workspace, browser: &Browser) -> Result<()> {
    build_leadline(workspace)?;
    build::run_crash_test(workspace)?;
    let mut files = tests_in(workspace, "www")?;
    files.extend(tests_in(workspace, "tests")?);
    let mut node = node_with_parts(workspace, browser);
    node.arg(format!("--test-timeout={}", Duration::from_mins(5).as_millis()));
    node_tests(node, files, AT_ONCE)
}

/// The long tests, which take as long as they take.
pub(crate) fn soak(
    workspace: &Workspace,
    browser: &Browser,
    files: Vec<String>,
    explorer: Option<&Path>,
) -> Result<()> {
    build_leadline(workspace)?;
    build::run(workspace)?;
    let mut node = node_with_parts(workspace, browser);
    node.envs(explorer.map(|explorer| ("LEADLINE_SCHEMATHESIS", explorer)));
    node_tests(node, files, 1)
}

/// The command line, as tests and benchmarks call it.
pub(crate) fn build_leadline(workspace: &Workspace) -> Result<()> {
    cargo(workspace, &["build", "-p", "leadline-cli"], "the code above does not compile")
}

/// Files side by side, each with an engine of its own: what one waits for another uses. Nothing in them asserts how long.
/// With four, two processors are never idle.
const AT_ONCE: usize = 4;

fn tests_in(workspace: &Workspace, directory: &str) -> Result<Vec<String>> {
    let found = files_ending(workspace, directory, ".test.mjs");
    if found.is_empty() {
        bail!("{directory}/ holds no *.test.mjs; a stage without tests proves nothing");
    }
    Ok(found)
}

fn node_tests(mut node: Command, files: Vec<String>, at_once: usize) -> Result<()> {
    node.args(["--test", "--test-reporter=spec", &format!("--test-concurrency={at_once}")]);
    command::run(node.args(files), "a test above fails")
}

/// Where Node keeps what it has compiled. A killed engine leaves nothing there: all of them take what `deploy` compiled.
const COMPILED: &str = "NODE_COMPILE_CACHE";

/// Node, told where the real parts are.
fn node_with_parts(workspace: &Workspace, browser: &Browser) -> Command {
    let mut node = command::node_tool(workspace, "node");
    node.env(COMPILED, workspace.scratch("node"))
        .env("LEADLINE_CHROMIUM", &browser.chromium)
        .env("LEADLINE_CLI", workspace.leadline())
        .env("LEADLINE_SKIP_BUILD", "1")
        .env("CI", "1");
    node
}

fn files_ending(workspace: &Workspace, directory: &str, ending: &str) -> Vec<String> {
    let walk = WalkBuilder::new(workspace.root.join(directory)).sort_by_file_path(Ord::cmp).build();
    let paths = walk.flatten().map(|entry| workspace.relative(entry.path()));
    paths.filter(|path| path.ends_with(ending)).collect()
}

/// With its real build step, which finds everything built.
fn deploy(workspace: &Workspace) -> Result<()> {
    let mut wrangler = command::node_tool(workspace, "wrangler");
    wrangler.args(["deploy", "--dry-run", "--outdir"]).arg(workspace.scratch("deploy"));
    wrangler.env("CI", "1").env(COMPILED, workspace.scratch("node"));
    command::run(&mut wrangler, "wrangler would not deploy this")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_can_be_named_with_only() {
        for stage in Stage::all() {
            assert_eq!(Stage::from_str(stage.name(), false), Ok(stage));
        }
    }

    #[test]
    fn a_stage_that_needs_the_build_fails_when_the_build_did() {
        let nowhere = Workspace::of_tests();
        let outcome = Stage::Size.attempt(&nowhere, None, false);
        assert!(outcome.failed() && outcome.to_string().contains("build failed"));
    }
}
