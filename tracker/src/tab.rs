//! The tab whose queue this page continues.
//!
//! While a page lives it alone knows its tab's id. It leaves the id in session storage when it goes, and the next page
//! of the tab takes it from there. A tab that is duplicated copies session storage, but never finds an id in it: two
//! pages never write to one queue.

use alloc::{borrow::ToOwned, string::String};
use leadline_browser::{
    entropy,
    storage::{self, Place},
};
use leadline_domain::queue::TabId;

/// Takes over from the page before in this tab, or begins a new tab.
pub(crate) fn take(site: &str) -> TabId {
    let key = key(site);
    let left = storage::load(Place::Session, &key);
    storage::save(Place::Session, &key, None);
    left.map_or_else(|| TabId::from_entropy(&entropy::draw()), |text| TabId::left_behind(&text))
}

/// Leaves the tab to the next page.
pub(crate) fn leave(site: &str, tab: &TabId) {
    storage::save(Place::Session, &key(site), Some(tab.as_str()));
}

/// Whether the tab was left and no page has taken it since.
pub(crate) fn is_left(site: &str, tab: &TabId) -> bool {
    storage::load(Place::Session, &key(site)).as_deref() == Some(tab.as_str())
}

fn key(site: &str) -> String {
    "ll.".to_owned() + site + ".t"
}
