//! Where a visitor comes from: the landing page and the referrer, a line each, as they are or as people write them.

use crate::shown::shows_address;
use leadline_domain::attribution::{self, Channel, Origin, Rules};

/// An origin always has a source, a medium and a channel of a known name, and shows nobody's address. An address that was
/// read reads again the same.
pub fn check(input: &[u8]) -> bool {
    let text = String::from_utf8_lossy(input);
    let (page, referrer) = text.split_once('\n').unwrap_or((&text, ""));
    let Some(page) = attribution::read_page(page) else { return false };
    assert!(matches!(page.scheme(), "http" | "https"));
    let origin = attribution::attribute(&page, referrer, &Rules::default());
    holds(&origin);
    let again = attribution::read_page(page.as_str()).expect("an address that was read once");
    assert_eq!(attribution::attribute(&again, referrer, &Rules::default()), origin);
    origin != Origin::direct()
}

fn holds(origin: &Origin) {
    assert!(!origin.source.is_empty() && !origin.medium.is_empty(), "{origin:?}");
    assert!([&origin.source, &origin.medium, &origin.campaign].iter().all(|part| !shows_address(part)), "{origin:?}");
    assert_eq!(Channel::parse(origin.channel.name()), Some(origin.channel));
    assert_eq!(Channel::at(origin.channel.position()), origin.channel);
}
