//! An address that somebody typed.

use leadline_domain::{
    email::{Email, Kind, LONGEST, is_plausible, suggestion},
    suffix::registrable,
};

/// The canonical form is an address whose canonical form is itself; letter case and space around it change nothing; what
/// the edge takes the page would take. Only a business has an account, which is the end of its domain.
pub fn check(input: &[u8]) -> bool {
    let text = String::from_utf8_lossy(input);
    let Ok(email) = Email::parse(&text) else { return false };
    assert_eq!(email.typed, text.trim());
    assert!(is_plausible(&email.typed) && email.domain().is_ascii() && email.canonical.len() <= LONGEST);
    assert!(email.canonical.ends_with(&format!("@{}", email.domain())));
    let again = Email::parse(&email.canonical).expect("a canonical address is an address");
    assert_eq!(again.canonical, email.canonical);
    judged(&email);
    for spelling in [email.typed.to_ascii_uppercase(), email.typed.to_ascii_lowercase(), format!(" {text}\n")] {
        let other = Email::parse(&spelling).expect("another spelling of an address is one");
        assert_eq!(other.canonical, email.canonical, "{spelling}");
    }
    true
}

fn judged(email: &Email) {
    if let Some(account) = email.account() {
        assert_eq!((email.kind(), registrable(email.domain())), (Kind::Business, Some(account.as_str())));
    }
    if let Some(meant) = suggestion(&email.typed) {
        assert!(Email::parse(&meant).is_ok_and(|meant| meant.canonical != email.canonical), "{meant}");
        assert_eq!(suggestion(&meant), None, "{meant}");
    }
}
