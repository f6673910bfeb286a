//! Text that outlives a page. Where the browser refuses or is full, it is kept in memory for as long as the page lives:
//! loading gives back what was saved either way.

use crate::dom;
use alloc::string::String;

/// Where text is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// For all pages of the origin.
    Local,
    /// For the pages of one tab, one after another.
    Session,
    /// For this page.
    Memory,
}

/// What was saved under `key`, if anything.
pub fn load(place: Place, key: &str) -> Option<String> {
    dom::load(place as u32, key)
}

/// Keeps `text` under `key`, in place of what was there; `None` removes it.
pub fn save(place: Place, key: &str, text: Option<&str>) {
    dom::save(place as u32, key, text);
}
