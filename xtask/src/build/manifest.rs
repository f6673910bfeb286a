//! The names of the client's files, for the loader, for `cargo xtask size`, and for who pins a version.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::{Deserialize, Serialize};

/// Paths are relative to the prefix: `a/<hash>.js` is served at `/<prefix>/a/<hash>.js`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// The path prefix, without slashes around it.
    pub(crate) prefix: String,
    /// The script of the tag; its name never changes.
    pub(crate) loader: String,
    /// The same file under a name that says its content, for tags with `integrity`.
    pub(crate) pinned: String,
    /// Glue of the tracker, `dom.js` included.
    pub(crate) tracker_js: String,
    /// The tracker.
    pub(crate) tracker_wasm: String,
    /// Glue and tracker in one, for pages that allow no WebAssembly.
    pub(crate) tracker_fallback: String,
    /// Glue of the forms module.
    pub(crate) forms_js: String,
    /// The forms module.
    pub(crate) forms_wasm: String,
    /// Glue and forms module in one, for pages that allow no WebAssembly.
    pub(crate) forms_fallback: String,
    /// Styles of forms.
    pub(crate) forms_css: String,
    /// Debug mode.
    pub(crate) debug_js: String,
    /// The ES module; its name never changes.
    pub(crate) module_js: String,
    /// Styles of hosted pages; its name never changes.
    pub(crate) page_css: String,
    /// What a tag pins: `sha384-…` by path, of every file.
    pub(crate) integrity: BTreeMap<String, String>,
}

impl Manifest {
    /// A manifest that names nothing yet.
    pub(crate) fn new(prefix: &str) -> Self {
        Self { prefix: prefix.to_owned(), ..Self::default() }
    }

    /// Every artefact with the word budgets.toml calls it by.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            ("loader", self.loader.as_str()),
            ("tracker_js", &self.tracker_js),
            ("tracker_wasm", &self.tracker_wasm),
            ("tracker_fallback", &self.tracker_fallback),
            ("forms_js", &self.forms_js),
            ("forms_wasm", &self.forms_wasm),
            ("forms_fallback", &self.forms_fallback),
            ("forms_css", &self.forms_css),
            ("debug_js", &self.debug_js),
            ("module_js", &self.module_js),
            ("page_css", &self.page_css),
        ]
        .into_iter()
    }

    /// Every path that is served, the loader's second one included.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.files().map(|(_, name)| name).chain([self.pinned.as_str()])
    }

    /// As it is written to `dist/manifest.json`.
    pub(crate) fn to_json(&self) -> Result<String> {
        Ok(format!("{}\n", serde_json::to_string_pretty(self)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_survives_being_written_and_read() {
        let mut manifest = Manifest::new("ll");
        manifest.tracker_js = "a/1a2b3c4d.js".to_owned();
        manifest.integrity.insert("a/1a2b3c4d.js".to_owned(), "sha384-x".to_owned());
        let read: Manifest = serde_json::from_str(&manifest.to_json().unwrap()).unwrap();
        assert_eq!(read, manifest);
    }
}
