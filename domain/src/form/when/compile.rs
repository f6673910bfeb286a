//! From a condition as written to words.

use crate::condition::RawCondition;
use alloc::{borrow::ToOwned, format, string::String, vec::Vec};

/// As in all conditions: whatever a person can still read.
const DEEPEST: usize = 5;
const MOST_WORDS: usize = 200;

/// Compiles a condition on the answers to `earlier` fields. Problems are reported as (place, found, expected).
pub(in crate::form) fn compile(
    raw: &RawCondition,
    earlier: &[&str],
    report: &mut impl FnMut(&[&str], &str, &str),
) -> String {
    let mut words = Vec::new();
    let mut compiler = Compiler { earlier, words: &mut words };
    if let Err((found, expected)) = compiler.add(raw, 0) {
        report(&["when"], &found, &expected);
    }
    words.join("\t")
}

type Problem = (String, String);

struct Compiler<'a> {
    earlier: &'a [&'a str],
    words: &'a mut Vec<String>,
}

impl Compiler<'_> {
    fn add(&mut self, raw: &RawCondition, depth: usize) -> Result<(), Problem> {
        if depth >= DEEPEST || self.words.len() > MOST_WORDS {
            return Err(("a condition too large to be read".into(), "at most 5 levels and 200 words".into()));
        }
        let said: Vec<&str> = raw.keys().into_iter().filter(|(_, said)| *said).map(|(key, _)| key).collect();
        match (&said[..], &raw.field, &raw.not) {
            (["all"], ..) => self.join('&', &raw.all, depth),
            (["any"], ..) => self.join('|', &raw.any, depth),
            (["not"], _, Some(not)) => {
                self.words.push("!".to_owned());
                self.add(not, depth + 1)
            }
            (["field"], Some(field), _) => self.leaf(field, raw),
            _ => Err((
                if said.is_empty() { "no condition".to_owned() } else { said.join(" and ") },
                "field = \"…\" with is_in, at_least, at_most or present, or all, any or not of such: a page knows what was \
                 answered, and nothing else of a person"
                    .to_owned(),
            )),
        }
    }

    fn join(&mut self, joint: char, parts: &[RawCondition], depth: usize) -> Result<(), Problem> {
        self.words.push(format!("{joint}{}", parts.len()));
        parts.iter().try_for_each(|part| self.add(part, depth + 1))
    }

    fn leaf(&mut self, field: &str, raw: &RawCondition) -> Result<(), Problem> {
        if !self.earlier.contains(&field) {
            let expected = if self.earlier.is_empty() {
                "a field that is asked before; there is none".to_owned()
            } else {
                format!("a field that is asked before: {}", self.earlier.join(", "))
            };
            return Err((field.to_owned(), expected));
        }
        let bounded = raw.at_least.is_some() || raw.at_most.is_some();
        let said = [!raw.is_in.is_empty(), bounded, raw.present.is_some()];
        if said.iter().filter(|said| **said).count() != 1 || !raw.contains.is_empty() {
            let expected = "one of is_in, at_least and at_most, or present";
            return Err((format!("field = \"{field}\" with something else"), expected.to_owned()));
        }
        if let Some(odd) = raw.is_in.iter().find(|word| word.is_empty() || word.contains(char::is_control)) {
            return Err((odd.clone(), "words of printable characters; present = false for no answer".to_owned()));
        }
        match raw.present {
            Some(true) => self.words.push(format!("+{field}")),
            Some(false) => self.words.extend(["!".to_owned(), format!("+{field}")]),
            None if bounded => {
                let bound = |bound: Option<i32>| bound.map(|bound| format!("{bound}")).unwrap_or_default();
                self.words.extend([format!("<{field}"), bound(raw.at_least), bound(raw.at_most)]);
            }
            None => {
                self.words.extend([format!("={field}"), format!("{}", raw.is_in.len())]);
                self.words.extend(raw.is_in.iter().cloned());
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{super::holds, *};
    use alloc::vec;
    use proptest::prelude::*;

    fn written(toml: &str) -> RawCondition {
        serde_json::from_str(toml).unwrap()
    }

    fn compiled(json: &str) -> Result<String, (String, String)> {
        let mut problems = Vec::new();
        let words = compile(&written(json), &["role", "seats", "country"], &mut |_, found, expected| {
            problems.push((found.to_owned(), expected.to_owned()));
        });
        problems.pop().map_or(Ok(words), Err)
    }

    fn judged(json: &str, answers: &[(&str, &'static str)]) -> bool {
        let answer = |name: &str| answers.iter().find(|(known, _)| *known == name).map_or("", |(_, answer)| *answer);
        holds(&compiled(json).unwrap(), &answer)
    }

    #[test]
    fn conditions_say_what_is_shown() {
        let buyer = r#"{"field": "role", "is_in": ["Buyer", "Owner"]}"#;
        assert!(judged(buyer, &[("role", "buyer")]));
        assert!(judged(buyer, &[("role", "user\nowner")]), "one of several that were chosen");
        assert!(!judged(buyer, &[("role", "user")]));
        assert!(!judged(buyer, &[]));
        let many = r#"{"field": "seats", "at_least": 10, "at_most": 20}"#;
        for (seats, is_many) in
            [("10", true), ("20", true), ("20.5", false), ("9", false), ("many", false), ("", false)]
        {
            assert_eq!(judged(many, &[("seats", seats)]), is_many, "{seats}");
        }
        let known = r#"{"all": [{"field": "country", "present": true}, {"field": "role", "present": false}]}"#;
        assert!(judged(known, &[("country", "AT")]));
        assert!(!judged(known, &[("country", "AT"), ("role", "x")]));
        let either = r#"{"any": [{"field": "seats", "at_most": 3}, {"not": {"field": "role", "is_in": ["x"]}}]}"#;
        assert!(judged(either, &[("seats", "3"), ("role", "x")]));
        assert!(judged(either, &[]));
        assert!(!judged(either, &[("seats", "4"), ("role", "X")]));
    }

    #[test]
    fn conditions_a_page_can_not_judge_are_refused() {
        for (json, found) in [
            (r#"{"email": "free"}"#, "email"),
            ("{}", "no condition"),
            (r#"{"field": "later", "present": true}"#, "later"),
            (r#"{"field": "role"}"#, "field = \"role\" with something else"),
            (r#"{"field": "role", "contains": ["head"]}"#, "field = \"role\" with something else"),
            (r#"{"field": "role", "is_in": ["a\tb"]}"#, "a\tb"),
        ] {
            assert_eq!(compiled(json).unwrap_err().0, found, "{json}");
        }
    }

    #[test]
    fn whatever_is_too_deep_does_not_hold() {
        assert!(!holds(&vec!["!"; 5_000].join("\t"), &|_| ""));
    }

    proptest! {
        #[test]
        fn nonsense_is_judged_without_a_panic(words in prop::collection::vec("[&|!+=<][a-z0-9]{0,3}|.{0,4}", 0..9)) {
            let _ = holds(&words.join("\t"), &|_| "x");
        }
    }
}
