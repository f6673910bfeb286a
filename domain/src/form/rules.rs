//! When an answer is valid: the same table decides in the page and on the edge.

use super::{Fault, FieldKind};
use crate::email;
use alloc::{string::String, vec::Vec};
use base64ct::{Base64UrlUnpadded, Encoding};
use serde::{Deserialize, Serialize};

/// When an answer to one field is valid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldRule {
    /// The field.
    pub name: String,
    /// What kind of answer it takes.
    pub kind: FieldKind,
    /// Whether an answer is needed.
    pub required: bool,
    /// Longest answer, in characters.
    pub max_length: u16,
    /// Answers to choose from, for a select.
    pub options: Vec<String>,
}

impl FieldRule {
    /// Judges one answer. Spaces around it don't count.
    ///
    /// What the page refuses the edge refuses too, because both call this; the edge may refuse more (see
    /// [`super::Answers::check`]).
    pub fn judge(&self, answer: &str) -> Result<(), Fault> {
        let answer = answer.trim();
        if answer.is_empty() {
            return if self.required { Err(Fault::Missing) } else { Ok(()) };
        }
        if answer.chars().count() > usize::from(self.max_length) {
            return Err(Fault::TooLong);
        }
        let lines = self.kind == FieldKind::Textarea;
        if answer.chars().any(|c| c.is_control() && !(lines && matches!(c, '\n' | '\r' | '\t'))) {
            return Err(Fault::Unprintable);
        }
        match self.kind {
            FieldKind::Email if !email::is_plausible(answer) => Err(Fault::NotAnEmail),
            FieldKind::Select if !self.options.iter().any(|option| option == answer) => Err(Fault::NotAnOption),
            _ => Ok(()),
        }
    }
}

/// The rules of a form, compiled: an attribute of its markup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules(pub Vec<FieldRule>);

impl Rules {
    /// The attribute's value: postcard in URL-safe base64.
    pub fn encode(&self) -> String {
        postcard::to_allocvec(self).map(|bytes| Base64UrlUnpadded::encode_string(&bytes)).unwrap_or_default()
    }

    /// Reads the attribute's value.
    pub fn decode(text: &str) -> Option<Self> {
        postcard::from_bytes(&Base64UrlUnpadded::decode_vec(text).ok()?).ok()
    }

    /// Judges the answer to `name`; a field without a rule is not ours to judge.
    pub fn judge(&self, name: &str, answer: &str) -> Result<(), Fault> {
        self.0.iter().find(|rule| rule.name == name).map_or(Ok(()), |rule| rule.judge(answer))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rule(kind: FieldKind, required: bool) -> FieldRule {
        FieldRule { name: "x".into(), kind, required, max_length: 10, options: alloc::vec!["a b".into()] }
    }

    #[test]
    fn answers_are_judged_by_kind() {
        let table = [
            (FieldKind::Text, "  ", Err(Fault::Missing)),
            (FieldKind::Text, " ok ", Ok(())),
            (FieldKind::Text, "\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}", Ok(())),
            (FieldKind::Text, "12345678901", Err(Fault::TooLong)),
            (FieldKind::Text, "a\nb", Err(Fault::Unprintable)),
            (FieldKind::Textarea, "a\nb", Ok(())),
            (FieldKind::Textarea, "a\0b", Err(Fault::Unprintable)),
            (FieldKind::Email, "a@b.co", Ok(())),
            (FieldKind::Email, "a@b", Err(Fault::NotAnEmail)),
            (FieldKind::Select, "a b", Ok(())),
            (FieldKind::Select, "c", Err(Fault::NotAnOption)),
        ];
        for (kind, answer, verdict) in table {
            assert_eq!(rule(kind, true).judge(answer), verdict, "{kind:?} {answer:?}");
        }
        assert_eq!(rule(FieldKind::Email, false).judge(""), Ok(()));
    }

    proptest! {
        #[test]
        fn rules_read_back(names in prop::collection::vec("[a-z_]{1,10}", 0..5)) {
            let rules = Rules(names.into_iter().map(|name| FieldRule { name, ..rule(FieldKind::Select, true) }).collect());
            prop_assert_eq!(Rules::decode(&rules.encode()), Some(rules));
        }

        #[test]
        fn nonsense_is_no_rule_and_no_panic(text in ".{0,60}") {
            let _ = Rules::decode(&text);
        }
    }
}
