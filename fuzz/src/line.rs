//! An item as the page writes it, from an address, a title and a referrer that may hold anything.

use leadline_domain::wire::{Item, line};

/// What the page writes is an item that the edge reads, and shows nobody's address.
pub fn check(input: &[u8]) -> bool {
    let text = String::from_utf8_lossy(input);
    let mut said = text.split('\n');
    let mut next = || said.next().unwrap_or_default();
    let (url, title, referrer) = (next(), next(), next());
    let line = line(&format!("view\n5\n{url}\ntitle\n{title}\nreferrer\n{referrer}"));
    assert!(!line.contains('\n'));
    let value = serde_json::from_str(&line).expect("a line is JSON");
    let item = Item::read(&value).expect("a line is an item");
    crate::item::holds(&item);
    let Item::View { url, title, referrer, .. } = item else { panic!("{line}") };
    for kept in [url, title, referrer] {
        assert!(!crate::shown::shows_address(&kept), "{kept}");
    }
    true
}
