//! All writes of a decision, or none: SQLite's synchronous transaction, which the `worker` crate does not wrap.

use js_sys::{Function, Reflect};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use worker::{Error, Result, Storage};

/// Runs `work` in a transaction: an error from it, or a trap in it, rolls everything back.
///
/// It is synchronous, so no other request can interleave between what it reads and what it writes.
pub(crate) fn atomically<T: 'static>(storage: &Storage, work: impl FnOnce() -> Result<T> + 'static) -> Result<T> {
    let raw: &JsValue = storage.as_raw().as_ref();
    let transaction: Function = Reflect::get(raw, &JsValue::from_str("transactionSync"))?.dyn_into()?;
    let outcome = Rc::new(RefCell::new(None));
    let slot = Rc::clone(&outcome);
    let closure = Closure::once(move || -> std::result::Result<JsValue, JsValue> {
        let done = work()?;
        slot.replace(Some(done));
        Ok(JsValue::UNDEFINED)
    });
    transaction.call1(raw, closure.as_ref().unchecked_ref())?;
    outcome.take().ok_or_else(|| Error::RustError("the transaction did not run".to_owned()))
}
