//! The call of `capture.js`.

use leadline_browser::dom::Callback;
use wasm_bindgen::prelude::*;

/// What `capture.js` tells.
pub(crate) const ITEM: u32 = 2000;
pub(crate) const HIDDEN: u32 = 2002;
pub(crate) const LEFT: u32 = 2003;
pub(crate) const RESTORED: u32 = 2004;
pub(crate) const ONLINE: u32 = 2005;
pub(crate) const CONSENT: u32 = 2006;
/// What is to be said of whoever sends: `automated`, `internal`.
pub(crate) const SENDER: u32 = 2009;
pub(crate) const STORED: u32 = 2010;

#[wasm_bindgen(module = "/src/capture.js")]
extern "C" {
    pub(crate) fn watch(call: &Callback, options: JsValue, told: u32) -> JsValue;
}
