//! The directory of the static files, and names that say what is in them.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

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

    /// Serves along the files of earlier versions that a folder holds, for tags that pin one; answers their names.
    pub(super) fn keep(&self, folder: &Path) -> Result<Vec<String>> {
        let mut kept = Vec::new();
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry?.path();
            let extension = path.extension().unwrap_or_default().to_string_lossy();
            let name = self.hashed(&extension, &fs::read(&path)?)?;
            ensure!(name.strip_prefix("a/") == path.file_name().and_then(OsStr::to_str), is_not_what_it_says(&path));
            kept.push(name);
        }
        Ok(kept)
    }

    /// Removes what earlier builds left: deploying it would keep old code reachable for ever.
    pub(super) fn remove_others(&self, manifest: &Manifest, kept: &[String]) -> Result<()> {
        let names = manifest.names().chain(kept.iter().map(String::as_str));
        let wanted: BTreeSet<PathBuf> = names.map(|name| self.0.join(name)).collect();
        for directory in [self.0.clone(), self.0.join("a")] {
            remove_files_but(&directory, &wanted)?;
        }
        Ok(())
    }
}

fn is_not_what_it_says(path: &Path) -> String {
    format!("{} is not what its name says; copy it again from the release it is of", path.display())
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
        assets.remove_others(&manifest, &[]).unwrap();
        assert!(!directory.path().join(stale).exists());
        assert!(directory.path().join(&manifest.tracker_js).exists());
    }

    #[test]
    fn what_a_tag_pins_stays_and_has_to_be_what_its_name_says() {
        let [directory, folder] = [(); 2].map(|()| tempfile::tempdir().unwrap());
        let assets = Assets::new(directory.path().to_owned());
        let name = assets.hashed("js", b"pinned").unwrap();
        let file = folder.path().join(name.strip_prefix("a/").unwrap());
        fs::copy(directory.path().join(&name), &file).unwrap();
        let kept = assets.keep(folder.path()).unwrap();
        assets.remove_others(&Manifest::new("ll"), &kept).unwrap();
        assert!(directory.path().join(&name).exists());
        fs::write(&file, "changed").unwrap();
        assert!(assets.keep(folder.path()).unwrap_err().to_string().contains("not what its name says"));
        assert!(assets.keep(Path::new("nowhere")).unwrap().is_empty());
    }

    #[test]
    fn a_name_is_the_hash_and_says_nothing_else() {
        let directory = tempfile::tempdir().unwrap();
        let name = Assets::new(directory.path().to_owned()).hashed("wasm", b"").unwrap();
        assert_eq!(name, "a/47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU.wasm");
    }
}
