//! SQL stands in the files of its object and nowhere else: `edge/src/objects/<object>_sql.rs`, or a `sql.rs`.

use std::sync::LazyLock;

use regex::Regex;

use super::source::{Source, pattern};
use super::tree::{File, Tree};
use super::violation::Violation;

const ROOMS: [&str; 6] = ["domain/", "browser/", "tracker/", "forms/", "edge/", "cli/"];
const REMEDY: &str = "put the statement behind a method in the object's _sql.rs file";

/// Statements, not the words: upper case anywhere, lower case only where a literal begins with it.
static STATEMENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?xs)
        \b(?: CREATE\s+(?:TABLE|(?:UNIQUE\s+)?INDEX|TRIGGER|VIEW)\b | (?:ALTER|DROP)\s+TABLE\b | SELECT\s.*?\sFROM\s
            | (?:INSERT|REPLACE)\s+(?:OR\s+\w+\s+)?INTO\s | UPDATE\s+\w+\s+SET\s | DELETE\s+FROM\s )
        | ^\#*"\s*(?: create\s+table\s | select\s.*?\sfrom\s | insert\s+into\s | update\s+\w+\s+set\s | delete\s+from\s )"#,
    )
});

/// Looks into the string literals of every Rust file that ships.
pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    tree.below(&ROOMS, ".rs").filter(|file| !may_hold_sql(file)).flat_map(statements).collect()
}

fn may_hold_sql(file: &File) -> bool {
    file.name() == "sql.rs" || (file.path.starts_with("edge/src/objects/") && file.name().ends_with("_sql.rs"))
}

fn statements(file: &File) -> Vec<Violation> {
    let literals = Source::of(file).literals.into_iter();
    literals
        .filter(|(_, text)| STATEMENT.is_match(text.trim_start_matches('r')))
        .map(|(line, _)| Violation::at(&file.path, line, "SQL outside the objects' SQL files", REMEDY))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        check(&Tree::of(&[(path, text)])).len()
    }

    #[test]
    fn a_bare_statement_is_a_violation_with_its_line() {
        let text = "fn load() {\n    exec(\"SELECT id\n FROM leads\");\n}";
        let violations = check(&Tree::of(&[("edge/src/objects/lead_shard.rs", text)]));
        assert_eq!(violations[0].line, 2);
        for sql in ["CREATE TABLE a (b)", "INSERT OR REPLACE INTO a", "UPDATE a SET b = 1", "delete from a"] {
            assert_eq!(found("edge/src/routes/leads.rs", &format!("x(\"{sql} \")")), 1, "{sql}");
        }
    }

    #[test]
    fn the_objects_files_may_hold_sql() {
        let text = "x(\"DELETE FROM a\")";
        assert_eq!(found("edge/src/objects/counter_sql.rs", text), 0);
        assert_eq!(found("edge/src/objects/counter/sql.rs", text), 0);
        assert_eq!(found("edge/src/counter_sql.rs", text), 1);
    }

    #[test]
    fn prose_and_comments_are_no_sql() {
        assert_eq!(found("edge/src/a.rs", "// DELETE FROM a\nx(\"Please select one from the list\")"), 0);
    }
}
