//! The names of the client's files, for the loader and for `cargo xtask size`.

use anyhow::Result;
use serde::{Deserialize, Serialize};

/// Paths are relative to the prefix: `a/tracker.1a2b3c4d.js` is served at `/<prefix>/a/tracker.1a2b3c4d.js`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// The path prefix, without slashes around it.
    pub(crate) prefix: String,
    /// The script of the tag; its name never changes.
    pub(crate) loader: String,
    /// Glue of the tracker, `dom.js` included.
    pub(crate) tracker_js: String,
    /// The tracker.
    pub(crate) tracker_wasm: String,
    /// Glue of the forms module.
    pub(crate) forms_js: String,
    /// The forms module.
    pub(crate) forms_wasm: String,
    /// Styles of forms.
    pub(crate) forms_css: String,
    /// Styles of hosted pages; its name never changes.
    pub(crate) page_css: String,
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
            ("forms_js", &self.forms_js),
            ("forms_wasm", &self.forms_wasm),
            ("forms_css", &self.forms_css),
            ("page_css", &self.page_css),
        ]
        .into_iter()
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
        manifest.tracker_js = "a/tracker.1a2b3c4d.js".to_owned();
        let read: Manifest = serde_json::from_str(&manifest.to_json().unwrap()).unwrap();
        assert_eq!(read, manifest);
    }
}
