//! Forms: what they ask, when an answer is valid, and the ticket that says which form somebody saw.

mod advice;
mod after;
mod answers;
mod confirm;
mod fault;
mod field;
mod identity;
mod kind;
mod layout;
mod mail_policy;
mod partial;
mod pattern;
mod phones;
mod progressive;
mod rules;
mod size;
pub mod spam;
mod texts;
mod ticket;
mod units;
mod walk;
mod when;
mod wishes;
mod words;

pub use after::{After, Next};
pub use answers::{Agreed, Answers, Checked};
pub use confirm::{Confirm, LINK};
pub use fault::{Fault, Issue};
pub use field::{Choice, Field, is_field_name};
pub use identity::{answers_hash, derived_id};
pub use kind::FieldKind;
pub use layout::Part;
pub use mail_policy::MailPolicy;
pub use partial::Partial;
pub use phones::{write_phone, write_phones};
pub use progressive::united;
pub use rules::{FieldRule, Rules, YES};
pub use size::MAX_SUBMISSION;
pub use ticket::{Earlier, Sent, Ticket};
pub use walk::{Place, Turn};
pub use wishes::wishes;
pub use words::{PageWord, Words, filled, locales, named as words};

use crate::site::{RawForm, RawTranslation};
use alloc::{
    borrow::ToOwned,
    collections::BTreeMap,
    format,
    string::{String, ToString},
    vec::Vec,
};

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
/// The field with the address that somebody was asked about and sent again: it is as they mean it.
pub const SURE_FIELD: &str = "ll_sure";
/// The field that says, where a form is opened or was shown again without script, that its answers are there already: how soon
/// they come says nothing.
pub const AGAIN_FIELD: &str = "ll_again";
/// The field that says, where a form is opened, in which place of its page it will stand, from 1: nothing in a page may have
/// the id of something else, so that each label finds its field.
pub const PLACE_FIELD: &str = "ll_place";
/// The field with the language somebody read the form in, which is the one they are answered in.
pub const LOCALE_FIELD: &str = "ll_locale";
/// The field that says that whoever answers is nobody this browser knows, with any value.
pub const STRANGER_FIELD: &str = "ll_stranger";
/// Without script: the step that was shown, from 0.
pub const STEP_FIELD: &str = "ll_step";
/// Without script: the answers of other steps, sealed.
pub const EARLIER_FIELD: &str = "ll_earlier";
/// Without script: the button that leads one step back.
pub const BACK_FIELD: &str = "ll_back";
/// Without script: the names of the fields that were shown, with spaces between.
pub const SHOWN_FIELD: &str = "ll_shown";
/// The code of the answer to a ticket that does not open: the form has to be shown again.
pub const TICKET_REFUSED: &str = "ticket-refused";
/// The code of the answer where somebody else would have been asked more: the form has to be shown again, to a stranger.
pub const FORM_CHANGED: &str = "form-changed";

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
    /// The language of the texts.
    pub locale: String,
    /// Which addresses are taken.
    pub accept_mail: MailPolicy,
    /// How many of the queued fields are asked at a time; 0 if there are none.
    pub at_a_time: u8,
    /// Whether many people answer in one browser, none of whom is recognised.
    pub kiosk: bool,
    /// What is asked, in order. One of them is the e-mail address.
    pub fields: Vec<Field>,
    /// Fields that are asked together, one step after another; none if all are asked at once.
    pub steps: Vec<Part>,
    /// Fields with a heading of their own.
    pub sections: Vec<Part>,
    /// What comes after a submission: the first whose condition holds.
    pub after: Vec<After>,
    /// How who sent the form is asked to confirm it, where they are.
    pub confirm: Option<Confirm>,
    /// Whether what is typed is kept before it is sent, and what people read about that.
    pub partial: Option<Partial>,
    /// The texts in other languages.
    translations: BTreeMap<String, RawTranslation>,
}

/// Reports a problem as (place, found, expected).
type Report<'a> = dyn FnMut(&[&str], &str, &str) + 'a;

impl Form {
    /// Checks a form, reporting problems as (place, found, expected): those with which there is no such form. See `advise`, too.
    pub(crate) fn check(raw: &RawForm, report: &mut Report<'_>) -> Self {
        let mut earlier: Vec<&str> = Vec::new();
        let mut fields: Vec<Field> = Vec::new();
        for (at, field) in raw.fields.iter().enumerate() {
            let place = at.to_string();
            fields.push(Field::check(field, &earlier, &mut |key, found, expected| {
                report(&["field", &place, key], found, expected);
            }));
            earlier.push(&field.name);
        }
        check_fields(&fields, report);
        check_queue(raw, &fields, report);
        let steps = layout::check_steps(raw, &mut fields, report);
        let sections = layout::check_sections(raw, &mut fields, report);
        let partial = raw.partial.as_ref().map(|partial| Partial::check(partial, report));
        let mut form = Self {
            title: raw.title.clone(),
            button: raw.button.clone(),
            thanks: raw.thanks.clone(),
            locale: raw.locale.clone().unwrap_or_else(|| "en".to_owned()),
            accept_mail: raw.accept_mail.unwrap_or_default(),
            at_a_time: raw.at_a_time.unwrap_or_default(),
            kiosk: raw.kiosk,
            fields,
            steps,
            sections,
            // Both name other files: see `site::check`.
            after: Vec::new(),
            confirm: None,
            partial,
            translations: raw.translations.clone(),
        };
        texts::check(raw, &form, report);
        // Of the two the kiosk wins, where a site in force has both: nothing is kept of one visitor in front of the next.
        form.partial = form.partial.filter(|_| !form.kiosk);
        form
    }

    /// What decides validity, for the page to take along.
    pub fn rules(&self) -> Rules {
        Rules(self.fields.iter().map(|field| field.rule.clone()).collect())
    }

    /// The form with only those fields that `is_shown` lets through. Steps of which nothing is left to see fall away.
    #[must_use]
    pub fn showing(&self, is_shown: impl Fn(&Field) -> bool) -> Self {
        let mut form = self.clone();
        form.fields.retain(is_shown);
        form.drop_empty_steps();
        form
    }

    /// What the form says besides its own texts.
    pub fn words(&self) -> &'static Words {
        Words::of(&self.locale)
    }
}

fn check_fields(fields: &[Field], report: &mut Report<'_>) {
    if fields.len() > MAX_FIELDS {
        report(&["field"], "more than 40 fields", "at most 40");
    }
    let is_address =
        |field: &Field| field.name == "email" && field.rule.kind == FieldKind::Email && field.rule.required;
    match fields.iter().position(is_address) {
        None => report(
            &["field"],
            "no address to know people by",
            "a required field with name = \"email\" and type = \"email\"",
        ),
        Some(at) if fields.get(at).is_some_and(|field| !field.rule.when.is_empty() || field.lead_field != "email") => {
            report(&["field", &at.to_string()], "email", "an address that is always asked, and is the lead's");
        }
        Some(_) => {}
    }
    for (at, field) in fields.iter().enumerate() {
        let others = || fields.iter().take(at);
        let place = at.to_string();
        if others().any(|other| other.name == field.name) {
            report(&["field", &place, "name"], &field.name, "a name that no other field has");
        } else if others().any(|other| other.lead_field == field.lead_field) {
            report(
                &["field", &place, "lead_field"],
                &field.lead_field,
                "a field of the lead that no other field answers",
            );
        }
    }
}

/// A queue needs to know how many of it are asked, and the other way round.
fn check_queue(raw: &RawForm, fields: &[Field], report: &mut Report<'_>) {
    let has_queue = fields.iter().any(|field| field.queued);
    match raw.at_a_time {
        None if has_queue => {
            report(&["at_a_time"], "no number", "at_a_time = 2, or how many queued fields are asked at a time");
        }
        Some(0) => report(&["at_a_time"], "0", "1 or more"),
        Some(number) if !has_queue => {
            report(&["at_a_time"], &format!("{number}"), "at_a_time only where fields have queued = true");
        }
        _ => {}
    }
}

#[cfg(test)]
use pattern::compile as compile_pattern;

#[cfg(test)]
mod tests;
