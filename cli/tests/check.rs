//! The program as it is typed: what it prints where, and its exit code.
#![cfg(test)]

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

const DEMO: &str = "../sites/demo";

/// A sound site of the tests' own, so that line numbers stay when the demo site changes.
const SOUND: &str = "tests/site";

fn leadline(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_leadline"));
    // The summary's version follows these.
    for name in ["SHOP_ORIGIN", "EDGE_ORIGIN", "SHOP_HOOK", "LEADLINE_API_TOKEN"] {
        command.env_remove(name);
    }
    command.args(arguments).output().unwrap()
}

/// Checks a copy of the sound site in which `from` has become `to`.
fn spoilt(file: &str, from: &str, to: &str) -> (Option<i32>, String) {
    let site = tempfile::tempdir().unwrap();
    copy(Path::new(SOUND), site.path());
    let path = site.path().join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from));
    fs::write(&path, text.replacen(from, to, 1)).unwrap();
    let output = leadline(&["check", &site.path().display().to_string()]);
    assert!(output.stdout.is_empty());
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn the_demo_site_passes() {
    let output = leadline(&["check", DEMO]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("../sites/demo is sound: "));
}

#[test]
fn each_kind_of_mistake_is_placed_and_fails() {
    let table = [
        ("scoring.toml", "points = 20", "pionts = 20", "/scoring.toml:22:1\n", "nearest   points"),
        (
            "scoring.toml",
            "signal = \"pricing-view\"",
            "signal = \"pricing-veiw\"",
            ":58:10\n",
            "nearest   pricing-view",
        ),
        ("scoring.toml", "mql = 65", "mql = \"65\"", "/scoring.toml:4:7\n", "expected  a whole number"),
        ("routing.toml", "http://127.0.0.1:8788", "http://crm.example", "/routing.toml:5:7\n", "expected  an https"),
    ];
    for (file, from, to, place, said) in table {
        let (code, text) = spoilt(file, from, to);
        assert_eq!(code, Some(1));
        assert!(text.contains(place) && text.contains(said) && text.ends_with("1 problem\n"), "{text}");
    }
}

#[test]
fn publishing_without_a_token_says_which() {
    let output = leadline(&["publish", DEMO, "--to", "http://edge.localhost:8787"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("LEADLINE_API_TOKEN is not set: "));
}
