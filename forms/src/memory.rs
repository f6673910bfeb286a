//! What this browser keeps of what somebody typed, where they let it: never on the server, and nothing at a kiosk.

use crate::{Site, markup, sheet::Sheet};
use alloc::{borrow::ToOwned, string::String};
use leadline_browser::{passport, storage};
use leadline_domain::form::SUBMISSION_FIELD;

/// The memory of one form.
pub(crate) struct Memory<'a> {
    pub(crate) site: &'a Site,
    pub(crate) sheet: &'a Sheet,
    pub(crate) number: u32,
}

impl Memory<'_> {
    /// Whether there is one.
    pub(crate) fn keeps(&self) -> bool {
        !self.sheet.is_kiosk && passport::is_kept(&self.site.name)
    }

    fn draft_key(&self) -> String {
        self.own_key() + "." + &self.sheet.id
    }

    /// Answers that other forms of the site may be filled in with.
    fn own_key(&self) -> String {
        "ll.".to_owned() + &self.site.name + ".a"
    }

    fn load(&self, key: &str) -> String {
        Some(key).filter(|_| self.keeps()).and_then(storage::load).unwrap_or_default()
    }

    /// Fills the form in with the draft that was `carried` along or is kept, and with what else is known here. Hands over
    /// the step and the submission of the draft.
    pub(crate) fn fill(&self, carried: String) -> String {
        let draft = if carried.is_empty() { self.load(&self.draft_key()) } else { carried };
        markup::fill(self.number, &draft, &self.load(&self.own_key()))
    }

    /// Everything that was typed, as text: that step, and that submission if it was sent already.
    pub(crate) fn draft(&self, step: u8, submission: Option<&str>) -> String {
        let mut ours = "ll_step\n".to_owned();
        ours.push((b'a' + step).into());
        if let Some(id) = submission {
            ours = ours + "\n" + SUBMISSION_FIELD + "\n" + id;
        }
        markup::encode(self.number, &ours)
    }

    /// Keeps a draft.
    pub(crate) fn keep(&self, draft: &str) {
        if self.keeps() {
            storage::save(&self.draft_key(), Some(draft));
        }
    }

    /// The form was sent: its draft goes, its answers are known from now on.
    pub(crate) fn conclude(&self) {
        if self.keeps() {
            storage::save(&self.draft_key(), None);
            storage::save(&self.own_key(), Some(&markup::recollect(self.number, &self.load(&self.own_key()))));
        }
    }

    /// Somebody else sits here.
    pub(crate) fn forget(&self) {
        storage::save(&self.draft_key(), None);
        storage::save(&self.own_key(), None);
    }
}
