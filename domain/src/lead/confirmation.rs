//! Asking somebody by mail whether they meant what they sent (double opt-in).

use super::Submission;
use crate::{
    form::{Agreed, Form, LINK},
    secret::LeadKey,
    time::Millis,
};
use alloc::{borrow::ToOwned, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// A mail that asks, as the form has it, in the language it was read in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ConfirmationMail"))]
pub struct Confirmation {
    /// The mail sink that carries it.
    pub sink: String,
    /// A line.
    pub subject: String,
    /// Plain text with a gap for the link, which is made when the mail is sent: it stands nowhere else.
    pub text: String,
    /// What the link begins with.
    pub doors: String,
    /// The language.
    pub locale: String,
}

/// A mail that asks, on its way to somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConfirmationAsked {
    /// The mail.
    pub confirmation: Confirmation,
    /// Where it goes.
    pub to: String,
    /// The beginning of the key of that address.
    pub key: String,
    /// Which form was sent.
    pub form: String,
    /// What was agreed to: purposes, and the versions of the texts.
    pub agreed: Vec<(String, String)>,
    /// When it was sent, by the edge's clock.
    pub asked_at: Millis,
}

impl Confirmation {
    /// The mail of a form that asks; `doors` is what links begin with.
    pub fn of(form: &Form, doors: String) -> Option<Self> {
        let asks = form.confirm.clone()?;
        Some(Self { sink: asks.mail, subject: asks.subject, text: asks.text, doors, locale: form.locale.clone() })
    }

    /// The text with the link in it.
    pub fn with_link(&self, token: &str) -> String {
        self.text.replace(LINK, &[self.doors.as_str(), token].concat())
    }

    /// The mail on its way to whoever sent a form.
    pub(super) fn to(self, submission: &Submission, asked_at: Millis) -> ConfirmationAsked {
        let agreed = |agreed: &Agreed| (agreed.purpose.clone(), agreed.version());
        ConfirmationAsked {
            to: submission.email.typed.clone(),
            key: LeadKey::parse(&submission.key).map(|key| key.short().to_owned()).unwrap_or_default(),
            form: submission.form.clone(),
            agreed: submission.agreed.iter().map(agreed).collect(),
            asked_at,
            confirmation: self,
        }
    }
}
