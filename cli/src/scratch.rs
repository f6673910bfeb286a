//! A site to spoil in tests: a sound one, copied to a directory of its own.

use std::{fs, path::Path};
use tempfile::TempDir;

/// A copy of tests/site that goes away with the test.
pub(crate) struct Scratch(TempDir);

impl Scratch {
    pub(crate) fn new() -> Self {
        let scratch = Self(tempfile::tempdir().unwrap());
        let sound = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/site");
        for file in ["site", "scoring", "routing", "forms/whitepaper", "forms/demo-request", "pages/whitepaper"] {
            let file = format!("{file}.toml");
            scratch.write(&file, &fs::read(sound.join(&file)).unwrap());
        }
        scratch
    }

    pub(crate) fn root(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, file: &str, content: &[u8]) {
        let path = self.root().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Replaces the first occurrence in a file; it has to be there.
    pub(crate) fn spoil(&self, file: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.root().join(file)).unwrap();
        assert!(text.contains(from), "{from} is not in {file}");
        self.write(file, text.replacen(from, to, 1).as_bytes());
    }

    pub(crate) fn remove(&self, file: &str) {
        fs::remove_file(self.root().join(file)).unwrap();
    }

    /// Text without the directory's random name.
    pub(crate) fn stable(&self, text: &str) -> String {
        text.replace(&self.root().display().to_string(), "site")
    }
}
