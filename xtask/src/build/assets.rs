//! The directory of the static files, and names that say what is in them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::digest;
use super::manifest::Manifest;
use crate::files;

/// What lies under the path prefix.
#[derive(Debug)]
pub(super) struct Assets(PathBuf);

impl Assets {
    /// The assets in this directory.
    pub(super) fn new(directory: PathBuf) -> Self {
        Self(directory)
    }

    /// Writes under a name that is the content's SHA-256, so that it may be cached for ever and whoever knows the name can
    /// verify the content. The name says nothing of what is in there: block lists go by such words.
    pub(super) fn hashed(&self, extension: &str, content: &[u8]) -> Result<String> {
        self.named(&format!("a/{}.{extension}", digest::name(content)), content)
    }

    /// Writes under a name that stays.
    pub(super) fn named(&self, name: &str, content: &[u8]) -> Result<String> {
        files::write_if_changed(&self.0.join(name), content)?;
        Ok(name.to_owned())
    }

    /// Everything the manifest names, with its content.
    pub(super) fn read(&self, name: &str) -> Result<Vec<u8>> {
        Ok(fs::read(self.0.join(name))?)
    }

    /// Removes what earlier builds left: deploying it would keep old code reachable for ever.
    pub(super) fn remove_others(&self, manifest: &Manifest) -> Result<()> {
        let wanted: BTreeSet<PathBuf> = manifest.names().map(|name| self.0.join(name)).collect();
        for directory in [self.0.clone(), self.0.join("a")] {
            remove_files_but(&directory, &wanted)?;
        }
        Ok(())
    }
}

fn remove_files_but(directory: &Path, wanted: &BTreeSet<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(directory).into_iter().flatten() {
        let path = entry?.path();
        if path.is_file() && !wanted.contains(&path) {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stale_hashed_file_goes_and_a_named_one_stays() {
        let directory = tempfile::tempdir().unwrap();
        let assets = Assets::new(directory.path().to_owned());
        let stale = assets.hashed("js", b"old").unwrap();
        let mut manifest = Manifest::new("ll");
        manifest.tracker_js = assets.hashed("js", b"new").unwrap();
        assets.remove_others(&manifest).unwrap();
        assert!(!directory.path().join(stale).exists());
        assert!(directory.path().join(&manifest.tracker_js).exists());
    }

    #[test]
    fn a_name_is_the_hash_and_says_nothing_else() {
        let directory = tempfile::tempdir().unwrap();
        let name = Assets::new(directory.path().to_owned()).hashed("wasm", b"").unwrap();
        assert_eq!(name, "a/47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU.wasm");
    }
}
