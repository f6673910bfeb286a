//! One noun per file: past 500 lines a file holds more than one.

use super::tree::{File, Tree};
use super::violation::Violation;

const LONGEST: usize = 500;
const ENDINGS: [&str; 3] = [".rs", ".js", ".mjs"];
const REMEDY: &str = "split it by noun; 300 lines is long already";

/// Counts the lines of hand-written code.
pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    tree.files
        .iter()
        .filter(|file| ENDINGS.iter().any(|ending| file.path.ends_with(ending)))
        .filter_map(too_long)
        .collect()
}

fn too_long(file: &File) -> Option<Violation> {
    let lines = file.text()?.lines().count();
    (lines > LONGEST).then(|| Violation::at(&file.path, LONGEST, format!("{lines} lines"), REMEDY))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_501_is_one_too_many() {
        let long = "\n".repeat(501);
        let right = "\n".repeat(500);
        let tree = Tree::of(&[("a.rs", &long), ("b.rs", &right), ("c.mjs", &long), ("d.md", &long)]);
        let found: Vec<String> = check(&tree).into_iter().map(|violation| violation.file).collect();
        assert_eq!(found, ["a.rs", "c.mjs"]);
    }
}
