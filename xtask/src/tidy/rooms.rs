//! Every directory at the root is a room that ARCHITECTURE.md names, and every room it names is there.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::source::pattern;
use super::tree::Tree;
use super::violation::Violation;

const MAP: &str = "ARCHITECTURE.md";
const DRAW: &str = "give it a row in the table of rooms, or move its files into a room that exists";
const ERASE: &str = "take it off the map, or put something there";

/// A table row whose first cell is a directory: "| `edge/` | …".
static ROW: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?m)^\|\s*`([\w.-]+)/`"));

/// Compares map and tree. Directories that begin with a dot belong to tools.
pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    let Some(map) = tree.file(MAP).and_then(|file| file.text()) else {
        return vec![Violation::of(MAP, "the map is missing", "write it: one table row for each room")];
    };
    let named: BTreeSet<&str> = ROW.captures_iter(map).filter_map(|row| Some(row.get(1)?.as_str())).collect();
    let present = rooms(tree);
    let unknown = present.difference(&named);
    let gone = named.difference(&present);
    unknown
        .map(|room| Violation::of(&format!("{room}/"), "ARCHITECTURE.md does not know this room", DRAW))
        .chain(gone.map(|room| Violation::of(MAP, format!("`{room}/` does not exist"), ERASE)))
        .collect()
}

fn rooms(tree: &Tree) -> BTreeSet<&str> {
    tree.files
        .iter()
        .filter_map(|file| file.path.split_once('/'))
        .map(|(room, _)| room)
        .filter(|room| !room.starts_with('.'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAP_TEXT: &str = "| room | lives there |\n|---|---|\n| `domain/` | rules |\n| `edge/` | routes |\n";

    #[test]
    fn a_room_off_the_map_and_a_room_only_on_it_are_violations() {
        let tree = Tree::of(&[(MAP, MAP_TEXT), ("domain/a.rs", ""), ("utils/b.rs", ""), (".ci/run", "")]);
        let shown: Vec<String> = check(&tree).iter().map(ToString::to_string).collect();
        assert_eq!(shown.len(), 2);
        assert!(shown[0].starts_with("utils/: ") && shown[1].contains("`edge/` does not exist"));
    }

    #[test]
    fn a_missing_map_is_a_violation() {
        assert_eq!(check(&Tree::of(&[("domain/a.rs", "")])).len(), 1);
    }
}
