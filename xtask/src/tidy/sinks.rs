//! No HTML-string sink in anything that runs in a visitor's page: under `require-trusted-types-for 'script'` each is
//! refused, and each is a way in for somebody else's markup.

use std::sync::LazyLock;

use regex::Regex;

use super::source::{pattern, report};
use super::tree::{File, Tree};
use super::violation::Violation;

const REMEDY: &str = "build nodes one by one, or adopt those of an XHR document";

static SINK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)
        \b(?: innerHTML | outerHTML | insertAdjacentHTML | DOMParser | createContextualFragment | setHTMLUnsafe
            | parseHTMLUnsafe | srcdoc | set_inner_html | set_outer_html | insert_adjacent_html | set_srcdoc
            | DomParser | create_contextual_fragment )\b
        | \bdocument\s*\.\s*write(?:ln)?\b | \beval\s*\( | \bnew\s+Function\b | \bFunction::new_",
    )
});

/// Looks at the scripts that ship and at the client crates, string literals included: `node["innerHTML"]` is one too.
pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    tree.files
        .iter()
        .filter(|file| ships(file))
        .flat_map(|file| report(file, &SINK, "is an HTML-string sink", REMEDY))
        .collect()
}

/// Scripts directly in `www/` ship; its directories hold demo pages and servers.
fn ships(file: &File) -> bool {
    let crates = ["browser/src/", "tracker/src/", "forms/src/"];
    let in_crates = crates.iter().any(|room| file.path.starts_with(room));
    let script = file.extension() == "js";
    let in_www = file.path == format!("www/{}", file.name());
    (script && (in_www || in_crates)) || (file.extension() == "rs" && in_crates)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        check(&Tree::of(&[(path, text)])).len()
    }

    #[test]
    fn every_sink_is_found_in_a_shipped_script() {
        for sink in [
            "a.innerHTML = b",
            "a['outerHTML'] = b",
            "a.insertAdjacentHTML('x', b)",
            "document.write(b)",
            "new DOMParser()",
            "r.createContextualFragment(b)",
            "a.setHTMLUnsafe(b)",
            "eval(b)",
            "new Function(b)",
        ] {
            assert_eq!(found("www/loader.js", &format!("let a;\n{sink};")), 1, "{sink}");
            assert_eq!(found("browser/src/dom.js", sink), 1, "{sink}");
        }
        assert_eq!(found("forms/src/markup.rs", "node.set_inner_html(text);"), 1);
    }

    #[test]
    fn comments_and_demo_servers_are_not_looked_at() {
        assert_eq!(found("www/loader.js", "// never innerHTML\nevaluate(x); medieval (y)"), 0);
        assert_eq!(found("www/shop/server.mjs", "a.innerHTML = b"), 0);
    }
}
