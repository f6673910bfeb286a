//! The rules of a form as a page has them in its markup, where anybody may have changed them.

use leadline_domain::form::{FieldKind, Rules};

/// Rules that read are written and read again the same, and judge any answer.
pub fn check(input: &[u8]) -> bool {
    let text = String::from_utf8_lossy(input);
    let Some(rules) = Rules::decode(&text) else { return false };
    let written = rules.encode();
    let again = Rules::decode(&written).expect("what was written reads");
    assert_eq!(again.encode(), written);
    assert_eq!(again.0.len(), rules.0.len());
    assert_eq!(rules.asked(|_| text.clone().into_owned()).len(), rules.0.len());
    // Of what nobody sees every answer is taken, to be left out if it does not fit.
    for rule in rules.0.iter().filter(|rule| rule.kind != FieldKind::Hidden) {
        for answer in [&*text, "", "ada@example.com", "2026-05-04", "7"] {
            if rule.judge(answer).is_ok() {
                assert!(!(rule.required && answer.trim().is_empty()));
            }
        }
    }
    true
}
