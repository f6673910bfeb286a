//! What a value has to be: a field's answer, or what a page says about an event.

use alloc::{string::String, vec::Vec};

/// What a value has to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueTest {
    /// One of these (lower case), letter case aside; of several that were chosen, one is.
    IsIn(Vec<String>),
    /// A text that says one of these (lower case) as whole words, letter case aside.
    Contains(Vec<String>),
    /// A number in this range.
    Between(Range),
    /// There at all, and not empty.
    Present,
    /// Not there, or empty.
    Absent,
}

impl ValueTest {
    /// Whether a value passes, or the lack of one.
    pub fn passes(&self, value: Option<&str>) -> bool {
        let value = value.filter(|value| !value.is_empty());
        match (self, value) {
            (Self::Absent, value) => value.is_none(),
            (Self::Present, value) => value.is_some(),
            (_, None) => false,
            (Self::IsIn(values), Some(value)) => {
                let value = value.to_lowercase();
                values.contains(&value) || value.split("; ").any(|one| values.iter().any(|known| known == one))
            }
            (Self::Contains(words), Some(value)) => {
                let value = value.to_lowercase();
                words.iter().any(|word| says(&value, word))
            }
            (Self::Between(range), Some(value)) => number(value).is_some_and(|number| range.has(number)),
        }
    }
}

/// A range of numbers, both ends included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// The least.
    pub at_least: Option<i32>,
    /// The most.
    pub at_most: Option<i32>,
}

impl Range {
    /// Whether a number is in it. Doubles are compared and never reckoned with, so that no target differs.
    pub fn has(self, number: f64) -> bool {
        self.at_least.is_none_or(|least| number >= f64::from(least))
            && self.at_most.is_none_or(|most| number <= f64::from(most))
    }
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|number: &f64| number.is_finite())
}

/// Whether a text says a word, or several in a row, as such: "head" is not in "overheads".
fn says(text: &str, words: &str) -> bool {
    let bounded = |at: usize| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + words.len()..).and_then(|after| after.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    };
    text.match_indices(words).any(|(at, _)| bounded(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn a_word_is_found_as_a_word() {
        for title in ["head of quality", "group head", "head", "vp/head", "(head)"] {
            assert!(says(title, "head"), "{title}");
        }
        for title in ["overheads clerk", "headteacher", ""] {
            assert!(!says(title, "head"), "{title}");
        }
        assert!(says("the vice president, sales", "vice president"));
    }

    #[test]
    fn each_test_takes_what_it_says_and_nothing_else() {
        let between = |at_least, at_most| ValueTest::Between(Range { at_least, at_most });
        let table = [
            (ValueTest::IsIn(vec!["51-200".into()]), Some("51-200"), true),
            (ValueTest::IsIn(vec!["team".into()]), Some("TEAM"), true),
            (ValueTest::IsIn(vec!["team".into()]), Some("Solo; Team"), true),
            (ValueTest::IsIn(vec!["team".into()]), Some("Solo; Teams"), false),
            (ValueTest::IsIn(vec!["team".into()]), None, false),
            (ValueTest::Contains(vec!["head".into()]), Some("Head of Quality"), true),
            (between(Some(20), None), Some("20"), true),
            (between(Some(20), None), Some(" 20.5 "), true),
            (between(Some(20), None), Some("19.9"), false),
            (between(Some(20), Some(30)), Some("31"), false),
            (between(None, Some(-1)), Some("-3"), true),
            (between(Some(0), None), Some("51-200"), false),
            (between(Some(0), None), Some("inf"), false),
            (between(None, Some(9)), None, false),
            (ValueTest::Present, Some("x"), true),
            (ValueTest::Present, Some(""), false),
            (ValueTest::Absent, None, true),
            (ValueTest::Absent, Some("x"), false),
        ];
        for (test, value, passes) in table {
            assert_eq!(test.passes(value), passes, "{test:?} {value:?}");
        }
    }
}
