//! An address that somebody typed.

use leadline_domain::email::{Email, LONGEST, is_plausible};

/// The canonical form is an address whose canonical form is itself; letter case and space around it change nothing; what
/// the edge takes the page would take.
pub fn check(input: &[u8]) -> bool {
    let text = String::from_utf8_lossy(input);
    let Ok(email) = Email::parse(&text) else { return false };
    assert_eq!(email.typed, text.trim());
    assert!(is_plausible(&email.typed) && email.canonical.is_ascii());
    assert!(email.canonical.ends_with(&format!("@{}", email.domain())));
    if email.canonical.len() <= LONGEST {
        let again = Email::parse(&email.canonical).expect("a canonical address is an address");
        assert_eq!(again.canonical, email.canonical);
    }
    for spelling in [email.typed.to_ascii_uppercase(), email.typed.to_ascii_lowercase(), format!(" {text}\n")] {
        let other = Email::parse(&spelling).expect("another spelling of an address is one");
        assert_eq!(other.canonical, email.canonical, "{spelling}");
    }
    true
}
