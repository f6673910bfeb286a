//! The visitor's sealed state, as this browser keeps it, if the visitor's consent lets it.
//!
//! Anybody may read it; only an [exchange](crate::exchange) replaces it, under the lock.

use crate::{dom, storage};
use alloc::{borrow::ToOwned, string::String};

/// Whether this browser may keep a passport for a site.
pub fn is_kept(site: &str) -> bool {
    dom::keeps(site)
}

/// The passport for a site, if this browser has one.
pub fn read(site: &str) -> Option<String> {
    if is_kept(site) { storage::load(&key(site)) } else { None }
}

pub(crate) fn replace(site: &str, passport: &str) {
    if is_kept(site) {
        storage::save(&key(site), Some(passport));
    }
}

fn key(site: &str) -> String {
    "ll.".to_owned() + site + ".p"
}
