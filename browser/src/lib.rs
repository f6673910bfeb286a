//! The browser, as tracker and forms see it.
//!
//! `dom.js` holds about a dozen coarse calls, because reading the page item by item costs twice the bytes; each module
//! here wraps one of its nouns. This is the only room of the client that reads the clock, draws randomness or touches
//! storage, and nothing here decides anything: it hands values to `domain` and carries out what comes back.
#![no_std]

extern crate alloc;

pub mod beacon;
pub mod clock;
pub mod dom;
pub mod entropy;
pub mod exchange;
pub mod passport;
pub mod storage;
pub mod timer;
