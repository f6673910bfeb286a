//! Dependency arrows: `domain <- browser <- tracker, forms`; `domain <- edge`; `domain <- cli`. And what may not reach
//! `domain` by any way: a browser, an engine, a clock, randomness.

use anyhow::Result;
use cargo_metadata::{Metadata, MetadataCommand};

use super::violation::Violation;
use crate::command;
use crate::workspace::Workspace;

/// Each crate of the workspace and the ones it may name.
const ALLOWED: [(&str, &[&str]); 10] = [
    ("leadline-domain", &[]),
    ("leadline-browser", &["leadline-domain"]),
    ("leadline-tracker", &["leadline-domain", "leadline-browser"]),
    ("leadline-forms", &["leadline-domain", "leadline-browser"]),
    ("leadline-edge", &["leadline-domain"]),
    ("leadline-cli", &["leadline-domain"]),
    ("leadline-openapi", &["leadline-domain"]),
    ("xtask", &["leadline-domain"]),
    ("leadline-bench", &["leadline-domain"]),
    ("leadline-hello", &[]),
];

/// Crates that must not be reachable from `domain`.
const NOT_IN_DOMAIN: [&str; 6] = ["wasm-bindgen", "web-sys", "js-sys", "worker", "getrandom", "chrono"];

const TURN_ROUND: &str = "move the code to the room both may use, or change the arrows in ARCHITECTURE.md and here";
const KEEP_PURE: &str = "domain takes time and randomness as arguments; leave the crate (or its feature) out";

/// Asks cargo who depends on whom.
pub(super) fn check(workspace: &Workspace) -> Result<Vec<Violation>> {
    let metadata = MetadataCommand::new().current_dir(&workspace.root).no_deps().exec()?;
    let mut violations = wrong_arrows(&arrows(&metadata));
    violations.extend(impure(&domain_tree(workspace)?));
    Ok(violations)
}

fn arrows(metadata: &Metadata) -> Vec<(String, Vec<String>)> {
    let packages = metadata.workspace_packages();
    let names: Vec<String> = packages.iter().map(|package| package.name.to_string()).collect();
    packages
        .iter()
        .map(|package| {
            let targets = package.dependencies.iter().map(|dependency| dependency.name.clone());
            (package.name.to_string(), targets.filter(|name| names.contains(name)).collect())
        })
        .collect()
}

fn wrong_arrows(arrows: &[(String, Vec<String>)]) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (from, targets) in arrows {
        let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| name == from) else {
            violations.push(Violation::of("Cargo.toml", format!("{from} has no arrows"), TURN_ROUND));
            continue;
        };
        for target in targets.iter().filter(|target| !allowed.contains(&target.as_str())) {
            violations.push(Violation::of(&manifest(from), format!("{from} depends on {target}"), TURN_ROUND));
        }
    }
    violations
}

/// The crates domain is built from, with the features it asks for itself; `cargo metadata` would show those that
/// other rooms switch on.
fn domain_tree(workspace: &Workspace) -> Result<String> {
    let mut cargo = command::cargo(workspace);
    cargo.args(["tree", "--package", "leadline-domain", "--edges", "normal"]);
    cargo.args(["--prefix", "none", "--format", "{p}", "--target", "wasm32-unknown-unknown"]);
    command::run_quietly(&mut cargo, "cargo cannot list the dependencies of domain")
}

fn impure(tree: &str) -> Vec<Violation> {
    let mut found: Vec<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    found.sort_unstable();
    found.dedup();
    found
        .into_iter()
        .filter(|name| NOT_IN_DOMAIN.contains(name))
        .map(|name| Violation::of("domain/Cargo.toml", format!("domain reaches {name}"), KEEP_PURE))
        .collect()
}

fn manifest(package: &str) -> String {
    format!("{}/Cargo.toml", package.trim_start_matches("leadline-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrow(from: &str, to: &str) -> Vec<(String, Vec<String>)> {
        vec![(from.to_owned(), vec![to.to_owned()])]
    }

    #[test]
    fn an_arrow_that_points_the_wrong_way_is_a_violation() {
        for (from, to) in [
            ("leadline-domain", "leadline-browser"),
            ("leadline-browser", "leadline-tracker"),
            ("leadline-edge", "leadline-browser"),
            ("leadline-cli", "leadline-edge"),
        ] {
            let violations = wrong_arrows(&arrow(from, to));
            assert_eq!(violations.len(), 1, "{from} -> {to}");
        }
        assert!(wrong_arrows(&arrow("leadline-tracker", "leadline-browser")).is_empty());
    }

    #[test]
    fn a_crate_without_a_place_in_the_picture_is_a_violation() {
        assert_eq!(wrong_arrows(&arrow("leadline-utils", "leadline-domain")).len(), 1);
    }

    #[test]
    fn a_browser_or_a_clock_below_domain_is_a_violation() {
        let tree = "leadline-domain v0.1.0 (path)\nserde v1.0.0\nweb-sys v0.3.1\nchrono v0.4.1\nchrono v0.4.1 (*)";
        assert_eq!(impure(tree).len(), 2);
        assert!(impure("leadline-domain v0.1.0\nserde v1.0.0").is_empty());
    }
}
