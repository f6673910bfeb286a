//! The loader, which the script tag names, and the styles of forms.

use anyhow::Result;

use super::assets::Assets;
use super::bundle;
use super::manifest::Manifest;
use crate::workspace::Workspace;
use crate::{command, progress};

/// Minifies `www/loader.js` with the names of the hashed files written in, under its own name and under its hash.
pub(crate) fn build(workspace: &Workspace, assets: &Assets, manifest: &mut Manifest) -> Result<()> {
    let source = workspace.root.join("www/loader.js");
    let code = progress::step("client: loader", || {
        let mut esbuild = command::node_tool(workspace, "esbuild");
        esbuild.arg(&source).args(bundle::FLAGS).arg("--format=iife").args(defines(manifest)?);
        command::run_quietly(&mut esbuild, "esbuild refuses www/loader.js")
    })?;
    manifest.loader = assets.named(&workspace.loader, code.as_bytes())?;
    manifest.pinned = assets.hashed("js", code.as_bytes())?;
    Ok(())
}

/// `www/page.css`, the styles of hosted pages, forms included.
pub(crate) fn page_styles(workspace: &Workspace) -> Result<Vec<u8>> {
    let mut esbuild = command::node_tool(workspace, "esbuild");
    esbuild.arg(workspace.root.join("www/page.css")).args(["--bundle", "--minify", "--log-level=warning"]);
    let css = command::run_quietly(&mut esbuild, "esbuild refuses www/page.css")?;
    Ok(css.into_bytes())
}

/// `www/forms.css`, minified.
pub(crate) fn styles(workspace: &Workspace) -> Result<Vec<u8>> {
    let source = workspace.root.join("www/forms.css");
    let mut esbuild = command::node_tool(workspace, "esbuild");
    esbuild.arg(&source).args(["--minify", "--log-level=warning"]);
    let css = command::run_quietly(&mut esbuild, "esbuild refuses www/forms.css")?;
    Ok(css.into_bytes())
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
    ]
    .iter()
    .map(|(name, value)| Ok(format!("--define:{name}={}", serde_json::to_string(value)?)))
    .collect()
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
