//! What happened in the page, as items.

use alloc::borrow::ToOwned;
use leadline_browser::{clock, page};
use leadline_domain::{
    page as rules,
    wire::{Item, MAX_NAME},
};

/// The page was seen.
pub(crate) fn view() -> Item {
    Item::View {
        occurred_at: clock::now(),
        url: rules::address(&page::url()),
        title: rules::title(&page::title()),
        referrer: rules::referrer(&page::referrer()),
    }
}

/// What the page said through `leadline(name, value)`, a line each; `None` if the edge would not take it, or if it shows
/// an address. A word nobody knows is left alone: the tag may be older than the page.
pub(crate) fn said(lines: &str) -> Option<Item> {
    let (event, form) = (lines.strip_prefix("track\n"), lines.strip_prefix("form-start\n"));
    let value = event.or(form).filter(|value| is_name(value))?.to_owned();
    // The visitor may be elsewhere than at the start: pages change their address without loading.
    let (occurred_at, url) = (clock::now(), rules::address(&page::url()));
    Some(if event.is_some() {
        Item::Event { occurred_at, url, name: value, props: None }
    } else {
        Item::FormStart { occurred_at, url, form: value }
    })
}

/// A name is no longer than a title, so a title's rule changes it only where it shows an address.
fn is_name(value: &str) -> bool {
    (1..=MAX_NAME).contains(&value.len()) && rules::title(value) == value
}
