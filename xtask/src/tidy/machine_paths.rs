//! No path of somebody's machine in a file that others read.

use std::sync::LazyLock;

use regex::Regex;

use super::source::pattern;
use super::tree::{File, Tree};
use super::violation::Violation;

const REMEDY: &str = "write it relative to the root of the checkout";

/// At the beginning of a word, so that the path of a URL does not count.
static PATH: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"(?m)(?:^|[\s"'`(=:,\[])(/(?:work|root|home|Users)/[\w.~-]+)"#));

/// Looks at every text file, whatever its kind.
pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    tree.files.iter().flat_map(paths).collect()
}

fn paths(file: &File) -> Vec<Violation> {
    let text = file.text().unwrap_or_default();
    let lines = text.lines().enumerate();
    let found = |line| Some(PATH.captures(line)?.get(1)?.as_str().to_owned());
    lines
        .filter_map(|(index, line)| Some((index + 1, found(line)?)))
        .map(|(line, path)| Violation::at(&file.path, line, format!("`{path}` is a path of one machine"), REMEDY))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_path_is_found_with_its_line() {
        for top in ["work", "root", "home", "Users"] {
            let text = format!("first\nsee `/{top}/someone/file`");
            let violations = check(&Tree::of(&[("docs/a.md", &text)]));
            assert_eq!((violations.len(), violations[0].line), (1, 2), "{top}");
        }
    }

    #[test]
    fn relative_paths_and_urls_are_fine() {
        let text = format!("network/{0}/x and https://example.org/{0}/x", "home");
        assert!(check(&Tree::of(&[("docs/a.md", &text)])).is_empty());
    }
}
