//! Whether a step's inputs are those of its last run.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::files;

/// The inputs of one step, remembered in a file beside its outputs.
#[derive(Debug)]
pub(crate) struct Stamp {
    file: PathBuf,
    inputs: String,
}

impl Stamp {
    /// Names the inputs: everything that can change the outputs, the recipe's own source included.
    pub(crate) fn new(directory: &Path, inputs: &[&[u8]]) -> Self {
        Self { file: directory.join("stamp"), inputs: files::digest(inputs) }
    }

    /// Is what is there made from these inputs? The outputs must still exist.
    pub(crate) fn holds(&self, outputs: &[PathBuf]) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|present| present == self.inputs)
            && outputs.iter().all(|output| output.exists())
    }

    /// Remembers a finished run; called last, so that an interrupted run is repeated.
    pub(crate) fn keep(&self) -> Result<()> {
        fs::write(&self.file, &self.inputs)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_holds_until_an_input_changes_or_an_output_goes() {
        let directory = tempfile::tempdir().unwrap();
        let output = vec![directory.path().join("out")];
        let stamp = Stamp::new(directory.path(), &[b"one"]);
        assert!(!stamp.holds(&output));
        fs::write(directory.path().join("out"), "").unwrap();
        stamp.keep().unwrap();
        assert!(stamp.holds(&output));
        assert!(!Stamp::new(directory.path(), &[b"two"]).holds(&output));
        fs::remove_file(directory.path().join("out")).unwrap();
        assert!(!stamp.holds(&output));
    }
}
