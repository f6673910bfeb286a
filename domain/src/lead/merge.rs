//! Two leads that are one person become one.
//!
//! The junior lead is given away and the senior one takes it in ([`Lead::seniority`]). A lead that was given away is gone in
//! the same moment: its keys and its id lead to the senior from then on, and nothing is added to it any more. What it was
//! travels until it is taken, as often as it takes: taking it in is a join, so it makes no difference what reached the
//! senior before it. Because a lead is only ever given to a senior one, merges that cross each other can't run in circles.

use super::{
    Change, Context, Decision, EventType, Lead, Stage,
    decide::{done, finish, stage_events},
};
use crate::{id::LeadId, time::Millis};
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// A lead's place in the order of [`Lead::seniority`], as one shard tells another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Seniority {
    /// When it was first known.
    pub created_at: Millis,
    /// Its id.
    pub id: LeadId,
    /// Whether it came of a test; a test and a person are never one.
    #[serde(default)]
    pub test: bool,
}

impl Seniority {
    /// A lead's.
    pub fn of(lead: &Lead) -> Self {
        let (created_at, id) = lead.seniority();
        Self { created_at, id: id.clone(), test: lead.test }
    }

    /// Who is given to whom: first the junior, then the senior; nobody if both are the same lead.
    pub fn pair(one: Self, other: Self) -> Option<(Self, Self)> {
        match one.cmp(&other) {
            core::cmp::Ordering::Equal => None,
            core::cmp::Ordering::Less => Some((other, one)),
            core::cmp::Ordering::Greater => Some((one, other)),
        }
    }
}

/// Takes a junior lead in. What was taken before changes nothing.
pub fn take(mut senior: Lead, junior: &Lead, context: &Context<'_>) -> Decision {
    let before = senior.stage;
    senior.fall_late(context.site, context.now);
    // What is taken in again may have grown since: after a backup was restored the junior is there anew.
    if !senior.learns_from(junior) {
        return Decision { effects: Vec::new(), reply: done(&senior, Change::None) };
    }
    let came_along = senior.stage != before;
    let entered: Vec<Stage> = senior.reconsider(context.site, context.now);
    let mut events = alloc::vec![EventType::LeadUpdated];
    events.extend(stage_events(&entered));
    // Whoever was qualified under the other id was told of then.
    if came_along && entered.is_empty() {
        events.push(EventType::LeadStageChanged);
    }
    finish(senior, Change::Updated, Vec::new(), &events, context)
}

/// What becomes of a wish to merge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Given {
    /// The lead is given away, now or before, to this one.
    To(LeadId),
    /// No such lead.
    Unknown,
    /// The other lead is junior: it has to be given to this one.
    IsSenior,
}
