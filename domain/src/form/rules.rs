//! When an answer is valid: the same table decides in the page and on the edge.

use super::{Fault, FieldKind};
use crate::{email, parts::parts};
use alloc::{
    borrow::ToOwned,
    string::{String, ToString},
    vec::Vec,
};

/// When an answer to one field is valid.
#[derive(Clone, Debug, PartialEq, Eq)]
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
        if answer.char_indices().nth(self.max_length.into()).is_some() {
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
///
/// One rule a line: name, kind, `required` or `optional`, longest answer, then the options, with tabs between. Text,
/// because a page reads it in half a kilobyte, and postcard in base64 takes three.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules(pub Vec<FieldRule>);

impl Rules {
    /// The attribute's value.
    pub fn encode(&self) -> String {
        self.0.iter().map(FieldRule::encode).collect::<Vec<_>>().join("\n")
    }

    /// Reads the attribute's value.
    pub fn decode(text: &str) -> Option<Self> {
        parts(text, b'\n').filter(|line| !line.is_empty()).map(FieldRule::decode).collect::<Option<_>>().map(Self)
    }

    /// Judges the answer to `name`; a field without a rule is not ours to judge.
    pub fn judge(&self, name: &str, answer: &str) -> Result<(), Fault> {
        self.0.iter().find(|rule| rule.name == name).map_or(Ok(()), |rule| rule.judge(answer))
    }
}

impl FieldRule {
    fn encode(&self) -> String {
        let needed = if self.required { REQUIRED } else { "optional" };
        let mut line = [&self.name, self.kind.name(), needed, &self.max_length.to_string()].join("\t");
        for option in &self.options {
            // An option with control characters is none that anybody could choose: as an answer it is unprintable.
            line.push('\t');
            line.extend(option.chars().map(|c| if c.is_control() { ' ' } else { c }));
        }
        line
    }

    fn decode(line: &str) -> Option<Self> {
        let mut words = parts(line, b'\t');
        Some(Self {
            name: words.next()?.to_owned(),
            kind: FieldKind::named(words.next()?)?,
            required: words.next()? == REQUIRED,
            max_length: words.next()?.parse().ok()?,
            options: words.map(ToOwned::to_owned).collect(),
        })
    }
}

const REQUIRED: &str = "required";

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

    #[test]
    fn rules_read_as_lines() {
        let mut email = rule(FieldKind::Email, true);
        email.options.clear();
        let rules = Rules(alloc::vec![email, rule(FieldKind::Select, false)]);
        assert_eq!(rules.encode(), "x\temail\trequired\t10\nx\tselect\toptional\t10\ta b");
        assert_eq!(Rules::decode(""), Some(Rules(Vec::new())));
        for broken in ["x", "x\temail", "x\ttelepathy\trequired\t1", "x\temail\trequired\tlong"] {
            assert_eq!(Rules::decode(broken), None, "{broken}");
        }
    }

    #[test]
    fn an_option_with_control_characters_breaks_no_line() {
        let mut odd = rule(FieldKind::Select, true);
        odd.options = alloc::vec!["a\tb\nc".into()];
        let read = Rules::decode(&Rules(alloc::vec![odd.clone()]).encode()).unwrap();
        assert_eq!(read.0[0].options, ["a b c"]);
        assert_eq!(odd.judge("a\tb\nc"), Err(Fault::Unprintable));
    }

    proptest! {
        #[test]
        fn rules_read_back(names in prop::collection::vec("[a-z_]{1,10}", 0..5), option in "\\PC{0,5}") {
            let rule = |name| FieldRule { name, options: alloc::vec![option.clone()], ..rule(FieldKind::Select, true) };
            let rules = Rules(names.into_iter().map(rule).collect());
            prop_assert_eq!(Rules::decode(&rules.encode()), Some(rules));
        }

        #[test]
        fn nonsense_is_no_rule_and_no_panic(text in "[a-z\t\n0-9]{0,60}|.{0,60}") {
            let _ = Rules::decode(&text);
        }
    }
}
