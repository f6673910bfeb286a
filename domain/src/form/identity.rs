//! When two submissions are the same one.

use super::Checked;
use crate::{
    id::SubmissionId,
    secret::{derived_entropy, sha256_hex},
};

/// Tells a retry from a correction: SHA-256, in hex, of form, canonical address and answers. JSON keeps them apart, so no
/// answer can look like two.
pub fn answers_hash(form: &str, checked: &Checked) -> alloc::string::String {
    let (email, fields, agreed) = (&checked.email.canonical, &checked.fields, &checked.agreed);
    // Where nobody agreed to anything it is what earlier releases made of it: a retry is one across releases, too.
    let said = if agreed.is_empty() {
        serde_json::to_vec(&(form, email, fields))
    } else {
        serde_json::to_vec(&(form, email, fields, agreed))
    };
    sha256_hex(&said.unwrap_or_default())
}

/// The id of a submission whose sender drew none, as without JavaScript: ticket and answers are one, so the same form
/// sent twice is one submission.
pub fn derived_id(ticket: &str, answers_hash: &str) -> SubmissionId {
    SubmissionId::from_entropy(&derived_entropy(&[ticket, answers_hash]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::email::Email;
    use alloc::collections::BTreeMap;

    fn checked(fields: &[(&str, &str)]) -> Checked {
        let fields: BTreeMap<_, _> = fields.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        Checked { email: Email::parse("ada@example.com").unwrap(), fields, agreed: alloc::vec![] }
    }

    #[test]
    fn one_answer_never_looks_like_two() {
        let one = answers_hash("f", &checked(&[("a", "x\nb=y")]));
        let two = answers_hash("f", &checked(&[("a", "x"), ("b", "y")]));
        assert_ne!(one, two);
        assert_eq!(one, answers_hash("f", &checked(&[("a", "x\nb=y")])));
        assert_ne!(one, answers_hash("g", &checked(&[("a", "x\nb=y")])));
    }

    #[test]
    fn the_same_ticket_and_answers_are_one_submission() {
        assert_eq!(derived_id("t", "h"), derived_id("t", "h"));
        assert_ne!(derived_id("t", "h"), derived_id("u", "h"));
    }
}
