//! Forms: what they ask, when an answer is valid, and the ticket that says which form somebody saw.

mod answers;
mod field;
mod identity;
mod phones;
mod rules;
mod ticket;

pub use answers::{Answers, Checked};
pub use field::{Fault, Field, FieldKind, Issue, is_field_name};
pub use identity::{answers_hash, derived_id};
pub use phones::{write_phone, write_phones};
pub use rules::{FieldRule, Rules};
pub use ticket::Ticket;

use crate::site::RawForm;
use alloc::{string::String, vec::Vec};

/// Fields a submission may carry besides those of the form; they belong to us.
pub const RESERVED: &str = "ll_";

/// The field that carries the sealed ticket.
pub const TICKET_FIELD: &str = "ll_ticket";
/// The field that carries the submission's id.
pub const SUBMISSION_FIELD: &str = "ll_submission";
/// The field that carries the visitor's passport.
pub const PASSPORT_FIELD: &str = "ll_passport";
/// The field that says that nothing of the visitor may be kept (see [`crate::wire::Consent`]).
pub const CONSENT_FIELD: &str = "ll_consent";
/// The field that marks a submission as a test, with any value: it travels the whole path, and counts for nothing.
pub const TEST_FIELD: &str = "ll_test";
/// The code of the answer to a ticket that does not open: the form has to be shown again.
pub const TICKET_REFUSED: &str = "ticket-refused";

/// Most fields of a form.
const MAX_FIELDS: usize = 40;

/// A form, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// Heading above the fields.
    pub title: String,
    /// Text on the button.
    pub button: String,
    /// What is said after a submission.
    pub thanks: String,
    /// What is asked, in order. One of them is the e-mail address.
    pub fields: Vec<Field>,
}

impl Form {
    /// Checks a form, reporting problems as (place, found, expected).
    pub(crate) fn check(raw: &RawForm, report: &mut impl FnMut(&[&str], &str, &str)) -> Self {
        let fields: Vec<Field> = raw
            .fields
            .iter()
            .enumerate()
            .map(|(at, field)| {
                Field::check(field, &mut |key, found, expected| {
                    report(&["field", &alloc::format!("{at}"), key], found, expected);
                })
            })
            .collect();
        if raw.fields.len() > MAX_FIELDS {
            report(&["field"], "more than 40 fields", "at most 40");
        }
        if !fields
            .iter()
            .any(|field| field.name == "email" && field.rule.kind == FieldKind::Email && field.rule.required)
        {
            report(
                &["field"],
                "no address to know people by",
                "a required field with name = \"email\" and type = \"email\"",
            );
        }
        for (at, field) in fields.iter().enumerate() {
            if fields.iter().skip(at + 1).any(|other| other.name == field.name) {
                report(&["field", &alloc::format!("{at}"), "name"], &field.name, "a name that no other field has");
            }
        }
        Self { title: raw.title.clone(), button: raw.button.clone(), thanks: raw.thanks.clone(), fields }
    }

    /// What decides validity, for the page to take along.
    pub fn rules(&self) -> Rules {
        Rules(self.fields.iter().map(|field| field.rule.clone()).collect())
    }
}
