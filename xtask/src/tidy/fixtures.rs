//! Wire fixtures are append-only: what once travelled over the wire must be understood for ever.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;

use anyhow::Result;

use super::tree::{File, Tree};
use super::violation::Violation;
use crate::files::sha256;
use crate::workspace::Workspace;

const DIRECTORY: &str = "tests/fixtures/";
const MANIFEST: &str = "tests/fixtures/MANIFEST";
const RESTORE: &str = "restore it and add a new fixture under a new name instead";
const BLESS: &str = "run `cargo xtask tidy --bless`";

/// Compares the fixtures with the hashes they had when they came.
pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    let listed = listed(tree);
    let present = present(tree);
    let mut violations = Vec::new();
    for (path, hash) in &listed {
        match present.get(path) {
            Some(now) if now == hash => {}
            Some(_) => violations.push(Violation::of(path, "this wire fixture was changed", RESTORE)),
            None => violations.push(Violation::of(path, "this wire fixture is missing", RESTORE)),
        }
    }
    let new = present.keys().filter(|path| !listed.contains_key(*path));
    violations.extend(new.map(|path| Violation::of(path, "this wire fixture is not in the MANIFEST", BLESS)));
    violations
}

/// Adds new fixtures to the manifest and leaves every entry as it is.
pub(super) fn bless(workspace: &Workspace) -> Result<()> {
    let tree = Tree::load(&workspace.root)?;
    let before = listed(&tree);
    let merged = merge(before.clone(), present(&tree));
    if merged.len() > before.len() {
        fs::write(workspace.root.join(MANIFEST), rendered(&merged))?;
        println!("{} wire fixtures added to {MANIFEST}", merged.len() - before.len());
    }
    Ok(())
}

type Hashes = BTreeMap<String, String>;

fn listed(tree: &Tree) -> Hashes {
    let text = tree.file(MANIFEST).and_then(File::text).unwrap_or_default();
    text.lines()
        .filter_map(|line| line.split_once("  "))
        .map(|(hash, name)| (format!("{DIRECTORY}{name}"), hash.to_owned()))
        .collect()
}

fn present(tree: &Tree) -> Hashes {
    tree.files
        .iter()
        .filter(|file| file.path.starts_with(DIRECTORY) && file.path != MANIFEST)
        .map(|file| (file.path.clone(), sha256(&file.content)))
        .collect()
}

fn merge(mut listed: Hashes, present: Hashes) -> Hashes {
    for (path, hash) in present {
        listed.entry(path).or_insert(hash);
    }
    listed
}

/// As `sha256sum` writes it, so that `sha256sum -c` can read it.
fn rendered(hashes: &Hashes) -> String {
    hashes.iter().fold(String::new(), |mut text, (path, hash)| {
        let _ = writeln!(text, "{hash}  {}", path.trim_start_matches(DIRECTORY));
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(entries: &[(&str, &str)]) -> String {
        let hashes = entries.iter().map(|(name, text)| (format!("{DIRECTORY}{name}"), sha256(text.as_bytes())));
        rendered(&hashes.collect())
    }

    #[test]
    fn changed_missing_and_new_fixtures_are_violations() {
        let listed = manifest(&[("batch/v1.json", "{}"), ("gone.json", "1"), ("same.json", "2")]);
        let tree = Tree::of(&[
            (MANIFEST, &listed),
            ("tests/fixtures/batch/v1.json", "{ }"),
            ("tests/fixtures/same.json", "2"),
            ("tests/fixtures/new.json", "3"),
        ]);
        let whats: Vec<String> = check(&tree).into_iter().map(|violation| violation.what).collect();
        assert!(whats[0].contains("changed") && whats[1].contains("missing") && whats[2].contains("not in"));
        assert_eq!(whats.len(), 3);
    }

    #[test]
    fn blessing_never_changes_an_entry() {
        let listed = Hashes::from([("a".to_owned(), "old".to_owned())]);
        let present = Hashes::from([("a".to_owned(), "new".to_owned()), ("b".to_owned(), "1".to_owned())]);
        let merged = merge(listed, present);
        assert_eq!(merged["a"], "old");
        assert_eq!(merged["b"], "1");
    }
}
