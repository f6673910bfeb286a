//! The calls of `markup.js`.

use alloc::string::String;
use leadline_browser::dom::Callback;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/markup.js")]
extern "C" {
    pub(crate) fn find(base: &str, site: &str, css: &str, found: &Callback);
    pub(crate) fn door(form: u32) -> String;
    pub(crate) fn rules(form: u32) -> String;
    pub(crate) fn open(form: u32, how: u32, call: &Callback);
    pub(crate) fn bind(form: u32, call: &Callback) -> String;
    pub(crate) fn answer(form: u32, name: &str) -> String;
    pub(crate) fn mark(form: u32, name: &str, away: bool, word: u32, hint: &str) -> bool;
    pub(crate) fn turn(form: u32, by: i32) -> bool;
    pub(crate) fn correct(form: u32);
    pub(crate) fn refuse(form: u32, lines: &str) -> bool;
    pub(crate) fn show(form: u32, busy: bool, word: u32);
    pub(crate) fn keep(form: u32, submission: &str);
    pub(crate) fn encode(form: u32, submission: &str, passport: &str) -> String;
    pub(crate) fn conclude(form: u32, text: &str);
}
