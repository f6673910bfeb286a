//! The calls of `markup.js`.

use alloc::string::String;
use leadline_browser::dom::Callback;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/markup.js")]
extern "C" {
    pub(crate) fn find(css: &str, found: &Callback);
    pub(crate) fn open(form: u32, site: &str, url: &str, css: &str, ours: &str, gently: bool, call: &Callback);
    pub(crate) fn attribute(form: u32, name: &str) -> String;
    pub(crate) fn bind(form: u32, call: &Callback);
    pub(crate) fn tell(form: u32, name: &str, step: u32);
    pub(crate) fn answer(form: u32, name: &str) -> String;
    pub(crate) fn mark(form: u32, name: &str, text: &str) -> bool;
    pub(crate) fn focus(form: u32, selector: &str);
    pub(crate) fn hide(form: u32, gone: &str);
    pub(crate) fn step(form: u32, open: u32, at: u32, of: u32, said: &str, next: &str);
    pub(crate) fn show(form: u32, busy: bool, text: &str);
    pub(crate) fn encode(form: u32, ours: &str) -> String;
    pub(crate) fn fill(form: u32, draft: &str, own: &str) -> String;
    pub(crate) fn recollect(form: u32, own: &str) -> String;
    #[wasm_bindgen(js_name = isOnline)]
    pub(crate) fn is_online() -> bool;
    pub(crate) fn thank(form: u32, text: &str, url: &str, label: &str);
}
