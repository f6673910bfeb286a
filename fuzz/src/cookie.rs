//! The `Cookie` header in which a passport's backup comes back.

use leadline_domain::visit::Backup;

/// What is found is a piece of the header without anything that separates cookies; what was set is found again, whatever
/// stands before and behind it.
pub fn check(input: &[u8]) -> bool {
    let header = String::from_utf8_lossy(input);
    let backup = Backup::of("demo", "ll");
    let shown = backup.shown(&header);
    if let Some(token) = shown {
        assert!(!token.is_empty() && !token.contains(';') && header.contains(token));
    }
    let kept = backup.keeping("ll1.token");
    let pair = kept.split(';').next().unwrap_or_default();
    assert_eq!(backup.shown(&format!("{pair}; {header}")), Some("ll1.token"));
    if shown.is_none() && !header.contains("__Secure-ll-demo") {
        assert_eq!(backup.shown(&format!("{header}; {pair}")), Some("ll1.token"));
    }
    shown.is_some()
}
