//! A lead as others see it: in the API, in events, in KV.

use super::{Lead, Stage};
use crate::{id::LeadId, score::Score, visit::Touch};
use alloc::{borrow::ToOwned, collections::BTreeMap, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// A lead as others see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadView {
    /// Public id.
    pub id: LeadId,
    /// Grows with every change: a reader keeps the greater.
    pub version: u32,
    /// The address as typed.
    pub email: String,
    /// Where it is.
    pub stage: Stage,
    /// The furthest it has been.
    pub furthest: Stage,
    /// Score with reasons.
    pub score: Score,
    /// What models other than the one it goes by say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_scores: Vec<Score>,
    /// What the person told.
    pub fields: BTreeMap<String, String>,
    /// Submissions taken.
    pub submissions: u32,
    /// Sessions, over all browsers. Rows of an earlier release don't say, nor do they below.
    #[serde(default)]
    pub sessions: u32,
    /// Pages seen, over all browsers.
    #[serde(default)]
    pub views: u32,
    /// Engaged seconds, over all browsers.
    #[serde(default)]
    pub engaged_seconds: u64,
    /// Where the person first came from.
    pub first_touch: Option<Origin>,
    /// Where the person last came from.
    pub last_touch: Option<Origin>,
    /// RFC 3339, UTC.
    pub created_at: String,
    /// RFC 3339, UTC.
    pub updated_at: String,
}

/// Where somebody came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// RFC 3339, UTC.
    pub at: String,
    /// `utm_source`, or the network of a click id, or the referring host.
    pub source: String,
    /// `utm_medium`, or `click-id`, or `referral`.
    pub medium: String,
    /// `utm_campaign`.
    pub campaign: String,
}

impl From<&Touch> for Origin {
    fn from(touch: &Touch) -> Self {
        Self {
            at: touch.at.rfc3339(),
            source: touch.source.clone(),
            medium: touch.medium.clone(),
            campaign: touch.campaign.clone(),
        }
    }
}

impl From<&Lead> for LeadView {
    fn from(lead: &Lead) -> Self {
        let visits = lead.visits();
        Self {
            id: lead.id.clone(),
            version: lead.version,
            email: lead.email.typed.clone(),
            stage: lead.stage,
            furthest: lead.furthest,
            score: lead.score.clone(),
            other_scores: lead.other_scores.clone(),
            fields: lead.fields.0.iter().map(|(name, field)| (name.to_owned(), field.value.clone())).collect(),
            submissions: lead.submissions,
            sessions: visits.sessions,
            views: visits.views,
            engaged_seconds: visits.engaged_seconds(),
            first_touch: lead.first_touch().map(Origin::from),
            last_touch: lead.last_touch().map(Origin::from),
            created_at: lead.created_at.rfc3339(),
            updated_at: lead.updated_at.rfc3339(),
        }
    }
}
