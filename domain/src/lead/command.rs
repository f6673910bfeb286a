//! What a shard can be asked to do, and what it answers.

use super::{Confirmation, Deed, Latest, Said, Stage, Tombstone};
use crate::{
    account::Standing,
    assignment::Assigned,
    bond::Bond,
    email::Email,
    form::Agreed,
    geo::Place,
    id::{LeadId, SubmissionId, VisitorId},
    score::Points,
    time::Millis,
    visit::Snapshot,
};
use alloc::{borrow::ToOwned, boxed::Box, collections::BTreeMap, string::String, vec::Vec};
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
    /// An operator, or a system that may, changed something.
    Amend(Amendment),
    /// A browser turned out to be somebody else's.
    Detach(Detachment),
    /// The account told how it stands.
    Stand(Told),
    /// People moved the lead.
    Move(Move),
    /// Somebody talked to the person, or tried to.
    Contact(Contact),
    /// An owner was picked for a lead that waits for one.
    Settle(Settled),
    /// Time passed: something may be late.
    Tick(LeadId),
}

impl Command {
    /// The identifier that names the person, where the command knows one.
    pub fn identifier(&self) -> Option<&str> {
        match self {
            Self::Submit(submission) => Some(&submission.key),
            Self::Identify(identification) => Some(&identification.key),
            Self::See(_)
            | Self::Amend(_)
            | Self::Detach(_)
            | Self::Stand(_)
            | Self::Move(_)
            | Self::Contact(_)
            | Self::Settle(_)
            | Self::Tick(_) => None,
        }
    }

    /// Who has the person, where the address' own shard said so.
    pub const fn holder(&self) -> Option<&Holder> {
        match self {
            Self::Submit(Submission { holder, .. }) | Self::Identify(Identification { holder, .. }) => holder.as_ref(),
            Self::See(_)
            | Self::Amend(_)
            | Self::Detach(_)
            | Self::Stand(_)
            | Self::Move(_)
            | Self::Contact(_)
            | Self::Settle(_)
            | Self::Tick(_) => None,
        }
    }

    /// The lead the command is about, where it says so by its id.
    pub fn lead(&self) -> Option<&LeadId> {
        match self {
            Self::Submit(_) | Self::Identify(_) => self.holder().map(|holder| &holder.lead),
            Self::See(Activity { lead, .. })
            | Self::Amend(Amendment { lead, .. })
            | Self::Detach(Detachment { lead, .. })
            | Self::Stand(Told { lead, .. })
            | Self::Move(Move { lead, .. })
            | Self::Contact(Contact { lead, .. })
            | Self::Settle(Settled { lead, .. })
            | Self::Tick(lead) => Some(lead),
        }
    }

    /// The same command about a lead that now has another id.
    #[must_use]
    pub fn forwarded(self, holder: Holder) -> Self {
        let to = holder.lead.clone();
        match self {
            Self::Submit(submission) => Self::Submit(Submission { holder: Some(holder), ..submission }),
            Self::Identify(said) => Self::Identify(Identification { holder: Some(holder), ..said }),
            Self::See(activity) => Self::See(Activity { lead: to, ..activity }),
            Self::Amend(amendment) => Self::Amend(Amendment { lead: to, ..amendment }),
            Self::Detach(detachment) => Self::Detach(Detachment { lead: to, ..detachment }),
            Self::Stand(told) => Self::Stand(Told { lead: to, ..told }),
            Self::Move(said) => Self::Move(Move { lead: to, ..said }),
            Self::Contact(said) => Self::Contact(Contact { lead: to, ..said }),
            Self::Settle(said) => Self::Settle(Settled { lead: to, ..said }),
            Self::Tick(_) => Self::Tick(to),
        }
    }

    /// The same command as its address' own shard first saw it.
    #[must_use]
    pub fn returned(self) -> Self {
        match self {
            Self::Submit(submission) => Self::Submit(Submission { holder: None, ..submission }),
            Self::Identify(said) => Self::Identify(Identification { holder: None, ..said }),
            other => other,
        }
    }

    /// What the command is remembered by, where it is.
    pub const fn id(&self) -> Option<&SubmissionId> {
        match self {
            Self::Submit(submission) => Some(&submission.id),
            Self::Identify(identification) => Some(&identification.id),
            Self::See(_)
            | Self::Amend(_)
            | Self::Detach(_)
            | Self::Stand(_)
            | Self::Move(_)
            | Self::Contact(_)
            | Self::Settle(_)
            | Self::Tick(_) => None,
        }
    }

    /// Whether it is a submission with other answers than those with this [`Submission::answers_hash`], taken under its id.
    pub(super) fn corrects(&self, taken: &str) -> bool {
        matches!(self, Self::Submit(submission) if submission.answers_hash != taken)
    }
}

/// Who has the person an address names, where the address' own shard said so: after a merge it is another lead's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The lead.
    pub lead: LeadId,
    /// Where the command's id was known there, [`Submission::answers_hash`] of it: it is not counted again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken: Option<String>,
    /// When that was taken there; nothing where an earlier release says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_at: Option<Millis>,
    /// When whoever had the address before was erased, if that happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erased_at: Option<Millis>,
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
    /// How sure it is that the visitor is the person. A row of an earlier release doesn't say: nothing was proven then, nor
    /// below.
    #[serde(default, skip_serializing_if = "Bond::is_claimed")]
    pub bond: Bond,
    /// The lead that the visitor was known as, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_as: Option<LeadId>,
    /// Whether it is a test; its key is then one of [`crate::secret::LeadKey::of_test`].
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub test: bool,
    /// When it came in, where it was held back since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Millis>,
    /// When it was sent as it is now, where it was corrected while it was held back: what was taken of it meanwhile is from before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected_at: Option<Millis>,
    /// Who has the person, where that is not the lead the address names in this shard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<Holder>,
    /// What they agreed to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agreed: Vec<Agreed>,
    /// How they are asked by mail to confirm it, where they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirm: Option<Box<Confirmation>>,
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
    /// How sure it is that the visitor is the person.
    #[serde(default, skip_serializing_if = "Bond::is_claimed")]
    pub bond: Bond,
    /// The lead that the visitor was known as, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_as: Option<LeadId>,
    /// Who has the person, where that is not the lead the address names in this shard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<Holder>,
}

/// What a known lead's browser did so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// Whose.
    pub lead: LeadId,
    /// All of it.
    pub visitor: Snapshot,
    /// How sure it is that the visitor is the lead.
    #[serde(default, skip_serializing_if = "Bond::is_claimed")]
    pub bond: Bond,
    /// The beginning of the key of the address the browser is bound by, see [`crate::secret::LeadKey::short`]. An earlier release
    /// doesn't say.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub key: String,
    /// When the last of it came in, by the edge's clock.
    #[serde(default)]
    pub at: Millis,
    /// What of it is new.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deeds: Vec<Deed>,
}

/// What an operator, or a system that may, changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amendment {
    /// Whose.
    pub lead: LeadId,
    /// When, by the edge's clock.
    pub at: Millis,
    /// Through what, for example `api`.
    pub source: String,
    /// New values of fields; an empty one says nothing.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
    /// Labels put on or taken off.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, bool>,
    /// Who looks after the person from now on; nobody if it is empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// What was agreed to or taken back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consents: Vec<Agreement>,
    /// Whether mail to addresses comes back, by [`crate::secret::LeadKey::hex`].
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub bounced: BTreeMap<String, bool>,
    /// Addresses that were shown to be the person's, by the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub verified: Vec<String>,
    /// Paths of files fetched that forms handed out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fetched: Vec<String>,
}

impl Amendment {
    /// One that changes nothing yet.
    pub fn new(lead: LeadId, at: Millis, source: &str) -> Self {
        Self {
            lead,
            at,
            source: source.to_owned(),
            fields: BTreeMap::new(),
            tags: BTreeMap::new(),
            owner: None,
            consents: Vec::new(),
            bounced: BTreeMap::new(),
            verified: Vec::new(),
            fetched: Vec::new(),
        }
    }
}

/// What was agreed to or taken back for an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// [`crate::secret::LeadKey::hex`] of the address. Where none is named, the one to write to agrees, and all of the
    /// person's take back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// For what, for example `mail`.
    pub purpose: String,
    /// What was said.
    pub said: Said,
    /// Which text; empty where there was none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// It says nothing if the same was confirmed since this time: what a link confirms, it confirms once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unless_since: Option<Millis>,
}

/// How an account stands, told to one of its contacts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Which lead has the contact by now.
    pub lead: LeadId,
    /// Which contact: a lead that it was merged into may be another account's.
    pub contact: LeadId,
    /// How it stands, and since when.
    pub standing: Latest<Standing>,
}

/// A browser that turned out to be somebody else's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detachment {
    /// Whose it was taken for.
    pub lead: LeadId,
    /// Which browser.
    pub visitor: VisitorId,
}

/// People, or a system of theirs, moved a lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// Which lead.
    pub lead: LeadId,
    /// Where to.
    pub goal: Goal,
    /// Why, as one of the site's reasons; for a move back any word of theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What they wrote beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What the request is remembered by, where the caller named it: asked again it moves nobody again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
}

/// Where people move a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Goal {
    /// Sales takes an MQL: on to the next stage in use.
    Accept,
    /// Sales does not: to where the reason leads.
    Reject,
    /// Into a certain stage.
    Enter(Stage),
}

/// Why a lead was not moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotMoved {
    /// That does not happen to a lead in this stage.
    From(Stage),
    /// The site does not use the stage.
    Unused,
    /// A move back, or aside, needs a reason.
    ReasonNeeded,
    /// The site has no such reason; it has these.
    ReasonUnknown(Vec<String>),
    /// The reason leads here instead.
    ReasonLeads(Stage),
}

/// Somebody talked to the person, or tried to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// With whom.
    pub lead: LeadId,
    /// When, by the edge's clock.
    pub at: Millis,
}

/// An owner that was picked; see [`crate::assignment`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// Whose.
    pub lead: LeadId,
    /// Since when the lead waits.
    pub since: Millis,
    /// Who, and why.
    pub assigned: Assigned,
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
        /// Whether the visitor goes on as somebody new: what they did may be from before the person was erased.
        #[serde(default)]
        anew: bool,
    },
    /// No such lead.
    Unknown,
    /// The lead is part of another one since a merge: the command goes to that one.
    Moved {
        /// Which one.
        to: LeadId,
        /// Where the command's id is known here, [`Submission::answers_hash`] of it: it is not counted again there.
        taken: Option<String>,
        /// When that was taken.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        taken_at: Option<Millis>,
        /// When whoever had the command's address before was erased.
        #[serde(default)]
        erased_at: Option<Millis>,
    },
    /// The browser was detached from the lead: it goes on as somebody new.
    Detached,
    /// The lead stayed where it is.
    NotMoved(NotMoved),
    /// The lead was erased.
    Erased(Tombstone),
    /// The command is from before the person was erased: it is dropped.
    Dropped,
    /// The submission is held back: nothing is done until people have looked at it.
    Held,
    /// What the submission corrects was given away and has not arrived yet: it is to be sent again in a moment. It would find
    /// nothing to take back where it is led to.
    Early,
}

/// What a command did to a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "LeadChange"))]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// Somebody new.
    Created,
    /// Something new.
    Updated,
    /// Nothing: it had been done before.
    None,
}
