//! Where things are: the root, cargo's target directory, `dist/`, the path prefix, the loader.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
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
    /// The file name of the script tag's own script, from `wrangler.toml`: `ll.js`.
    pub(crate) loader: String,
}

impl Workspace {
    /// Finds the workspace from the current directory upwards.
    pub(crate) fn find() -> Result<Self> {
        let metadata = MetadataCommand::new()
            .no_deps()
            .exec()
            .context("cargo does not see a workspace here; run this inside the checkout")?;
        let root = metadata.workspace_root.into_std_path_buf();
        let vars = vars_in(&fs::read_to_string(root.join("wrangler.toml"))?)?;
        let target = metadata.target_directory.into_std_path_buf();
        Ok(Self { target, root, prefix: vars.prefix, loader: vars.loader })
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

    /// Where cargo compiles what becomes JavaScript.
    pub(crate) fn target_without_references(&self) -> PathBuf {
        self.target.join("without-references")
    }

    /// What cargo produced to become JavaScript.
    pub(crate) fn wasm_without_references(&self, profile: &str, krate: &str) -> PathBuf {
        let target = self.target_without_references();
        target.join("wasm32-unknown-unknown").join(profile).join(format!("{krate}.wasm"))
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

#[derive(Debug, Deserialize)]
struct Vars {
    #[serde(rename = "PREFIX")]
    prefix: String,
    #[serde(rename = "LOADER")]
    loader: String,
}

fn vars_in(wrangler: &str) -> Result<Vars> {
    let parsed: Wrangler = toml::from_str(wrangler).context("wrangler.toml must set PREFIX and LOADER under [vars]")?;
    let Vars { prefix, loader } = &parsed.vars;
    ensure!(
        is_prefix(prefix),
        "PREFIX in wrangler.toml is {prefix:?}; use letters, digits and dashes, no slash at its ends, and not `a` as its \
         last part, where the hashed files lie"
    );
    ensure!(
        is_loader(loader),
        "LOADER in wrangler.toml is {loader:?}; use letters, digits, dashes and dots, with `.js` at the end"
    );
    Ok(parsed.vars)
}

fn is_prefix(prefix: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
    let part = |part: &str| !part.is_empty() && part.chars().all(plain);
    prefix.split('/').all(part) && prefix.rsplit('/').next() != Some("a")
}

fn is_loader(name: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    name.strip_suffix(".js").is_some_and(|stem| stem.starts_with(|first: char| first.is_ascii_alphanumeric()))
        && name.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Workspace {
        /// A workspace that is nowhere, with the names a fresh checkout has.
        pub(crate) fn of_tests() -> Self {
            let [root, target] = ["nowhere", "nowhere/target"].map(PathBuf::from);
            Self { root, target, prefix: "ll".to_owned(), loader: "ll.js".to_owned() }
        }
    }

    fn vars(prefix: &str, loader: &str) -> Result<Vars> {
        vars_in(&format!("[vars]\nPREFIX = {prefix:?}\nLOADER = {loader:?}"))
    }

    #[test]
    fn prefix_and_loader_come_from_the_vars_of_wrangler_toml() {
        let Vars { prefix, loader } = vars("ll", "ll.js").unwrap();
        assert_eq!((prefix.as_str(), loader.as_str()), ("ll", "ll.js"));
        assert!(vars("shop/on-time", "w.4.js").is_ok());
        assert!(vars_in("[vars]\nPREFIX = \"ll\"").is_err());
    }

    #[test]
    fn a_prefix_that_would_leave_the_assets_directory_is_refused() {
        for wrong in ["", "/ll", "ll/", "x//y", "../x", "a b"] {
            assert!(vars(wrong, "ll.js").is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_prefix_the_loader_would_take_for_the_directory_of_hashed_files_is_refused() {
        assert!(vars("a", "ll.js").is_err() && vars("x/a", "ll.js").is_err());
        assert!(vars("a/x", "ll.js").is_ok() && vars("data", "ll.js").is_ok());
    }

    #[test]
    fn a_loader_that_is_no_plain_file_name_is_refused() {
        for wrong in ["", "ll", ".js", "../ll.js", "x/ll.js", "ll.mjs", "l l.js"] {
            assert!(vars("ll", wrong).is_err(), "{wrong}");
        }
    }
}
