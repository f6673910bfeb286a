//! What a visitor downloads: two wasm modules with their glue, the same without wasm, the styles, the loader.

use std::env;

use anyhow::Result;

use super::assets::Assets;
use super::fallback::Fallback;
use super::manifest::Manifest;
use super::module::Module;
use super::{KEEP_RUNNING, compile, compile_without_references, digest, headers, loader};
use crate::workspace::Workspace;
use crate::{files, progress};

const CRATES: [&str; 4] = ["-p", "leadline-tracker", "-p", "leadline-forms"];

/// Builds the client and says under which names it lies in `dist/`.
pub(crate) fn build(workspace: &Workspace) -> Result<Manifest> {
    let assets = Assets::new(workspace.assets());
    let mut manifest = Manifest::new(&workspace.prefix);
    with_wasm(workspace, &assets, &mut manifest)?;
    without_wasm(workspace, &assets, &mut manifest)?;
    manifest.forms_css = assets.hashed("css", &loader::styles(workspace)?)?;
    manifest.debug_js = assets.hashed("js", &loader::debug(workspace)?)?;
    manifest.module_js = assets.named("leadline.mjs", &loader::module(workspace)?)?;
    loader::build(workspace, &assets, &mut manifest)?;
    manifest.page_css = assets.named("page.css", &loader::page_styles(workspace)?)?;
    let kept = assets.keep(&workspace.root.join("pinned"))?;
    assets.remove_others(&manifest, &kept)?;
    headers::write(workspace)?;
    write(workspace, &assets, manifest)
}

fn with_wasm(workspace: &Workspace, assets: &Assets, manifest: &mut Manifest) -> Result<()> {
    progress::step("client: cargo", || compile(workspace, "client", &CRATES))?;
    let tracker = Module::build(workspace, "tracker")?;
    let forms = Module::build(workspace, "forms")?;
    manifest.tracker_js = assets.hashed("js", &tracker.glue)?;
    manifest.tracker_wasm = assets.hashed("wasm", &tracker.wasm)?;
    manifest.forms_js = assets.hashed("js", &forms.glue)?;
    manifest.forms_wasm = assets.hashed("wasm", &forms.wasm)?;
    Ok(())
}

fn without_wasm(workspace: &Workspace, assets: &Assets, manifest: &mut Manifest) -> Result<()> {
    let [tracker, forms] = ["tracker", "forms"].map(|name| Fallback::new(workspace, name));
    if !(reuses_fallbacks() && tracker.exists() && forms.exists()) {
        progress::step("client: cargo, without wasm", || compile_without_references(workspace, "client", &CRATES))?;
        tracker.build(workspace)?;
        forms.build(workspace)?;
    }
    manifest.tracker_fallback = assets.hashed("js", &tracker.read()?)?;
    manifest.forms_fallback = assets.hashed("js", &forms.read()?)?;
    Ok(())
}

/// A change of a client crate compiles twice as long with the fallbacks. Under `cargo xtask dev` the ones it built when
/// it started stay, for few look at a page without WebAssembly while they edit.
fn reuses_fallbacks() -> bool {
    env::var_os(KEEP_RUNNING).is_some()
}

fn write(workspace: &Workspace, assets: &Assets, mut manifest: Manifest) -> Result<Manifest> {
    let names: Vec<String> = manifest.names().map(str::to_owned).collect();
    for name in names {
        let integrity = digest::integrity(&assets.read(&name)?);
        manifest.integrity.insert(name, integrity);
    }
    files::write_if_changed(&workspace.manifest(), manifest.to_json()?.as_bytes())?;
    Ok(manifest)
}
