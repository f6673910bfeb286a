//! What a lead has told: the last answer by edge time wins, field by field.

use crate::time::Millis;
use alloc::{collections::BTreeMap, string::String};
use serde::{Deserialize, Serialize};

/// An answer, when it was given and through what.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FieldValue {
    /// When it was given, by the edge's clock.
    pub at: Millis,
    /// The answer.
    pub value: String,
    /// Where it came from, for example `form:whitepaper`.
    pub source: String,
    /// As typed, where the answer is kept in another form: a telephone number is, in E.164.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub typed: Option<String>,
}

/// Fields by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fields(pub BTreeMap<String, FieldValue>);

impl Fields {
    /// The present value of a field.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|field| field.value.as_str())
    }

    /// Takes an answer in. The later one wins; of two at the same moment the greater, so that order makes no difference.
    /// An empty answer overwrites nothing. Says whether anything changed.
    pub fn learn(&mut self, name: &str, answer: FieldValue) -> bool {
        let newer = self.0.get(name).is_none_or(|known| *known < answer);
        let taken = newer && !answer.value.is_empty();
        if taken {
            self.0.insert(String::from(name), answer);
        }
        taken
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

    proptest! {
        #[test]
        fn order_makes_no_difference(answers in prop::collection::vec((0i64..4, "[ab]{0,2}"), 0..8)) {
            let (mut forth, mut back) = (Fields::default(), Fields::default());
            for (at, value) in &answers {
                forth.learn("name", answer(*at, value));
            }
            for (at, value) in answers.iter().rev() {
                back.learn("name", answer(*at, value));
            }
            prop_assert_eq!(forth, back);
        }
    }
}
