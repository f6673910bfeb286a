//! The visitor's sealed state, as this browser keeps it, if the visitor's consent lets it.
//!
//! Only an [exchange](crate::exchange) reads and replaces it, under the lock; `dom.js` says where it is kept. Everybody else
//! reads the copy in local storage, which may be a little older.

use crate::{dom, storage};
use alloc::{borrow::ToOwned, string::String};

/// Whether this browser may keep a passport for a site.
pub fn is_kept(site: &str) -> bool {
    dom::keeps(site)
}

/// A copy of the passport for a site, if this browser has one.
pub fn read(site: &str) -> Option<String> {
    if is_kept(site) { storage::load(&("ll.".to_owned() + site + ".p")) } else { None }
}
