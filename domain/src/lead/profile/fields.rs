//! What a lead has told: the last answer by edge time wins, field by field, and what it replaced stays for a while.

use crate::time::Millis;
use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec::Vec,
};
use serde::{Deserialize, Serialize};

/// Most answers kept of a field, the present one among them.
pub const MAX_ANSWERS: usize = 5;

/// An answer, when it was given and through what.
///
/// The order is by time, and of two at the same moment by content, so that order of arrival makes no difference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FieldValue {
    /// When it was given, by the edge's clock; the last time, if it was given more than once.
    pub at: Millis,
    /// The answer.
    pub value: String,
    /// Where it came from, for example `form:whitepaper`.
    pub source: String,
    /// As typed, where the answer is kept in another form: a telephone number is, in E.164.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub typed: Option<String>,
}

/// The answers to one question: the latest five that differ, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written")]
pub struct Answers(BTreeSet<FieldValue>);

/// Earlier releases wrote the present answer alone.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    All(BTreeSet<FieldValue>),
    Present(FieldValue),
}

impl From<Written> for Answers {
    fn from(written: Written) -> Self {
        let all = match written {
            Written::All(all) => all,
            Written::Present(answer) => BTreeSet::from([answer]),
        };
        let mut answers = Self::default();
        for answer in all {
            answers.take(answer);
        }
        answers
    }
}

impl Answers {
    /// The present one.
    pub fn present(&self) -> Option<&FieldValue> {
        self.0.last()
    }

    /// All that are kept, the present one first.
    pub fn history(&self) -> Vec<&FieldValue> {
        self.0.iter().rev().collect()
    }

    /// Takes an answer in. One that was given before is kept as of the last time. Says whether anything changed.
    fn take(&mut self, answer: FieldValue) -> bool {
        if let Some(same) = self.0.iter().find(|known| known.value == answer.value).cloned() {
            if same >= answer {
                return false;
            }
            self.0.remove(&same);
        }
        let added = answer.clone();
        self.0.insert(answer);
        if self.0.len() > MAX_ANSWERS {
            self.0.pop_first();
        }
        self.0.contains(&added)
    }
}

/// Answers by field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fields(BTreeMap<String, Answers>);

impl Fields {
    /// The present value of a field.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.present(name).map(|answer| answer.value.as_str())
    }

    /// The present answer to a field.
    pub fn present(&self, name: &str) -> Option<&FieldValue> {
        self.0.get(name)?.present()
    }

    /// What is kept of a field, the present answer first.
    pub fn history(&self, name: &str) -> Vec<&FieldValue> {
        self.0.get(name).map(Answers::history).unwrap_or_default()
    }

    /// Every field with its present answer, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &FieldValue)> {
        self.0.iter().filter_map(|(name, answers)| Some((name.as_str(), answers.present()?)))
    }

    /// How many fields are known.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing was told.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes an answer in. The later one wins; an empty one says nothing. Says whether anything changed.
    pub fn learn(&mut self, name: &str, answer: FieldValue) -> bool {
        if answer.value.is_empty() {
            return false;
        }
        match self.0.get_mut(name) {
            Some(answers) => answers.take(answer),
            None => self.0.entry(String::from(name)).or_default().take(answer),
        }
    }

    /// Takes in everything that was told elsewhere.
    pub(super) fn merge(&mut self, other: &Self) {
        for (name, answers) in &other.0 {
            for answer in &answers.0 {
                self.learn(name, answer.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn answer(at: i64, value: &str) -> FieldValue {
        FieldValue { at: Millis(at), value: value.into(), source: "form:x".into(), typed: None }
    }

    #[test]
    fn empty_never_overwrites() {
        let mut fields = Fields::default();
        assert!(fields.learn("name", answer(1, "Ada")));
        assert!(!fields.learn("name", answer(2, "")));
        assert_eq!(fields.value("name"), Some("Ada"));
    }

    #[test]
    fn what_was_overwritten_stays_for_a_while_and_what_is_said_again_is_there_once() {
        let mut fields = Fields::default();
        for (at, value) in [(1, "a"), (2, "b"), (3, "a"), (4, "c"), (5, "d"), (6, "e"), (7, "f")] {
            assert!(fields.learn("name", answer(at, value)));
        }
        let history: Vec<_> =
            fields.history("name").iter().map(|answer| (answer.at.0, answer.value.as_str())).collect();
        assert_eq!(history, [(7, "f"), (6, "e"), (5, "d"), (4, "c"), (3, "a")]);
        assert!(!fields.learn("name", answer(1, "old")), "older than all that is kept");
    }

    #[test]
    fn a_field_of_an_earlier_release_is_read() {
        let read: Fields = serde_json::from_str(r#"{"name":{"at":1,"value":"Ada","source":"form:x"}}"#).unwrap();
        assert_eq!(read.history("name"), [&answer(1, "Ada")]);
    }

    proptest! {
        #[test]
        fn order_and_repetition_make_no_difference(
            (one, other) in prop::collection::vec((0i64..12, "[a-h]{0,1}"), 0..24)
                .prop_flat_map(|answers| (Just(answers.clone()), Just(answers).prop_shuffle())),
        ) {
            let learned = |answers: &mut dyn Iterator<Item = &(i64, String)>| {
                let mut fields = Fields::default();
                for (at, value) in answers {
                    fields.learn("name", answer(*at, value));
                }
                fields
            };
            prop_assert_eq!(learned(&mut one.iter()), learned(&mut other.iter()));
            prop_assert_eq!(learned(&mut one.iter()), learned(&mut one.iter().chain(&other)));
        }
    }
}
