//! Leads, submissions, and links for people.

use leadline_domain::{
    id::LeadId, id::SubmissionId, lead::Change, lead::HeldView, lead::LeadDetail, lead::LeadView, lead::Stage,
    score::Points,
};
use schemars::JsonSchema;
use serde::Serialize;

/// A page of leads, newest change first.
#[derive(Serialize, JsonSchema)]
pub(crate) struct LeadPage {
    /// As they are, with the scores they have today.
    leads: Vec<LeadView>,
    /// The `cursor` of the next page; `null` on the last one.
    next: Option<String>,
}

/// A lead with all that is known of it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct LeadShown {
    lead: LeadDetail,
}

/// What became of a lead.
#[derive(Serialize, JsonSchema)]
pub(crate) struct LeadTold {
    /// Its id: another one than was asked for where it was merged.
    lead: LeadId,
    /// What was done. `created` is never answered here.
    change: Change,
    /// Where it is now.
    stage: Stage,
    /// The total of the score it goes by now, in points.
    score: Points,
}

/// That somebody was erased.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ErasureProof {
    /// The lead that the person was.
    id: LeadId,
    /// Since when nothing is kept.
    erased_at: String,
    /// Whether every shard has done its part; if not, the rest follows by itself.
    is_done: bool,
    /// Until when the platform could bring it back.
    recovery: Recovery,
}

/// Until when the platform could bring back what was erased.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Recovery {
    /// For how many days it can.
    days: u16,
    /// When they are over.
    until: String,
}

/// Proofs of all that an address led to.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Erasures {
    /// Of the person, and of who came of tests with the address; none where nobody was a lead, and only what was held back
    /// or begun is gone.
    erased: Vec<ErasureProof>,
}

/// Two leads that are one.
#[derive(Serialize, JsonSchema)]
pub(crate) struct LeadsMerged {
    /// The one that was there first.
    lead: LeadId,
    /// Whether all that the other was is there; if not, it follows by itself.
    is_done: bool,
}

/// A lead without a browser that was somebody else's.
#[derive(Serialize, JsonSchema)]
pub(crate) struct BrowserDetached {
    /// Its id.
    lead: LeadId,
    /// The total of the score it goes by now, in points.
    score: Points,
}

/// A link for one person.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PersonalLink {
    /// To be sent to the person and nobody else.
    url: String,
    /// Until when it is good.
    expires_at: String,
}

/// A link to what a person may be written to about.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PreferenceLink {
    /// To be sent to the person and nobody else.
    url: String,
    /// What a mail with it carries (RFC 8058).
    headers: PreferenceHeaders,
}

/// What a mail with a link to preferences carries.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PreferenceHeaders {
    /// The link.
    #[serde(rename = "List-Unsubscribe")]
    list_unsubscribe: String,
    /// That one click is enough.
    #[serde(rename = "List-Unsubscribe-Post")]
    #[schemars(extend("const" = "List-Unsubscribe=One-Click"))]
    list_unsubscribe_post: String,
}

/// Forms that were sent, newest first.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SubmissionPage {
    /// The site's key.
    site: String,
    /// Without what was typed, which is in the leads.
    submissions: Vec<SubmissionListed>,
    /// The `cursor` of the next page; `null` on the last one.
    next: Option<String>,
}

/// Submissions that are held back, newest first.
#[derive(Serialize, JsonSchema)]
pub(crate) struct QuarantinePage {
    /// The site's key.
    site: String,
    /// With what was typed: it tells of people.
    quarantine: Vec<HeldView>,
    /// How many went so far because too many were held.
    dropped: u32,
    /// The `cursor` of the next page; `null` on the last one.
    next: Option<String>,
}

/// A submission that was held back and is taken.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SubmissionReleased {
    /// Its id.
    id: SubmissionId,
    /// The lead that has it.
    lead: LeadId,
    /// What it did; `none` where it had been taken before.
    change: Change,
}

/// A submission that is held no more.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SubmissionDiscarded {
    /// Its id.
    id: SubmissionId,
    /// That it is gone.
    #[schemars(extend("const" = true))]
    is_discarded: bool,
}

/// A form that was sent.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SubmissionListed {
    /// Its id.
    id: SubmissionId,
    /// The lead that has it by now.
    lead: LeadId,
    /// Which form.
    form: String,
    /// When it was taken.
    at: String,
    /// Whether it came of a test.
    test: bool,
}
