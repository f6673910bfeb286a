//! Time and randomness are arguments. Their readers are `browser/` and the tracker's capture in the page, and one file each on
//! the edge.

use std::sync::LazyLock;

use regex::Regex;

use super::source::{pattern, report};
use super::tree::{File, Tree};
use super::violation::Violation;

const ROOMS: [&str; 5] = ["domain/src/", "tracker/src/", "forms/src/", "edge/src/", "cli/src/"];
const CLOCKS: [&str; 2] = ["edge/src/clock.rs", "tracker/src/capture.js"];
const TIME_REMEDY: &str = "take the time as an argument; only browser/, tracker/src/capture.js and edge/src/clock.rs read a clock";
const CHANCE_REMEDY: &str = "take the random bytes as an argument; only browser/ and edge/src/entropy.rs draw them";

static TIME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)
        \bDate(?:::|\.)now\b | \bDate::new_0\b | \bnew\s+Date\s*\(\s*\) | \bjs_sys::Date\b | \bperformance(?:\(\))?\s*\.\s*now\b
        | \b(?:SystemTime|Instant|Utc|Local|Zoned|Timestamp)::now\b",
    )
});

static CHANCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)
        \bgetRandomValues\b | \bget_random_values | \brandomUUID\b | \brandom_uuid\b | \bMath(?:::|\.)random\b
        | \bgetrandom::\w+ | \bUuid::new_v[47]\b | \bOsRng\b | \bthread_rng\b",
    )
});

/// Looks at all code that ships but `browser/`.
pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    let rust = tree.below(&ROOMS, ".rs").chain(tree.below(&ROOMS, ".js"));
    rust.flat_map(readers).collect()
}

fn readers(file: &File) -> Vec<Violation> {
    let mut violations = Vec::new();
    if !CLOCKS.contains(&file.path.as_str()) {
        violations.extend(report(file, &TIME, "reads a clock", TIME_REMEDY));
    }
    if file.path != "edge/src/entropy.rs" {
        violations.extend(report(file, &CHANCE, "draws randomness", CHANCE_REMEDY));
    }
    violations
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        check(&Tree::of(&[(path, text)])).len()
    }

    #[test]
    fn every_reader_of_time_and_chance_is_found() {
        for text in [
            "Date::now()",
            "worker::Date::now().as_millis()",
            "Date.now()",
            "performance.now()",
            "window.performance().now()",
            "SystemTime::now()",
            "Instant::now()",
            "crypto.getRandomValues(x)",
            "crypto.randomUUID()",
            "getrandom::fill(x)",
        ] {
            assert_eq!(found("edge/src/routes/batch.rs", text), 1, "{text}");
            assert_eq!(found("domain/src/score.rs", text), 1, "{text}");
        }
    }

    #[test]
    fn each_reader_has_its_one_file() {
        assert_eq!(found("edge/src/clock.rs", "Date::now()"), 0);
        assert_eq!(found("edge/src/entropy.rs", "getrandom::fill(x)"), 0);
        assert_eq!(found("tracker/src/capture.js", "Date.now()"), 0);
        assert_eq!(found("tracker/src/capture.js", "Math.random()"), 1);
        assert_eq!(found("edge/src/clock.rs", "getrandom::fill(x)"), 1);
        assert_eq!(found("browser/src/clock.rs", "Date::now()"), 0);
    }

    #[test]
    fn talk_about_clocks_is_allowed() {
        assert_eq!(found("domain/src/lib.rs", "//! Never `SystemTime::now`.\nfn f(now: Ms) {}"), 0);
    }
}
