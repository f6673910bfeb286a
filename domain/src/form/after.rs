//! What comes after a submission.

use super::Form;
use crate::condition::{Formula, Person, Truth};
use alloc::string::String;

/// What comes after a submission of which a condition holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct After {
    /// Its name in translations.
    pub id: Option<String>,
    /// What has to be true of the submission; any if there is none.
    pub when: Option<Formula<Truth>>,
    /// What is said; the form's thanks if there is nothing.
    pub message: Option<String>,
    /// What follows besides.
    pub next: Option<Next>,
}

/// What follows besides a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// The visitor goes elsewhere.
    Redirect(String),
    /// A file is theirs.
    File {
        /// What it is called.
        name: String,
        /// SHA-256 of its bytes, in hex.
        sha256: String,
    },
    /// Another form, by its id.
    Form(String),
}

impl Form {
    /// Which of [`Form::after`] comes after a submission by somebody of whom nothing but the submission is known: the first
    /// whose condition holds. None if the form's thanks are all.
    pub fn after(&self, person: &Person<'_>) -> Option<usize> {
        let holds = |when: &Formula<Truth>| when.holds(&|truth: &Truth| truth.holds(person));
        self.after.iter().position(|rule| rule.when.as_ref().is_none_or(holds))
    }

    /// What is said then, and what follows besides.
    pub fn outcome(&self, after: Option<usize>) -> (&str, Option<&Next>) {
        let rule = after.and_then(|at| self.after.get(at));
        let said = rule.and_then(|rule| rule.message.as_deref()).unwrap_or(&self.thanks);
        (said, rule.and_then(|rule| rule.next.as_ref()))
    }
}
