//! Something wrong in a site's files, as it is printed.

use std::fmt;

/// A place in a file; both count from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

/// Something wrong in a site's files. Ordered by place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    /// The file, as it can be opened from here.
    pub(crate) path: String,
    /// The place in it, unless the file itself is what is wrong.
    pub(crate) at: Option<Position>,
    /// What stands there.
    pub(crate) found: String,
    /// What may stand there.
    pub(crate) expected: String,
    /// The nearest valid word, if one is near.
    pub(crate) nearest: Option<String>,
    /// What to do, where that does not follow from what is expected.
    pub(crate) remedy: Option<String>,
}

impl Finding {
    /// A file that is itself the problem.
    pub(crate) fn of_file(path: String, found: &str, expected: &str, remedy: &str) -> Self {
        let (found, expected, remedy) = (found.to_owned(), expected.to_owned(), Some(remedy.to_owned()));
        Self { path, at: None, found, expected, nearest: None, remedy }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at {
            Some(Position { line, column }) => writeln!(f, "{}:{line}:{column}", self.path)?,
            None => writeln!(f, "{}", self.path)?,
        }
        writeln!(f, "  found     {}", self.found)?;
        writeln!(f, "  expected  {}", self.expected)?;
        if let Some(nearest) = &self.nearest {
            writeln!(f, "  nearest   {nearest}")?;
        }
        if let Some(remedy) = &self.remedy {
            writeln!(f, "  remedy    {remedy}")?;
        }
        Ok(())
    }
}

/// A number with its noun: `1 form`, `2 forms`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}
