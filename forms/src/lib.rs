//! The behaviour of forms: the edge's markup is adopted as it is, answers are judged by the edge's own rules, and a
//! submission goes out under one id until it was answered.
//!
//! `www/loader.js` calls the one export; whatever fails in here is swallowed there or in `markup.js`, so that the page
//! never notices.
#![no_std]

extern crate alloc;

mod form;
mod markup;

use alloc::borrow::ToOwned;
use form::Form;
use leadline_browser::dom;
use wasm_bindgen::prelude::*;

#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// Brings to life the forms of `site` on this page that are not alive yet. The site's doors are below the URL `base`, the
/// styles of forms at the URL `css`; a page without a form of ours needs none.
#[wasm_bindgen]
pub fn start(base: &str, site: &str, css: &str) {
    let name = site.to_owned();
    let found = dom::asked(move |number, _| {
        Form::place(number, &name);
        None
    });
    markup::find(base, site, css, &found);
    found.forget();
}
