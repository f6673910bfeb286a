//! Where things are: the root, cargo's target directory, `dist/`, the path prefix.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use cargo_metadata::MetadataCommand;
use serde::Deserialize;

/// The checkout this command runs in.
#[derive(Debug, Clone)]
pub(crate) struct Workspace {
    /// The directory with the workspace's `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Cargo's target directory, wherever the user's configuration puts it.
    pub(crate) target: PathBuf,
    /// The path prefix everything is served under, from `wrangler.toml`: `ll` for `/ll/…`.
    pub(crate) prefix: String,
}

impl Workspace {
    /// Finds the workspace from the current directory upwards.
    pub(crate) fn find() -> Result<Self> {
        let metadata = MetadataCommand::new()
            .no_deps()
            .exec()
            .context("cargo does not see a workspace here; run this inside the checkout")?;
        let root = metadata.workspace_root.into_std_path_buf();
        let prefix = prefix_in(&fs::read_to_string(root.join("wrangler.toml"))?)?;
        Ok(Self { target: metadata.target_directory.into_std_path_buf(), root, prefix })
    }

    /// Build output that ships.
    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// The static files, as they lie under the path prefix.
    pub(crate) fn assets(&self) -> PathBuf {
        self.dist().join("assets").join(&self.prefix)
    }

    /// The file that names every artefact of the client.
    pub(crate) fn manifest(&self) -> PathBuf {
        self.dist().join("manifest.json")
    }

    /// Scratch space for one step of the build.
    pub(crate) fn scratch(&self, step: &str) -> PathBuf {
        self.target.join("leadline").join(step)
    }

    /// What cargo produced for the browser or the edge.
    pub(crate) fn wasm(&self, profile: &str, krate: &str) -> PathBuf {
        self.target.join("wasm32-unknown-unknown").join(profile).join(format!("{krate}.wasm"))
    }

    /// The programs of the npm packages.
    pub(crate) fn node_bin(&self) -> PathBuf {
        self.root.join("node_modules").join(".bin")
    }

    /// The `leadline` program as `cargo build` leaves it.
    pub(crate) fn leadline(&self) -> PathBuf {
        self.target.join("debug").join(format!("leadline{}", std::env::consts::EXE_SUFFIX))
    }

    /// A path as people write it: from the root, with forward slashes.
    pub(crate) fn relative(&self, path: &Path) -> String {
        let shown = path.strip_prefix(&self.root).unwrap_or(path);
        shown.to_string_lossy().replace('\\', "/")
    }
}

#[derive(Deserialize)]
struct Wrangler {
    vars: Vars,
}

#[derive(Deserialize)]
struct Vars {
    #[serde(rename = "PREFIX")]
    prefix: String,
}

fn prefix_in(wrangler: &str) -> Result<String> {
    let parsed: Wrangler = toml::from_str(wrangler).context("wrangler.toml must set PREFIX under [vars]")?;
    let prefix = parsed.vars.prefix;
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_/".contains(letter);
    if prefix.is_empty() || !prefix.chars().all(plain) || prefix.starts_with('/') {
        return Err(anyhow!(
            "PREFIX in wrangler.toml is {prefix:?}; use letters, digits and dashes, without a leading slash"
        ));
    }
    Ok(prefix)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prefix_comes_from_the_vars_of_wrangler_toml() {
        assert_eq!(prefix_in("[vars]\nPREFIX = \"ll\"").unwrap(), "ll");
    }

    #[test]
    fn a_prefix_that_would_leave_the_assets_directory_is_refused() {
        for wrong in ["", "/ll", "../x", "a b"] {
            assert!(prefix_in(&format!("[vars]\nPREFIX = {wrong:?}")).is_err());
        }
    }
}
