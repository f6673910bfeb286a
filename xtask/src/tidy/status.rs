//! Only `edge/src/reply.rs` knows HTTP status codes: errors are words everywhere else.

use std::sync::LazyLock;

use regex::Regex;

use super::source::{pattern, report};
use super::tree::Tree;
use super::violation::Violation;

const REMEDY: &str = "return an error or outcome and let edge/src/reply.rs choose the status";

static STATUS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)
        \bwith_status\s*\( | \bStatusCode\b | \bResponse::error\s*\( | \bResponse::redirect
        | \bstatus(?:_code)?\b(?:\(\))?\s*(?:=|==|!=|>=|<=|<|>|:)\s*[1-5]\d\d\b
        | \bstatus(?:_code)?\s*\(\s*[1-5]\d\d\b",
    )
});

/// Looks at the edge and at the rules.
pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    tree.below(&["edge/src/", "domain/src/"], ".rs")
        .filter(|file| file.path != "edge/src/reply.rs")
        .flat_map(|file| report(file, &STATUS, "is about a status code", REMEDY))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        check(&Tree::of(&[(path, text)])).len()
    }

    #[test]
    fn a_status_code_outside_the_reply_is_a_violation() {
        for text in [
            "Response::ok(x)?.with_status(204)",
            "Response::error(\"gone\", 410)",
            "StatusCode::OK",
            "status: 400,",
            "answer.status_code() == 410",
            "builder.status(404)",
        ] {
            assert_eq!(found("edge/src/routes/leads.rs", text), 1, "{text}");
            assert_eq!(found("edge/src/reply.rs", text), 0, "{text}");
        }
    }

    #[test]
    fn other_numbers_are_no_status_codes() {
        assert_eq!(found("edge/src/a.rs", "let limit = 400; let status = reply.status; // status 404"), 0);
    }
}
