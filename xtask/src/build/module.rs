//! A client crate as a visitor downloads it: the wasm, and its glue as an ES module.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::stamp::Stamp;
use super::{bundle, lean, snip, wasm};
use crate::workspace::Workspace;
use crate::{files, progress};

/// The steps of these files and the tools are inputs of the result like the code is.
const RECIPE: &str = concat!(
    include_str!("module.rs"),
    include_str!("bundle.rs"),
    include_str!("lean.rs"),
    include_str!("wasm.rs"),
    include_str!("snip.rs")
);

/// The two files.
#[derive(Debug)]
pub(super) struct Module {
    pub(super) glue: Vec<u8>,
    pub(super) wasm: Vec<u8>,
}

impl Module {
    /// Shrinks what cargo left, unless that was done already.
    pub(super) fn build(workspace: &Workspace, name: &str) -> Result<Self> {
        let input = workspace.wasm("client", &format!("leadline_{name}"));
        let scratch = workspace.scratch(name);
        let code = fs::read(&input).with_context(|| format!("cargo left no {}", input.display()))?;
        let tools = fs::read(workspace.root.join("package-lock.json"))?;
        let stamp = Stamp::new(&scratch, &[&code, &tools, RECIPE.as_bytes()]);
        let outputs = [scratch.join("glue.min.js"), scratch.join("module.wasm")];
        if !stamp.holds(&outputs) {
            progress::step(&format!("client: shrink {name}"), || {
                shrink(workspace, name, &input, &scratch)?;
                stamp.keep()
            })?;
        }
        let [glue, wasm] = outputs;
        Ok(Self { glue: fs::read(glue)?, wasm: fs::read(wasm)? })
    }
}

fn shrink(workspace: &Workspace, name: &str, input: &Path, scratch: &Path) -> Result<()> {
    files::fresh_directory(scratch)?;
    wasm::bind_for_page(input, name, scratch)?;
    let glue = scratch.join(format!("{name}.js"));
    let bound = scratch.join(format!("{name}_bg.wasm"));
    snip::panics(&bound)?;
    lean::out(&glue, &bound)?;
    bundle::module(workspace, &glue, &scratch.join("glue.min.js"))?;
    wasm::optimise(workspace, &bound, &scratch.join("module.wasm"))
}
