//! The Worker: `edge.js`, `edge_bg.wasm` and `entry.js`, which wrangler bundles.
//!
//! This does what worker-build does for a module Worker, without its need for OpenSSL headers and downloads.
//! wasm-opt is left out: on this module `-O` takes 8 % off the bytes, adds 5 % to them after gzip, which is what the
//! platform's limit counts, and makes every rebuild half a minute longer.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::stamp::Stamp;
use super::{compile, wasm};
use crate::workspace::Workspace;
use crate::{files, progress};

const RECIPE: &str = concat!(include_str!("edge.rs"), include_str!("wasm.rs"));

/// One build of the edge: which cargo features, and where it goes.
#[derive(Debug)]
pub(crate) struct Edge {
    features: Option<String>,
    out: PathBuf,
}

impl Edge {
    /// Tests build the edge a second time with `LEADLINE_EDGE_FEATURES=crash-test` into `LEADLINE_EDGE_OUT`.
    pub(crate) fn from_environment(workspace: &Workspace) -> Self {
        let out = env::var("LEADLINE_EDGE_OUT").unwrap_or_else(|_| "dist/edge".to_owned());
        Self {
            features: env::var("LEADLINE_EDGE_FEATURES").ok().filter(|list| !list.is_empty()),
            out: workspace.root.join(out),
        }
    }

    /// The build whose doors can be made to crash, for the test that the next request survives.
    pub(crate) fn that_crashes(workspace: &Workspace) -> Self {
        Self { features: Some("crash-test".to_owned()), out: workspace.root.join("dist/edge-test") }
    }

    /// Builds into the output directory; leaves it alone when nothing changed.
    pub(crate) fn build(&self, workspace: &Workspace) -> Result<()> {
        progress::step("edge: cargo", || compile(workspace, "edge", &self.cargo_arguments()))?;
        let input = workspace.wasm("edge", "leadline_edge");
        let scratch = workspace.scratch(&self.scratch_name());
        let code = fs::read(&input).with_context(|| format!("cargo left no {}", input.display()))?;
        let tools = fs::read(workspace.root.join("package-lock.json"))?;
        let stamp = Stamp::new(&scratch, &[&code, &tools, RECIPE.as_bytes()]);
        let ready = scratch.join("ready");
        if !stamp.holds(&[ready.join("edge.js"), ready.join("edge_bg.wasm")]) {
            progress::step("edge: bind", || {
                bind(&input, "edge", &scratch, &ready)?;
                stamp.keep()
            })?;
        }
        files::copy_tree(&ready, &self.out)?;
        self.copy_entry(workspace)
    }

    fn cargo_arguments(&self) -> Vec<&str> {
        let mut arguments = vec!["-p", "leadline-edge"];
        if let Some(features) = &self.features {
            arguments.extend(["--features", features]);
        }
        arguments
    }

    fn scratch_name(&self) -> String {
        let name = self.out.file_name().unwrap_or_default();
        format!("worker-{}", name.to_string_lossy())
    }

    fn copy_entry(&self, workspace: &Workspace) -> Result<()> {
        let entry = fs::read(workspace.root.join("edge/src/entry.js"))?;
        files::write_if_changed(&self.out.join("entry.js"), &entry).map(drop)
    }
}

/// Builds the hello-world of the benchmarks the same way, into `dist/hello`.
pub(super) fn build_hello(workspace: &Workspace) -> Result<()> {
    progress::step("hello: cargo", || compile(workspace, "edge", &["-p", "leadline-hello"]))?;
    let (scratch, out) = (workspace.scratch("worker-hello"), workspace.dist().join("hello"));
    let ready = scratch.join("ready");
    bind(&workspace.wasm("edge", "leadline_hello"), "hello", &scratch, &ready)?;
    files::copy_tree(&ready, &out)?;
    let entry = fs::read(workspace.root.join("tests/bench/hello/src/entry.js"))?;
    files::write_if_changed(&out.join("entry.js"), &entry).map(drop)
}

fn bind(input: &Path, name: &str, scratch: &Path, ready: &Path) -> Result<()> {
    let (glue, code) = (format!("{name}.js"), format!("{name}_bg.wasm"));
    files::fresh_directory(scratch)?;
    files::fresh_directory(ready)?;
    wasm::bind_for_edge(input, name, scratch)?;
    fs::copy(scratch.join(&code), ready.join(&code))?;
    fs::write(ready.join(&glue), plain_import(&fs::read_to_string(scratch.join(&glue))?))?;
    let snippets = scratch.join("snippets");
    if snippets.exists() {
        files::copy_tree(&snippets, &ready.join("snippets"))?;
    }
    Ok(())
}

/// wrangler knows `import` of a `.wasm` file as a compiled module, and not yet the source-phase import.
fn plain_import(glue: &str) -> String {
    glue.replace("import source ", "import ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_source_phase_import_becomes_one_wrangler_knows() {
        let glue = "import source wasmModule from \"./edge_bg.wasm\";";
        assert_eq!(plain_import(glue), "import wasmModule from \"./edge_bg.wasm\";");
    }

    #[test]
    fn features_reach_cargo() {
        let edge = Edge { features: Some("crash-test".to_owned()), out: PathBuf::from("dist/edge-test") };
        assert!(edge.cargo_arguments().contains(&"crash-test"));
        assert_eq!(edge.scratch_name(), "worker-edge-test");
    }
}
