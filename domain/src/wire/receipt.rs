//! The edge's answer to a batch: lines of text, because the client has no decoder to spend bytes on.

use crate::{outcome::Outcome, parts::before};
use alloc::{string::String, vec::Vec};

/// The answer to a batch: the new passport on the first line, which is empty where there is none, then one outcome code a
/// line, in the order of the items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The visitor's state with this batch folded in; nothing where no state may be kept.
    pub passport: Option<String>,
    /// One for each item.
    pub outcomes: Vec<Outcome>,
}

impl Receipt {
    /// The body of the answer.
    pub fn render(&self) -> String {
        let mut text = self.passport.clone().unwrap_or_default();
        for outcome in &self.outcomes {
            text.push('\n');
            text.push_str(outcome.code());
        }
        text
    }

    /// The passport of a rendered receipt, as the client takes it.
    pub fn passport_of(body: &str) -> Option<&str> {
        let line = before(body, b'\n');
        line.starts_with("ll1.").then_some(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::{Accepted, Invalid};
    use alloc::vec;

    #[test]
    fn a_receipt_reads_as_lines() {
        let receipt = Receipt {
            passport: Some("ll1.x".into()),
            outcomes: vec![Outcome::Accepted(Accepted::Whole), Outcome::Invalid(Invalid::UnknownKind)],
        };
        let text = receipt.render();
        assert_eq!(text, "ll1.x\naccepted\ninvalid.unknown-kind");
        assert_eq!(Receipt::passport_of(&text), Some("ll1.x"));
        assert_eq!(Receipt::passport_of("<html>"), None);
        let none = Receipt { passport: None, outcomes: vec![Outcome::Accepted(Accepted::Whole)] }.render();
        assert_eq!((none.as_str(), Receipt::passport_of(&none)), ("\naccepted", None));
    }
}
