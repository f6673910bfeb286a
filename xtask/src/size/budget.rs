//! `budgets.toml`: groups of files, and the brotli bytes each may have together.

use std::collections::BTreeMap;
use std::fmt;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

/// The parsed file.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(super) struct Budgets(BTreeMap<String, Budget>);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Budget {
    /// Brotli bytes of all files together.
    brotli: usize,
    /// Words of the manifest.
    files: Vec<String>,
}

/// A group measured.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Verdict {
    group: String,
    brotli: usize,
    budget: usize,
}

impl Budgets {
    /// Reads the file's text.
    pub(super) fn parse(text: &str) -> Result<Self> {
        toml::from_str(text).context("budgets.toml cannot be read")
    }

    /// Adds up each group. A file that no group counts, or that a group counts and nobody built, is an error: a budget
    /// that measures nothing holds for ever.
    pub(super) fn judge(&self, sizes: &[(&str, usize)]) -> Result<Vec<Verdict>> {
        for (word, _) in sizes {
            if !self.0.values().any(|budget| budget.files.iter().any(|file| file == word)) {
                bail!("no group of budgets.toml counts `{word}`; add it to one");
            }
        }
        self.0.iter().map(|(group, budget)| budget.judge(group, sizes)).collect()
    }
}

impl Budget {
    fn judge(&self, group: &str, sizes: &[(&str, usize)]) -> Result<Verdict> {
        let mut brotli = 0;
        for file in &self.files {
            match sizes.iter().find(|(word, _)| word == file) {
                Some((_, size)) => brotli += size,
                None => bail!("budgets.toml counts `{file}`, which was not built"),
            }
        }
        Ok(Verdict { group: group.to_owned(), brotli, budget: self.brotli })
    }
}

impl Verdict {
    /// Is the group too large?
    pub(super) fn over(&self) -> bool {
        self.brotli > self.budget
    }

    /// Name of the group.
    pub(super) fn group(&self) -> &str {
        &self.group
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { group, brotli, budget } = self;
        write!(out, "{group:<17} {brotli:>6} of {budget:>6} brotli bytes, ")?;
        if self.over() {
            write!(out, "{} OVER BUDGET", brotli - budget)
        } else {
            write!(out, "{} to spare", budget - brotli)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "[tracker]\nbrotli = 100\nfiles = [\"loader\", \"tracker_js\"]\n";

    #[test]
    fn a_group_is_the_sum_of_its_files() {
        let verdicts = Budgets::parse(TEXT).unwrap().judge(&[("loader", 60), ("tracker_js", 41)]).unwrap();
        assert_eq!(verdicts.len(), 1);
        assert!(verdicts[0].over());
        assert!(verdicts[0].to_string().contains("1 OVER BUDGET"));
    }

    #[test]
    fn exactly_the_budget_is_within_it() {
        let verdicts = Budgets::parse(TEXT).unwrap().judge(&[("loader", 60), ("tracker_js", 40)]).unwrap();
        assert!(!verdicts[0].over());
    }

    #[test]
    fn a_file_nobody_built_and_a_file_nobody_counts_are_errors() {
        let budgets = Budgets::parse(TEXT).unwrap();
        assert!(budgets.judge(&[("loader", 1)]).is_err());
        assert!(budgets.judge(&[("loader", 1), ("tracker_js", 1), ("new", 1)]).is_err());
    }
}
