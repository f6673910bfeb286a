//! The `User-Agent` header.

use leadline_domain::crawler;

/// A program has a name; letter case says nothing, and so does space around it.
pub fn check(input: &[u8]) -> bool {
    let text = String::from_utf8_lossy(input);
    let name = crawler::name(&text);
    assert_ne!(name, Some(""));
    assert_eq!(crawler::name(&text.to_ascii_lowercase()), name);
    assert_eq!(crawler::name(&text.to_ascii_uppercase()), name);
    name.is_some()
}
