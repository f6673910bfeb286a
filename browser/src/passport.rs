//! The visitor's sealed state, as this browser keeps it.
//!
//! Anybody may read it; only an [exchange](crate::exchange) replaces it, under the lock. Without locks, or
//! where the browser refuses them, two tabs would overwrite each other's state, so there it lives in the page alone.

use crate::{
    dom,
    storage::{self, Place},
};
use alloc::{borrow::ToOwned, string::String};

/// The passport for a site, if this browser has one.
pub fn read(site: &str) -> Option<String> {
    storage::load(place(), &key(site))
}

pub(crate) fn replace(site: &str, passport: &str) {
    storage::save(place(), &key(site), Some(passport));
}

fn place() -> Place {
    if dom::shared() { Place::Local } else { Place::Memory }
}

fn key(site: &str) -> String {
    "ll.".to_owned() + site + ".p"
}
