//! The names of the client's files, for the loader and for `cargo xtask size`.

use anyhow::Result;
use serde::{Deserialize, Serialize};

/// Paths are relative to the prefix: `a/tracker.1a2b3c4d.js` is served at `/<prefix>/a/tracker.1a2b3c4d.js`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// The path prefix, without slashes around it.
    pub(crate) prefix: String,
    /// The script of the tag; its name never changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) loader: Option<String>,
    /// Glue of the tracker, `dom.js` included.
    pub(crate) tracker_js: String,
    /// The tracker.
    pub(crate) tracker_wasm: String,
    /// Glue of the forms module.
    pub(crate) forms_js: String,
    /// The forms module.
    pub(crate) forms_wasm: String,
    /// Styles of forms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) forms_css: Option<String>,
    /// Styles of hosted pages; its name never changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) page_css: Option<String>,
}

impl Manifest {
    /// A manifest that names nothing yet.
    pub(crate) fn new(prefix: &str) -> Self {
        Self { prefix: prefix.to_owned(), ..Self::default() }
    }

    /// Every artefact with the word budgets.toml calls it by.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            ("loader", self.loader.as_deref()),
            ("tracker_js", Some(self.tracker_js.as_str())),
            ("tracker_wasm", Some(self.tracker_wasm.as_str())),
            ("forms_js", Some(self.forms_js.as_str())),
            ("forms_wasm", Some(self.forms_wasm.as_str())),
            ("forms_css", self.forms_css.as_deref()),
            ("page_css", self.page_css.as_deref()),
        ]
        .into_iter()
        .filter_map(|(word, name)| Some((word, name?)))
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
