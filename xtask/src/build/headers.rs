//! Response headers of the static files: Cloudflare reads them from `_headers`.

use anyhow::Result;

use crate::files;
use crate::workspace::Workspace;

/// Customers' pages load these from another origin, some under COEP.
const EVERYWHERE: &str = "  Access-Control-Allow-Origin: *
  Cross-Origin-Resource-Policy: cross-origin
  X-Content-Type-Options: nosniff
";

/// Writes `dist/assets/_headers`.
pub(crate) fn write(workspace: &Workspace) -> Result<()> {
    let path = workspace.dist().join("assets/_headers");
    files::write_if_changed(&path, content(workspace).as_bytes()).map(drop)
}

/// The loader keeps its name, as the ES module does, and says the names of the rest, which are gone after the next release: a browser asks each
/// time whether it is still the same, and is mostly told so in a few bytes. The rest is named by its content.
fn content(workspace: &Workspace) -> String {
    let Workspace { prefix, loader, .. } = workspace;
    let named = "public, no-cache";
    let hashed = "public, max-age=31536000, immutable";
    [(loader.as_str(), named), ("leadline.mjs", named), ("a/*", hashed)]
        .map(|(path, kept)| format!("/{prefix}/{path}\n  Cache-Control: {kept}\n{EVERYWHERE}"))
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_keeps_its_name_is_asked_for_each_time_and_hashed_files_are_kept_for_ever() {
        let text = content(&Workspace::of_tests());
        let parts: Vec<&str> = text.split("\n\n").collect();
        assert!(parts[0].starts_with("/ll/ll.js\n") && parts[0].contains("no-cache"));
        assert!(parts[1].starts_with("/ll/leadline.mjs\n") && parts[1].contains("no-cache"));
        assert!(parts[2].starts_with("/ll/a/*\n") && parts[2].contains("immutable"));
        assert_eq!(text.matches("Access-Control-Allow-Origin: *").count(), 3);
    }
}
