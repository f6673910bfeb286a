//! `ll.js`, the only file with a fixed name, and the styles of forms.

use anyhow::Result;

use super::manifest::Manifest;
use crate::workspace::Workspace;
use crate::{command, files, progress};

const NAME: &str = "ll.js";
const PAGE_STYLES: &str = "page.css";

/// Minifies `www/loader.js` with the names of the hashed files written in.
pub(crate) fn build(workspace: &Workspace, manifest: &mut Manifest) -> Result<()> {
    let source = workspace.root.join("www/loader.js");
    progress::step("client: loader", || {
        let mut esbuild = command::node_tool(workspace, "esbuild");
        esbuild
            .arg(&source)
            .args(["--bundle", "--format=iife", "--target=es2020", "--minify", "--log-level=warning"])
            .args(defines(manifest)?);
        let code = command::run_quietly(&mut esbuild, "esbuild refuses www/loader.js")?;
        files::write_if_changed(&workspace.assets().join(NAME), code.as_bytes())?;
        NAME.clone_into(&mut manifest.loader);
        Ok(())
    })
}

/// `page.css`, the styles of hosted pages, forms included; a fixed name, because pages are rendered on the edge.
pub(crate) fn page_styles(workspace: &Workspace, manifest: &mut Manifest) -> Result<()> {
    let mut esbuild = command::node_tool(workspace, "esbuild");
    esbuild.arg(workspace.root.join("www/page.css")).args(["--bundle", "--minify", "--log-level=warning"]);
    let css = command::run_quietly(&mut esbuild, "esbuild refuses www/page.css")?;
    files::write_if_changed(&workspace.assets().join(PAGE_STYLES), css.as_bytes())?;
    PAGE_STYLES.clone_into(&mut manifest.page_css);
    Ok(())
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
        ("FORMS_JS", &manifest.forms_js),
        ("FORMS_WASM", &manifest.forms_wasm),
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
        manifest.tracker_js = "a/tracker.1a2b3c4d.js".to_owned();
        let defines = defines(&manifest).unwrap();
        assert!(defines.contains(&"--define:TRACKER_JS=\"a/tracker.1a2b3c4d.js\"".to_owned()));
        assert!(defines.contains(&"--define:FORMS_CSS=\"\"".to_owned()));
    }
}
