//! What somebody is asked to confirm under a link that their mailbox was sent.
//!
//! A mailbox is written to seldom, whoever types its address and in whatever form, so a link asks about all that waits when it
//! is opened, and not only about what it was sent for: nothing could be confirmed otherwise that came soon after.

use super::{ConsentLine, ConsentView, LeadDetail, Said};
use crate::time::Millis;
use alloc::{borrow::ToOwned, collections::BTreeSet, string::String, vec::Vec};

/// The field that says which questions were shown, one each.
pub const SHOWN: &str = "shown";

/// A text that is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// For what.
    pub purpose: String,
    /// Which text: a version of it.
    pub text: String,
    /// The text itself: what nobody can read nobody is asked.
    pub wording: String,
    /// Since when it is asked: what was confirmed since is not confirmed again.
    pub since: Millis,
}

impl Question {
    /// Names it in the page that asks.
    pub fn name(&self) -> String {
        [self.purpose.as_str(), ":", &self.text].concat()
    }

    /// Those of what is asked that were shown, as the page sends it: what came to wait since then nobody has read. Nothing where
    /// something is asked and none of it was shown: whoever pressed the button has to be asked again.
    pub fn shown(asked: &[Self], body: &[u8]) -> Option<Vec<Self>> {
        let pairs = url::form_urlencoded::parse(body);
        let shown: BTreeSet<_> = pairs.filter(|(name, _)| name == SHOWN).map(|(_, name)| name).collect();
        let read = |question: &&Self| shown.contains(question.name().as_str());
        let answered: Vec<Self> = asked.iter().filter(read).cloned().collect();
        (asked.is_empty() || !answered.is_empty()).then_some(answered)
    }
}

impl LeadDetail {
    /// What a link that was mailed at a time asks of an address: what was `agreed` to then (purposes, and versions of texts), and
    /// whatever waits for the address by now; of a purpose the newest text. What was corrected since is not asked any more.
    pub fn questions(&self, email: &str, agreed: &[(String, String)], asked_at: Millis) -> Vec<Question> {
        let of_address: Vec<&ConsentView> =
            self.consents.iter().filter(|view| view.email.as_deref() == Some(email)).collect();
        let waits = |purpose: &str| of_address.iter().any(|view| view.purpose == purpose && view.pending.is_some());
        let mailed = agreed.iter().filter(|(purpose, text)| {
            let log = of_address.iter().filter(|view| view.purpose == *purpose).flat_map(|view| &view.log);
            let is_corrected = |line: &ConsentLine| line.said == Said::Corrected && line.text == *text;
            !waits(purpose) && !log.clone().any(is_corrected)
        });
        let mailed = mailed.filter_map(|(purpose, text)| {
            let wording = self.wording(text)?;
            Some(Question { purpose: purpose.clone(), text: text.clone(), wording, since: asked_at })
        });
        let waiting = of_address.iter().filter_map(|view| {
            let ConsentLine { at, text, wording, .. } = view.pending.clone()?;
            Some(Question { purpose: view.purpose.clone(), text, wording: wording?, since: Millis::parse(&at)? })
        });
        mailed.chain(waiting).collect()
    }

    /// What people read who agreed to a version of a text.
    fn wording(&self, version: &str) -> Option<String> {
        let lines = self.consents.iter().flat_map(|consent| &consent.log);
        lines.filter(|line| line.text == version).find_map(|line| line.wording.as_deref()).map(ToOwned::to_owned)
    }
}
