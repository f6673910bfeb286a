//! Submissions that are held back: whoever sent them is suspected ([`crate::form::spam`]), and people look at them first.

use super::Submission;
use crate::{form::spam::Suspicion, id::SubmissionId, merged::Placed, time::Millis, trail::Cursor};
use alloc::{
    collections::BTreeMap,
    string::{String, ToString},
    vec::Vec,
};
use serde::{Deserialize, Serialize};

/// For how many days a submission is held.
pub const HELD_DAYS: i64 = 30;
/// How many a shard holds at most; then the oldest go.
pub const MOST_HELD: u32 = 1_000;

/// A submission that is held back, as it was found valid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// When it came in.
    pub at: Millis,
    /// Why.
    pub reasons: Vec<Suspicion>,
    /// What was sent. Nobody was made a lead by it.
    pub submission: Submission,
}

/// The same as people see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "HeldSubmission"))]
pub struct HeldView {
    /// The submission's id.
    pub id: SubmissionId,
    /// RFC 3339, UTC.
    pub at: String,
    /// Which form.
    pub form: String,
    /// Why it is held, as far as rules go.
    pub reasons: Vec<Suspicion>,
    /// Whose it says it is.
    pub email: String,
    /// What else was answered.
    pub fields: BTreeMap<String, String>,
    /// Whether it was sent as a test; released, it stays one.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub test: bool,
}

impl Held {
    /// Takes in the same submission sent again: what it says now is what counts, and when it first came.
    #[must_use]
    pub fn sent_again(mut self, again: Self) -> Self {
        self.reasons.extend(again.reasons);
        self.reasons.sort_unstable();
        self.reasons.dedup();
        Self { submission: again.submission, ..self }
    }

    /// The submission as it goes to the lead after all, as of when it came in.
    pub fn released(self) -> Submission {
        Submission { at: Some(self.at), ..self.submission }
    }

    /// The same as people see it.
    pub fn view(&self) -> HeldView {
        let Self { at, reasons, submission: Submission { id, form, email, fields, test, .. } } = self;
        HeldView {
            id: id.clone(),
            at: at.rfc3339(),
            form: form.clone(),
            reasons: reasons.clone(),
            email: email.canonical.clone(),
            fields: fields.clone(),
            test: *test,
        }
    }
}

impl Placed for Held {
    fn place(&self) -> Cursor {
        Cursor { at: self.at, id: self.submission.id.to_string() }
    }
}
