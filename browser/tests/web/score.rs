//! Scores are the same in WebAssembly as natively.

use leadline_domain::score::vectors::{DIGEST, digest};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn thousands_of_scores_are_what_they_are_natively() {
    assert_eq!(digest(), DIGEST);
}
