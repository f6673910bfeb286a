//! Text that outlives a page: for all tabs, or, where the browser has no locks, for this one; an answer on consent always
//! for all. Where the browser refuses or is full, it is kept in memory for as long as the page lives: loading gives back
//! what was saved either way.

use crate::dom::{self, Callback};
use alloc::string::String;

/// What a callback is told of a queue whose page is gone: its text.
pub const ADOPTED: u32 = 2007;
/// What a callback is told once a queue is its own and may be stored: its key.
pub const OWNED: u32 = 2008;

/// What was saved under `key`, if anything.
pub fn load(key: &str) -> Option<String> {
    dom::load(key)
}

/// Keeps `text` under `key`, in place of what was there; `None` removes it.
pub fn save(key: &str, text: Option<&str>) {
    dom::save(key, text);
}

/// Says whether anything of `site` may be kept, for this module and the others of the page. If not, all that was is
/// removed but the visitor's answer.
pub fn keep(site: &str, may: bool) {
    dom::keep(site, may);
}

/// Makes the queue under `key` this page's own for as long as the page lives, and takes over those under `prefix` that
/// no living page owns: `call` is told [`OWNED`], then [`ADOPTED`] for each.
pub fn own(prefix: &str, key: &str, call: &Callback) {
    dom::own(prefix, key, call);
}
