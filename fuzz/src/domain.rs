//! The domain of somebody's address.

use leadline_domain::suffix::registrable;

/// What somebody registered is the end of the domain, from a label's beginning, more than one label, and registered itself.
pub fn check(input: &[u8]) -> bool {
    let text = String::from_utf8_lossy(input);
    let Some(found) = registrable(&text) else { return false };
    let whole = text.strip_suffix('.').unwrap_or(&text);
    let before = whole.strip_suffix(found).expect("the end of the domain");
    let is_dot = |letter: char| matches!(letter, '.' | '\u{3002}' | '\u{ff0e}' | '\u{ff61}');
    assert!(before.is_empty() || before.ends_with(is_dot), "{found} of {whole}");
    assert!(found.contains(is_dot));
    assert_eq!(registrable(found), Some(found));
    true
}
