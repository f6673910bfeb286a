//! The browser's calls, in a browser.

#![cfg(target_family = "wasm")]
#![expect(clippy::panic, reason = "a test may fail")]

mod exchange;
mod own;
mod score;
mod storage;

use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test_configure;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/tests/support.js")]
extern "C" {
    #[wasm_bindgen(js_name = answerWith)]
    fn answer_with(status: u16, text: &str);
    #[wasm_bindgen(js_name = askPatience)]
    fn ask_patience(seconds: &str);
    #[wasm_bindgen(js_name = answerNothing)]
    fn answer_nothing();
    fn hangs(on: bool);
    fn posted(part: &str) -> u32;
    fn body(part: &str, number: u32) -> String;
    fn detail(part: &str, name: &str) -> String;
    fn leave();
    async fn pause();
    async fn held(lock: &str) -> JsValue;
    #[wasm_bindgen(js_name = forgetLocks)]
    fn forget_locks(on: bool);
    fn put(key: &str, text: &str);
    #[wasm_bindgen(js_name = inTab)]
    fn in_tab(key: &str) -> Option<String>;
    #[wasm_bindgen(js_name = stored)]
    fn is_stored(key: &str) -> bool;
    #[wasm_bindgen(js_name = refuseStorage)]
    fn refuse_storage(on: bool);
    #[wasm_bindgen(js_name = refuseLocks)]
    fn refuse_locks(on: bool);
    #[wasm_bindgen(js_name = holdLock)]
    async fn hold_lock(name: &str);
    #[wasm_bindgen(js_name = freeLock)]
    fn free_lock();
    #[wasm_bindgen(js_name = tenSecondsPass)]
    fn ten_seconds_pass();
    #[wasm_bindgen(js_name = forgetTimeouts)]
    fn forget_timeouts(on: bool);
    #[wasm_bindgen(js_name = forgetCrypto)]
    fn forget_crypto(on: bool);
}

async fn until(what: &str, condition: impl Fn() -> bool) {
    for _ in 0..1_000 {
        if condition() {
            return;
        }
        pause().await;
    }
    panic!("{what} did not happen in time");
}

async fn until_free(lock: &str) {
    for _ in 0..1_000 {
        if !held(lock).await.is_truthy() {
            return;
        }
        pause().await;
    }
    panic!("{lock} stays held");
}
