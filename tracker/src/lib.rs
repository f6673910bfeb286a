//! The tracker: what happens in a page becomes items, items wait in the page's queue, and the queue empties itself
//! towards the edge in batches that are frozen before they are sent.
//!
//! `capture.js` sees what happens, [`tracker`] keeps and sends it as far as the visitor's consent goes. `www/loader.js`
//! calls the one export; whatever fails in here is swallowed there, so that the page never notices.
#![no_std]

extern crate alloc;

mod capture;
mod tracker;

use alloc::boxed::Box;
use core::cell::RefCell;
use leadline_browser::dom;
use tracker::Tracker;
use wasm_bindgen::prelude::*;

#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// Starts tracking this page for `site`, whose doors are below the URL `base`, and returns the function behind
/// `leadline(name, value, extra)`. `options` are the tag's `data-` attributes. `told` is the number of views of this page
/// that the loader has sent already, because the visitor left before this module was there: 0 or 1.
#[wasm_bindgen]
pub fn start(base: &str, site: &str, options: JsValue, told: u32) -> JsValue {
    let tracker: &'static RefCell<Option<Tracker>> = Box::leak(Box::default());
    // While it hears one thing it hears no other; nothing it calls in the page calls back at once.
    let call: &'static dom::Callback = Box::leak(Box::new(dom::asked(move |number, text| {
        tracker.try_borrow_mut().ok()?.as_mut()?.hear(number, text)
    })));
    tracker.replace(Some(Tracker::new(base, site, call)));
    capture::watch(call, options, told)
}
