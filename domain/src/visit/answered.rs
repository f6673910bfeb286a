//! Which fields a visitor has answered and how often they sent each form, so that nobody is asked the same again.
//!
//! No values, and of names only hashes of three bytes: of 20,000 sites with forty fields one has two that are taken for one
//! another. What is more than fits is forgotten, the oldest first, and asked again.

use crate::{id::SubmissionId, secret::derived_entropy};
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Most fields remembered.
const MAX_FIELDS: usize = 40;
/// Most forms whose submissions are counted.
const MAX_FORMS: usize = 8;

/// Stands for the name of a field or a form.
type Mark = [u8; 3];

/// What a visitor has answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// Fields of the lead, the one answered last at the end.
    fields: Vec<Mark>,
    /// Forms, the one sent last at the end.
    forms: Vec<Sent>,
}

/// How often a form was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Sent {
    form: Mark,
    times: u8,
    /// Stands for the last submission: sent once more, be it corrected, it is the same one.
    last: [u8; 2],
}

impl Answered {
    /// Whether a field of the lead was answered.
    pub fn knows(&self, lead_field: &str) -> bool {
        self.fields.contains(&mark("field", lead_field))
    }

    /// How often a form was sent, as far as is remembered and up to 255 times.
    pub fn times(&self, form: &str) -> u8 {
        let form = mark("form", form);
        self.forms.iter().find(|sent| sent.form == form).map_or(0, |sent| sent.times)
    }

    /// Takes a submission that was taken, with the fields of the lead that it answers. Taken twice it counts once.
    pub fn take<'a>(&mut self, form: &str, submission: &SubmissionId, lead_fields: impl Iterator<Item = &'a str>) {
        for field in lead_fields.map(|name| mark("field", name)) {
            self.fields.retain(|known| *known != field);
            self.fields.push(field);
        }
        keep_newest(&mut self.fields, MAX_FIELDS);

        let (form, [one, other, ..]) = (mark("form", form), mark("submission", submission.as_str()));
        let before = self.forms.iter().position(|sent| sent.form == form).map(|at| self.forms.remove(at));
        let mut sent = before.unwrap_or(Sent { form, times: 0, last: [0; 2] });
        if sent.times == 0 || sent.last != [one, other] {
            sent = Sent { form, times: sent.times.saturating_add(1), last: [one, other] };
        }
        self.forms.push(sent);
        keep_newest(&mut self.forms, MAX_FORMS);
    }
}

fn mark(what: &str, name: &str) -> Mark {
    let [one, two, three, ..] = derived_entropy(&[what, name]);
    [one, two, three]
}

fn keep_newest<T>(known: &mut Vec<T>, most: usize) {
    known.drain(..known.len().saturating_sub(most));
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{format, string::String};
    use proptest::prelude::*;

    fn id(seed: u8) -> SubmissionId {
        SubmissionId::from_entropy(&[seed; 16])
    }

    #[test]
    fn what_was_answered_is_known_and_each_submission_counts_once() {
        let mut answered = Answered::default();
        assert!(!answered.knows("phone") && answered.times("contact") == 0);
        answered.take("contact", &id(1), ["phone", "company"].into_iter());
        assert!(answered.knows("phone") && answered.knows("company") && !answered.knows("contact"));
        assert_eq!((answered.times("contact"), answered.times("phone")), (1, 0));
        answered.take("contact", &id(1), ["job_title"].into_iter());
        assert_eq!(answered.times("contact"), 1, "corrected it is the same one");
        assert!(answered.knows("phone") && answered.knows("job_title"));
        answered.take("contact", &id(2), [].into_iter());
        assert_eq!(answered.times("contact"), 2);
    }

    #[test]
    fn the_oldest_is_forgotten_first() {
        let names: Vec<String> = (0..=MAX_FIELDS).map(|number| format!("field_{number}")).collect();
        let mut answered = Answered::default();
        answered.take("first", &id(0), names.iter().map(String::as_str));
        assert!(!answered.knows("field_0") && answered.knows("field_1"));
        answered.take("first", &id(1), ["field_1", "field_0"].into_iter());
        assert!(answered.knows("field_1") && !answered.knows("field_2"), "what is answered again is new");
        for number in 2..10 {
            answered.take(&format!("form_{number}"), &id(number), [].into_iter());
        }
        assert_eq!((answered.times("first"), answered.times("form_2"), answered.times("form_9")), (0, 1, 1));
    }

    proptest! {
        #[test]
        fn a_submission_taken_again_changes_nothing(
            before in prop::collection::vec(("[a-c]", 0_u8..4, prop::collection::vec("[a-z]{1,2}", 0..30)), 0..20),
            last in ("[a-c]", 0_u8..4, prop::collection::vec("[a-z]{1,2}", 0..30)),
        ) {
            let mut answered = Answered::default();
            let take = |answered: &mut Answered, (form, seed, fields): &(String, u8, Vec<String>)| {
                answered.take(form, &id(*seed), fields.iter().map(String::as_str));
            };
            for one in &before {
                take(&mut answered, one);
            }
            take(&mut answered, &last);
            let once = answered.clone();
            take(&mut answered, &last);
            prop_assert_eq!(once, answered);
        }
    }
}
