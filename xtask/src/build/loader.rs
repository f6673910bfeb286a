//! What is written by hand: the loader, which the script tag names, the ES module, debug mode, and the styles.

use anyhow::Result;

use super::assets::Assets;
use super::bundle;
use super::manifest::Manifest;
use crate::workspace::Workspace;
use crate::{command, progress};

/// `www/debug.js` with its words, one ES module.
pub(crate) fn debug(workspace: &Workspace) -> Result<Vec<u8>> {
    minified(workspace, "www/debug.js", &["--format=esm".to_owned()])
}

/// `www/leadline.mjs`, which knows what the loader is called.
pub(crate) fn module(workspace: &Workspace) -> Result<Vec<u8>> {
    minified(workspace, "www/leadline.mjs", &["--format=esm".to_owned(), define("LOADER", &workspace.loader)?])
}

/// Minifies `www/loader.js` with the names of the hashed files written in, under its own name and under its hash.
pub(crate) fn build(workspace: &Workspace, assets: &Assets, manifest: &mut Manifest) -> Result<()> {
    let code = progress::step("client: loader", || {
        let format = "--format=iife".to_owned();
        minified(workspace, "www/loader.js", &[&[format], &defines(manifest)?[..]].concat())
    })?;
    manifest.loader = assets.named(&workspace.loader, &code)?;
    manifest.pinned = assets.hashed("js", &code)?;
    Ok(())
}

/// `www/page.css`, the styles of hosted pages, forms included.
pub(crate) fn page_styles(workspace: &Workspace) -> Result<Vec<u8>> {
    minified(workspace, "www/page.css", &[])
}

/// `www/forms.css`.
pub(crate) fn styles(workspace: &Workspace) -> Result<Vec<u8>> {
    minified(workspace, "www/forms.css", &[])
}

fn minified(workspace: &Workspace, source: &str, more: &[String]) -> Result<Vec<u8>> {
    let mut esbuild = command::node_tool(workspace, "esbuild");
    esbuild.arg(workspace.root.join(source)).args(bundle::FLAGS).args(more);
    Ok(command::run_quietly(&mut esbuild, &format!("esbuild refuses {source}"))?.into_bytes())
}

fn defines(manifest: &Manifest) -> Result<Vec<String>> {
    [
        ("TRACKER_JS", manifest.tracker_js.as_str()),
        ("TRACKER_WASM", &manifest.tracker_wasm),
        ("TRACKER_FALLBACK", &manifest.tracker_fallback),
        ("FORMS_JS", &manifest.forms_js),
        ("FORMS_WASM", &manifest.forms_wasm),
        ("FORMS_FALLBACK", &manifest.forms_fallback),
        ("FORMS_CSS", &manifest.forms_css),
        ("DEBUG_JS", &manifest.debug_js),
    ]
    .iter()
    .map(|(name, value)| define(name, value))
    .collect()
}

fn define(name: &str, value: &str) -> Result<String> {
    Ok(format!("--define:{name}={}", serde_json::to_string(value)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_reach_the_loader_as_string_literals() {
        let mut manifest = Manifest::new("ll");
        manifest.tracker_js = "a/1a2b3c4d.js".to_owned();
        let defines = defines(&manifest).unwrap();
        assert!(defines.contains(&"--define:TRACKER_JS=\"a/1a2b3c4d.js\"".to_owned()));
        assert!(defines.contains(&"--define:FORMS_CSS=\"\"".to_owned()));
    }
}
