//! What a visitor downloads: two wasm modules with their glue, the form styles, the loader.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::manifest::Manifest;
use super::stamp::Stamp;
use super::{compile, headers, lean, loader, snip, wasm};
use crate::workspace::Workspace;
use crate::{command, files, progress};

/// The steps of this file and the tools are inputs of the result like the code is.
const RECIPE: &str =
    concat!(include_str!("client.rs"), include_str!("wasm.rs"), include_str!("snip.rs"), include_str!("lean.rs"));

/// Builds the client and says under which names it lies in `dist/`.
pub(crate) fn build(workspace: &Workspace) -> Result<Manifest> {
    progress::step("client: cargo", || {
        compile(workspace, "client", &["-p", "leadline-tracker", "-p", "leadline-forms"])
    })?;
    let tracker = Module::build(workspace, "tracker")?;
    let forms = Module::build(workspace, "forms")?;
    let mut manifest = Manifest::new(&workspace.prefix);
    let assets = Assets(workspace.assets());
    manifest.tracker_js = assets.hashed("tracker", "js", &tracker.glue)?;
    manifest.tracker_wasm = assets.hashed("tracker", "wasm", &tracker.wasm)?;
    manifest.forms_js = assets.hashed("forms", "js", &forms.glue)?;
    manifest.forms_wasm = assets.hashed("forms", "wasm", &forms.wasm)?;
    manifest.forms_css = assets.hashed("forms", "css", &loader::styles(workspace)?)?;
    loader::build(workspace, &mut manifest)?;
    loader::page_styles(workspace, &mut manifest)?;
    assets.remove_others(&manifest)?;
    headers::write(workspace)?;
    files::write_if_changed(&workspace.manifest(), manifest.to_json()?.as_bytes())?;
    Ok(manifest)
}

struct Module {
    glue: Vec<u8>,
    wasm: Vec<u8>,
}

impl Module {
    fn build(workspace: &Workspace, name: &str) -> Result<Self> {
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
    command::run_quietly(
        command::node_tool(workspace, "esbuild")
            .arg(&glue)
            .args(["--bundle", "--format=esm", "--minify", "--target=es2020", "--log-level=warning"])
            .arg(format!("--outfile={}", scratch.join("glue.min.js").display())),
        "esbuild cannot bundle the glue",
    )?;
    wasm::optimise(workspace, &bound, &scratch.join("module.wasm"))
}

/// The directory of the static files.
struct Assets(PathBuf);

impl Assets {
    /// Writes under a name that changes with the content, so that it may be cached for ever.
    fn hashed(&self, stem: &str, extension: &str, content: &[u8]) -> Result<String> {
        let digest = files::sha256(content);
        let short = digest.get(..8).unwrap_or(&digest);
        let name = format!("a/{stem}.{short}.{extension}");
        files::write_if_changed(&self.0.join(&name), content)?;
        Ok(name)
    }

    /// Removes what earlier builds left: deploying it would keep old code reachable for ever.
    fn remove_others(&self, manifest: &Manifest) -> Result<()> {
        let wanted: BTreeSet<PathBuf> = manifest.files().map(|(_, name)| self.0.join(name)).collect();
        for directory in [self.0.clone(), self.0.join("a")] {
            for entry in fs::read_dir(&directory).into_iter().flatten() {
                let path = entry?.path();
                if path.is_file() && !wanted.contains(&path) {
                    fs::remove_file(&path)?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stale_hashed_file_goes_and_a_named_one_stays() {
        let directory = tempfile::tempdir().unwrap();
        let assets = Assets(directory.path().to_owned());
        let stale = assets.hashed("tracker", "js", b"old").unwrap();
        let mut manifest = Manifest::new("ll");
        manifest.tracker_js = assets.hashed("tracker", "js", b"new").unwrap();
        assets.remove_others(&manifest).unwrap();
        assert!(!directory.path().join(stale).exists());
        assert!(directory.path().join(&manifest.tracker_js).exists());
    }
}
