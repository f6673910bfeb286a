//! The tracker: what happens in a page becomes items, items wait in the tab's queue, and the queue empties itself
//! towards the edge in batches that are frozen before they are sent.
//!
//! `www/loader.js` calls the one export; whatever fails in here is swallowed there, so that the page never notices.
#![no_std]

extern crate alloc;

mod capture;
mod sender;
mod tab;

use leadline_browser::dom;
use sender::Sender;
use wasm_bindgen::prelude::*;

#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// Starts tracking this page for `site`, whose doors are below the URL `base`, and returns the function behind
/// `leadline(name, value)`. `told` is the number of views of this page that the loader has sent already, because the
/// visitor left before this module was there: 0 or 1.
#[wasm_bindgen]
pub fn start(base: &str, site: &str, told: u32) -> JsValue {
    let sender = Sender::start(base, site);
    if told == 0 {
        sender.add(&capture::view());
    }
    let call = dom::told(move |_, said| {
        if let Some(item) = capture::said(&said) {
            sender.add(&item);
        }
    });
    call.into_js_value()
}
