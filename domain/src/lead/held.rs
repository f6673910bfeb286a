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
/// How many a shard holds at most; then those go whose suspicion weighs most, of these the oldest.
pub const MOST_HELD: u32 = 1_000;
/// Longest answers that a list shows of one submission, in bytes: with two hundred to a page no page is longer than a megabyte.
const SHOWN: usize = 4_096;
/// Longest one answer of these, in bytes.
const SHOWN_EACH: usize = 1_024;

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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub test: bool,
    /// Whether `fields` are less than that: a list shows the beginning of what is long. Nothing is lost of it.
    pub is_clipped: bool,
}

/// One of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Glance {
    /// When it came in.
    pub at: Millis,
    /// What is shown of it.
    pub view: HeldView,
}

impl Held {
    /// How little it would be missed: that of its weightiest reason.
    pub fn weight(&self) -> u8 {
        self.reasons.iter().map(|reason| reason.weight()).max().unwrap_or_default()
    }

    /// Whether it still says what it did when its answers had this hash: it may have been corrected since.
    pub fn says(&self, answers_hash: &str) -> bool {
        self.submission.answers_hash == answers_hash
    }

    /// Takes in the same submission sent again: what it says now is what counts, and when it first came. Since when it says that is
    /// known, too: it may have been taken meanwhile as it was before.
    #[must_use]
    pub fn sent_again(mut self, again: Self) -> Self {
        self.reasons.extend(again.reasons);
        self.reasons.sort_unstable();
        self.reasons.dedup();
        let is_retry = self.says(&again.submission.answers_hash);
        let corrected_at = if is_retry { self.submission.corrected_at } else { Some(again.at) };
        Self { submission: Submission { corrected_at, ..again.submission }, ..self }
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
            is_clipped: false,
        }
    }

    /// The same in a list, which shows no more than the beginning of long answers.
    pub fn glance(&self) -> Glance {
        let mut view = self.view();
        let mut left = SHOWN;
        for answer in view.fields.values_mut() {
            let end = answer.floor_char_boundary(left.min(SHOWN_EACH));
            view.is_clipped |= end < answer.len();
            answer.truncate(end);
            left = left.saturating_sub(end);
        }
        Glance { at: self.at, view }
    }
}

impl Placed for Glance {
    fn place(&self) -> Cursor {
        Cursor { at: self.at, id: self.view.id.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{bond::Bond, email::Email, geo::Place};
    use alloc::{format, vec};

    fn held(reasons: &[Suspicion], fields: &[(&str, String)]) -> Held {
        let submission = Submission {
            id: SubmissionId::from_entropy(&[1; 16]),
            answers_hash: "0f".into(),
            form: "whitepaper".into(),
            key: "00".repeat(32),
            email: Email::parse("ada@example.com").unwrap(),
            fields: fields.iter().map(|(name, answer)| ((*name).into(), answer.clone())).collect(),
            typed: BTreeMap::new(),
            test: false,
            place: Place::default(),
            bond: Bond::Claimed,
            visitor: None,
            at: None,
            corrected_at: None,
            known_as: None,
            holder: None,
            agreed: vec![],
            confirm: None,
        };
        Held { at: Millis(1_795_000_000_000), reasons: reasons.to_vec(), submission }
    }

    #[test]
    fn the_weightiest_reason_counts() {
        let table: [(&[Suspicion], u8); 4] = [
            (&[], 0),
            (&[Suspicion::Haste], 1),
            (&[Suspicion::Links, Suspicion::Network], 2),
            (&[Suspicion::Haste, Suspicion::Honeypot], 3),
        ];
        for (reasons, expected) in table {
            assert_eq!(held(reasons, &[]).weight(), expected, "{reasons:?}");
        }
    }

    #[test]
    fn since_when_it_says_what_it_does_is_known_where_it_was_corrected() {
        let at = |minute: i64| Millis(1_795_000_000_000 + minute * 60_000);
        let sent = |minute, answers_hash: &str| {
            let Held { submission, .. } = held(&[], &[]);
            Held {
                at: at(minute),
                reasons: vec![],
                submission: Submission { answers_hash: answers_hash.into(), ..submission },
            }
        };
        let retried = sent(0, "0f").sent_again(sent(1, "0f"));
        assert_eq!((retried.at, retried.submission.corrected_at), (at(0), None));
        let corrected = retried.sent_again(sent(2, "1f"));
        assert_eq!((corrected.at, corrected.submission.corrected_at), (at(0), Some(at(2))));
        let again = corrected.sent_again(sent(3, "1f")).released();
        assert_eq!((again.at, again.corrected_at), (Some(at(0)), Some(at(2))));
    }

    #[test]
    fn what_was_corrected_says_something_else() {
        assert!(held(&[], &[]).says("0f") && !held(&[], &[]).says("1f"));
    }

    #[test]
    fn a_list_shows_the_beginning_of_what_is_long_and_says_so() {
        let short = held(&[], &[("job_title", "Buyer".into())]);
        assert_eq!(short.glance().view, short.view());
        let long = held(&[], &[("text", "\u{e9}".repeat(40_000))]).glance().view;
        assert_eq!((long.fields["text"].as_str(), long.is_clipped), ("\u{e9}".repeat(512).as_str(), true));
        let many: Vec<(String, String)> = (0..40).map(|nth| (format!("f{nth:02}"), "x".repeat(900))).collect();
        let many: Vec<(&str, String)> = many.iter().map(|(name, answer)| (name.as_str(), answer.clone())).collect();
        let shown = held(&[], &many).glance().view;
        assert_eq!(shown.fields.values().map(String::len).sum::<usize>(), SHOWN);
        assert_eq!((shown.fields.len(), shown.is_clipped), (40, true), "every field is there");
    }
}
