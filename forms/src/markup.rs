//! The calls of `markup.js`.

use alloc::string::String;
use leadline_browser::dom::Callback;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/markup.js")]
extern "C" {
    pub(crate) fn style(url: &str);
    pub(crate) fn find(doors: &str, found: &Callback);
    pub(crate) fn attribute(form: u32, name: &str) -> String;
    pub(crate) fn bind(form: u32, call: &Callback);
    pub(crate) fn announce(form: &str);
    pub(crate) fn answer(form: u32, name: &str) -> String;
    pub(crate) fn mark(form: u32, name: &str, text: &str) -> bool;
    #[wasm_bindgen(js_name = focusIssue)]
    pub(crate) fn focus_issue(form: u32);
    pub(crate) fn show(form: u32, busy: bool, text: &str);
    pub(crate) fn encode(form: u32, ours: &str) -> String;
    pub(crate) fn renew(form: u32, url: &str, call: &Callback);
    pub(crate) fn thank(form: u32, text: &str);
}
