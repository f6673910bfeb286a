//! The calls of `dom.js`.

use alloc::string::String;
use wasm_bindgen::prelude::*;

/// The one function the page calls back, with a number and a text whose meaning `dom.js` says. One for everything,
/// because every further one costs a visitor a quarter of a kilobyte.
pub type Callback = Closure<dyn Fn(u32, String) -> Option<String>>;

/// A callback that answers.
pub fn asked(answer: impl Fn(u32, String) -> Option<String> + 'static) -> Callback {
    Closure::new(answer)
}

#[wasm_bindgen(module = "/src/dom.js")]
extern "C" {
    pub(crate) fn now() -> String;
    pub(crate) fn draw(bytes: &mut [u8]);
    pub(crate) fn load(key: &str) -> Option<String>;
    pub(crate) fn save(key: &str, text: Option<&str>);
    pub(crate) fn keeps(site: &str) -> bool;
    pub(crate) fn keep(site: &str, may: bool);
    pub(crate) fn own(prefix: &str, key: &str, call: &Callback);
    pub(crate) fn after(ms: u32, call: &Callback);
    pub(crate) fn beacon(url: &str, body: &str) -> bool;
    pub(crate) fn exchange(lock: &str, url: &str, content_type: &str, call: &Callback);
}
