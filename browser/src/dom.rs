//! The calls of `dom.js`.

use alloc::string::String;
use wasm_bindgen::prelude::*;

/// What the page calls back, with a number and a text whose meaning the call of `dom.js` says. All callbacks have this
/// one shape, whether they need all of it or not: every further shape costs a visitor a quarter of a kilobyte.
pub type Callback = Closure<dyn Fn(u32, String) -> Option<String>>;

/// A callback that answers.
pub fn asked(answer: impl Fn(u32, String) -> Option<String> + 'static) -> Callback {
    Closure::new(answer)
}

/// A callback that only listens.
pub fn told(listen: impl Fn(u32, String) + 'static) -> Callback {
    Closure::new(move |number, text| {
        listen(number, text);
        None
    })
}

#[wasm_bindgen(module = "/src/dom.js")]
extern "C" {
    pub(crate) fn now() -> f64;
    pub(crate) fn draw(bytes: &mut [u8]);
    pub(crate) fn fact(number: u32) -> String;
    pub(crate) fn load(place: u32, key: &str) -> Option<String>;
    pub(crate) fn save(place: u32, key: &str, text: Option<&str>);
    pub(crate) fn after(ms: u32, call: &Callback);
    pub(crate) fn turns(call: &Callback);
    pub(crate) fn beacon(url: &str, body: &str);
    pub(crate) fn shared() -> bool;
    pub(crate) fn exchange(lock: &str, url: &str, content_type: &str, compose: &Callback, answered: &Callback);
}
