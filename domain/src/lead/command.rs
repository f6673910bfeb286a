//! What a shard can be asked to do, and what it answers.

use super::Stage;
use crate::{
    email::Email,
    geo::Place,
    id::{LeadId, SubmissionId},
    score::Points,
    time::Millis,
    visit::Snapshot,
};
use alloc::{collections::BTreeMap, string::String};
use serde::{Deserialize, Serialize};

/// A command about one person, sent to the shard that holds the person's key.
///
/// Externally tagged: an inner tag would make serde buffer the value, and buffered JSON has no integer map keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Command {
    /// A form was sent.
    Submit(Submission),
    /// A site said who its visitor is.
    Identify(Identification),
    /// A known lead's browser did something.
    See(Activity),
}

impl Command {
    /// The identifier that names the person, where the command knows one.
    pub fn identifier(&self) -> Option<&str> {
        match self {
            Self::Submit(submission) => Some(&submission.key),
            Self::Identify(identification) => Some(&identification.key),
            Self::See(_) => None,
        }
    }

    /// What the command is remembered by, where it is.
    pub const fn id(&self) -> Option<&SubmissionId> {
        match self {
            Self::Submit(submission) => Some(&submission.id),
            Self::Identify(identification) => Some(&identification.id),
            Self::See(_) => None,
        }
    }
}

/// A form that was sent and found valid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// The same on every retry.
    pub id: SubmissionId,
    /// Tells a retry from a correction under the same id: SHA-256 of the answers, in hex.
    pub answers_hash: String,
    /// Which form.
    pub form: String,
    /// [`crate::secret::LeadKey::hex`] of the address.
    pub key: String,
    /// The address.
    pub email: Email,
    /// The other answers; telephone numbers in E.164 where they could be made out.
    pub fields: BTreeMap<String, String>,
    /// As typed, where that is something else.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub typed: BTreeMap<String, String>,
    /// Where it was sent from.
    #[serde(default, skip_serializing_if = "Place::is_unknown")]
    pub place: Place,
    /// What the visitor did so far, if it may be taken along.
    pub visitor: Option<Snapshot>,
}

/// Who a visitor is, as the site says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identification {
    /// The same on every retry (see [`crate::visit::Person`]); remembered among the submissions.
    pub id: SubmissionId,
    /// [`crate::secret::LeadKey::hex`] of the address.
    pub key: String,
    /// The address.
    pub email: Email,
    /// When it was said, by the edge's clock.
    pub at: Millis,
    /// What else was said.
    pub fields: BTreeMap<String, String>,
    /// Where the browser was.
    #[serde(default, skip_serializing_if = "Place::is_unknown")]
    pub place: Place,
    /// What the visitor did so far, if it may be taken along.
    pub visitor: Option<Snapshot>,
}

/// What a known lead's browser did so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// Whose.
    pub lead: LeadId,
    /// All of it.
    pub visitor: Snapshot,
}

/// What became of a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reply {
    /// It was done, now or before.
    Done {
        /// Whose.
        lead: LeadId,
        /// What it did.
        change: Change,
        /// Where the lead is now.
        stage: Stage,
        /// What it is worth now.
        score: Points,
    },
    /// No such lead.
    Unknown,
}

/// What a command did to a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// Somebody new.
    Created,
    /// Something new.
    Updated,
    /// Nothing: it had been done before.
    None,
}
