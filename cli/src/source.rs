//! The text of one site file, and where in it an offset is.

use crate::finding::{Finding, Position};

/// Longest piece of a file that is quoted, in characters.
const LONGEST_QUOTE: usize = 80;

/// One site file.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// Its name inside the site, `forms/whitepaper.toml`.
    pub(crate) name: String,
    /// Its path as it can be opened from here.
    pub(crate) path: String,
    /// What is in it.
    pub(crate) text: String,
}

impl Source {
    /// Line and column of a byte offset.
    pub(crate) fn position(&self, offset: usize) -> Position {
        let before = self.text.get(..offset).unwrap_or(&self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
        Position { line: before.matches('\n').count() + 1, column }
    }

    /// The line around a byte offset, without the space around it.
    pub(crate) fn line(&self, offset: usize) -> String {
        let line = self.text.lines().nth(self.position(offset).line - 1).unwrap_or_default().trim();
        match line.char_indices().nth(LONGEST_QUOTE) {
            Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
            None => line.to_owned(),
        }
    }

    /// Something wrong at a byte offset.
    pub(crate) fn finding(&self, offset: usize, found: String, expected: String) -> Finding {
        let at = Some(self.position(offset));
        Finding { path: self.path.clone(), at, found, expected, nearest: None, remedy: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_an_offset_past_the_end_is_the_end() {
        let source = Source { name: String::new(), path: String::new(), text: "a = 1\nü = \"é\" x\n".into() };
        let offset = source.text.find('x').unwrap();
        assert_eq!(source.position(offset), Position { line: 2, column: 9 });
        assert_eq!(source.line(offset), "ü = \"é\" x");
        assert_eq!(source.position(999), Position { line: 3, column: 1 });
    }
}
