//! One thing that happened in a page, as JSON.

use leadline_domain::wire::{Item, MAX_NAME, MAX_TITLE, MAX_URL};

/// An item that reads is written and read again the same, and every text in it is within its bound.
pub fn check(input: &[u8]) -> bool {
    let Ok(value) = serde_json::from_slice(input) else { return false };
    let Ok(item) = Item::read(&value) else { return false };
    holds(&item);
    true
}

/// The laws of an item that was read.
pub(crate) fn holds(item: &Item) {
    let written = serde_json::to_value(item).expect("an item can be written");
    assert_eq!(written["kind"], item.kind());
    assert_eq!(Item::read(&written).as_ref(), Ok(item), "{written}");
    assert!(item.url().len() <= MAX_URL);
    if let Some(form) = item.form() {
        assert!((1..=MAX_NAME).contains(&form.len()) && !crate::shown::shows_address(form));
    }
    match item {
        Item::View { title, referrer, .. } => assert!(title.len() <= MAX_TITLE && referrer.len() <= MAX_URL),
        Item::Event { name, .. } => assert!(!crate::shown::shows_address(name)),
        Item::Engagement { ms, scroll, .. } => assert!(*ms <= 86_400_000 && *scroll <= 100),
        Item::Link { link, target, .. } => assert!(link.tells_target() || target.is_empty()),
        Item::Identify { traits, .. } => {
            assert!(!traits.fields.keys().any(|name| name == "email" || name.starts_with("ll_")));
        }
        _ => {}
    }
}
