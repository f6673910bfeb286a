//! The same scores as ever, and as on every other target.

use leadline_domain::score::vectors::{DIGEST, digest};

#[test]
fn thousands_of_scores_are_what_they_are_in_webassembly() {
    assert_eq!(digest(), DIGEST, "{:#x}", digest());
}
