//! A place that breaks a rule, and what to do about it.

use std::fmt;

/// Printed as `file:line: what; remedy`, which editors turn into a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Violation {
    pub(super) file: String,
    /// Counted from 1; 0 for the file as a whole.
    pub(super) line: usize,
    pub(super) what: String,
    pub(super) remedy: &'static str,
}

impl Violation {
    /// A violation on a line.
    pub(super) fn at(file: &str, line: usize, what: impl Into<String>, remedy: &'static str) -> Self {
        Self { file: file.to_owned(), line, what: what.into(), remedy }
    }

    /// A violation of a whole file or directory.
    pub(super) fn of(file: &str, what: impl Into<String>, remedy: &'static str) -> Self {
        Self::at(file, 0, what, remedy)
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, what, remedy } = self;
        match line {
            0 => write!(out, "{file}: {what}; {remedy}"),
            _ => write!(out, "{file}:{line}: {what}; {remedy}"),
        }
    }
}
