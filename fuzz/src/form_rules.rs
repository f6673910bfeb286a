//! The rules of a form as a page has them in its markup, where anybody may have changed them.

use leadline_domain::form::Rules;

/// Rules that read are written and read again the same, and judge any answer.
pub fn check(input: &[u8]) -> bool {
    let text = String::from_utf8_lossy(input);
    let Some(rules) = Rules::decode(&text) else { return false };
    // Options with control characters are none that anybody could choose, and are written with spaces.
    let written = rules.encode();
    let again = Rules::decode(&written).expect("what was written reads");
    assert_eq!(again.encode(), written);
    assert_eq!(again.0.len(), rules.0.len());
    for rule in &rules.0 {
        for answer in rule.options.iter().map(String::as_str).chain([&*text, "", "ada@example.com"]) {
            if rule.judge(answer).is_ok() {
                let trimmed = answer.trim();
                assert!(!(rule.required && trimmed.is_empty()));
                assert!(trimmed.chars().count() <= usize::from(rule.max_length));
            }
        }
    }
    true
}
