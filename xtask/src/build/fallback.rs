//! A client crate for pages that allow no WebAssembly: the same code, turned into JavaScript by wasm2js, one ES module
//! with the exports of the glue.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use regex::Regex;

use super::stamp::Stamp;
use super::{bundle, snip, wasm};
use crate::workspace::Workspace;
use crate::{files, progress};

const RECIPE: &str =
    concat!(include_str!("fallback.rs"), include_str!("bundle.rs"), include_str!("wasm.rs"), include_str!("snip.rs"));

/// How the glue finds out that the memory has grown: its views on the memory are empty then. wasm2js copies a memory to
/// make it grow, and the views on the old one stay as they were.
const VIEW_IS_STALE: &str = r"if \((cached\w+) === null \|\| .*\) \{";
const VIEW_OF_OLD_MEMORY: &str = "if ($1?.buffer !== wasm.memory.buffer) {";

/// One crate's fallback, built or not.
#[derive(Debug)]
pub(super) struct Fallback {
    name: &'static str,
    scratch: PathBuf,
    output: PathBuf,
}

impl Fallback {
    /// The fallback of the crate of that name.
    pub(super) fn new(workspace: &Workspace, name: &'static str) -> Self {
        let scratch = workspace.scratch(&format!("{name}-fallback"));
        Self { name, output: scratch.join("fallback.min.js"), scratch }
    }

    /// Was it ever built?
    pub(super) fn exists(&self) -> bool {
        self.output.exists()
    }

    /// The module as it ships.
    pub(super) fn read(&self) -> Result<Vec<u8>> {
        Ok(fs::read(&self.output)?)
    }

    /// Makes it from what cargo left, unless that was done already.
    pub(super) fn build(&self, workspace: &Workspace) -> Result<()> {
        let input = workspace.wasm_without_references("client", &format!("leadline_{}", self.name));
        let code = fs::read(&input).with_context(|| format!("cargo left no {}", input.display()))?;
        let tools = fs::read(workspace.root.join("package-lock.json"))?;
        let stamp = Stamp::new(&self.scratch, &[&code, &tools, RECIPE.as_bytes()]);
        if stamp.holds(std::slice::from_ref(&self.output)) {
            return Ok(());
        }
        progress::step(&format!("client: {} without wasm", self.name), || {
            self.make(workspace, &input)?;
            stamp.keep()
        })
    }

    fn make(&self, workspace: &Workspace, input: &Path) -> Result<()> {
        files::fresh_directory(&self.scratch)?;
        let file = |ending: &str| self.scratch.join(format!("{}{ending}", self.name));
        wasm::forget_features(input, &file(".wasm"))?;
        wasm::bind_for_bundler(&file(".wasm"), self.name, &self.scratch)?;
        snip::panics(&file("_bg.wasm"))?;
        wasm::lower(workspace, &file("_bg.wasm"), &file("_low.wasm"))?;
        wasm::to_js(workspace, &file("_low.wasm"), &file("_bg.wasm.js"))?;
        rewrite(&file(".js"), r#"_bg\.wasm""#, r#"_bg.wasm.js""#)?;
        rewrite(&file("_bg.js"), VIEW_IS_STALE, VIEW_OF_OLD_MEMORY)?;
        fs::write(file("_entry.js"), entry(self.name))?;
        bundle::module(workspace, &file("_entry.js"), &self.output)
    }
}

/// The glue's default export starts the module; this one is started by being imported.
fn entry(name: &str) -> String {
    format!("export * from \"./{name}.js\";\nexport default () => {{}};\n")
}

/// What is not there any more was renamed by the tools, and nobody knows whether the rest still fits.
fn rewrite(path: &Path, pattern: &str, replacement: &str) -> Result<()> {
    let text = fs::read_to_string(path)?;
    let pattern = Regex::new(pattern)?;
    ensure!(pattern.is_match(&text), "{} has no {pattern} any more; look at what wasm-bindgen writes", path.display());
    fs::write(path, pattern.replace_all(&text, replacement).as_ref())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn views_on_the_memory_are_renewed_when_it_was_copied() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("glue.js");
        fs::write(
            &path,
            "if (cachedUint8ArrayMemory0 === null || cachedUint8ArrayMemory0.byteLength === 0) {
                if (cachedDataViewMemory0 === null || cachedDataViewMemory0.buffer.detached === true || (x && y)) {",
        )
        .unwrap();
        rewrite(&path, VIEW_IS_STALE, VIEW_OF_OLD_MEMORY).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains("if (cachedUint8ArrayMemory0?.buffer !== wasm.memory.buffer) {"));
        assert!(text.contains("if (cachedDataViewMemory0?.buffer !== wasm.memory.buffer) {"));
        assert!(rewrite(&path, VIEW_IS_STALE, VIEW_OF_OLD_MEMORY).is_err());
    }

    #[test]
    fn the_entry_exports_what_the_glue_exports() {
        let text = entry("tracker");
        assert!(text.contains("\"./tracker.js\"") && text.contains("export default () => {}"));
    }
}
