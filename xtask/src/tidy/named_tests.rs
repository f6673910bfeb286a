//! A test that the documentation names is there. It is named so: `` `path/of/the/file`: "its name" ``; of a Rust test the
//! name may have spaces for underscores.

use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;

use super::source::pattern;
use super::tree::{File, Tree};
use super::violation::Violation;

const REMEDY: &str = "name the test as it is called, or another that shows the same";

static NAMED: LazyLock<Regex> = LazyLock::new(|| pattern(r#"`([\w./-]+\.(?:rs|mjs))`: "([^"]+)""#));

/// Looks at the pages of `docs/`.
pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    let pages = tree.files.iter().filter(|file| file.path.starts_with("docs/") && is_page(&file.path));
    pages.flat_map(|page| strays(page, tree)).collect()
}

fn is_page(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "md")
}

fn strays(page: &File, tree: &Tree) -> Vec<Violation> {
    let lines = page.text().unwrap_or_default().lines().enumerate();
    let named = lines.flat_map(|(index, line)| NAMED.captures_iter(line).map(move |found| (index + 1, found)));
    let named = named.filter_map(|(line, found)| Some((line, found.get(1)?.as_str(), found.get(2)?.as_str())));
    named
        .filter(|(_, path, name)| !tree.file(path).is_some_and(|file| has(file, name)))
        .map(|(line, path, name)| Violation::at(&page.path, line, format!("{path} has no test \"{name}\""), REMEDY))
        .collect()
}

fn has(file: &File, name: &str) -> bool {
    let text = file.text().unwrap_or_default();
    let title = [format!("test(\"{name}\""), format!("test(`{name}`")];
    text.contains(&format!("fn {}(", name.replace([' ', ',', '\''], "_")))
        || title.iter().any(|title| text.contains(title))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_that_is_gone_is_found_with_its_line() {
        let tests = [("a/b.rs", "fn one_is_one() {}"), ("c/d.test.mjs", "test(\"two, at least\", async () => {});")];
        let found = |page: &str| {
            let files: Vec<_> = tests.into_iter().chain([("docs/a.md", page)]).collect();
            check(&Tree::of(&files)).len()
        };
        assert_eq!(found("first\n- `a/b.rs`: \"one is one\", `c/d.test.mjs`: \"two, at least\""), 0);
        assert_eq!(found("`a/b.rs`: \"one is two\""), 1);
        assert_eq!(found("`c/e.test.mjs`: \"two, at least\" and `c/d.test.mjs`: \"two\""), 2);
    }
}
