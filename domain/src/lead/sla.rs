//! What is to be done about a lead in time, and whether it was.

use super::{Lead, Stage};
use crate::{
    site::{MetBy, Site, Sla},
    time::Millis,
};
use alloc::{borrow::ToOwned, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// Something that is to be done in time because a stage was entered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Promise {
    /// When the stage was entered.
    pub entered_at: Millis,
    /// Which SLA of the site.
    pub sla: String,
    /// The stage.
    pub stage: Stage,
    /// Until when, by the owner's calendar.
    pub due_at: Millis,
    /// When it was done, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub met_at: Option<Millis>,
    /// When it was told that it was not done in time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missed_at: Option<Millis>,
}

impl Promise {
    /// Whether it is still to be done, and nobody was told that it is late.
    pub const fn is_open(&self) -> bool {
        self.met_at.is_none() && self.missed_at.is_none()
    }
}

impl Lead {
    /// What is to be done in time, as the site, the owner and the stage are now. What was told stays told.
    ///
    /// What would have been late already when it was first asked for is not promised: an SLA that is published today begins with
    /// those who have time left.
    pub(super) fn promise(&mut self, site: &Site, now: Millis) {
        let before = core::mem::take(&mut self.promises);
        let Some(entry) = self.journey.present_entry().filter(|_| !self.test) else { return };
        let (stage, entered_at) = (entry.stage, entry.at);
        for sla in site.lifecycle.slas.iter().filter(|sla| sla.stage == stage) {
            let told = before.iter().find(|promise| promise.sla == sla.id && promise.entered_at == entered_at);
            // A lead that was merged may have entered the stage before the one about which it was promised.
            let other =
                before.iter().find(|promise| promise.sla == sla.id && promise.stage == stage && promise.is_open());
            let promised =
                self.promised(sla, (entered_at, told), site).filter(|made| told.is_some() || made.due_at >= now);
            let other = other.filter(|_| told.is_none());
            self.promises.extend(promised.or_else(|| other.cloned()));
        }
    }

    fn promised(&self, sla: &Sla, (entered_at, told): (Millis, Option<&Promise>), site: &Site) -> Option<Promise> {
        let missed_at = told.and_then(|promise| promise.missed_at);
        // What was late stays late, whatever the calendar says since.
        let due_at = match told {
            Some(told) if missed_at.is_some() => told.due_at,
            _ => site.calendar_of(self.profile.owner()).after(entered_at, sla.within)?,
        };
        let contact = self.profile.contacted.range(entered_at..).next().copied().filter(|at| *at <= due_at);
        Some(Promise {
            entered_at,
            sla: sla.id.clone(),
            stage: sla.stage,
            due_at,
            met_at: if sla.met_by == MetBy::Contact { contact } else { None },
            missed_at,
        })
    }

    /// Takes in what was promised about somebody who is the same person. That something was told is not forgotten.
    pub(super) fn join_promises(&mut self, others: &[Promise]) {
        for other in others {
            let same = |mine: &&mut Promise| mine.sla == other.sla && mine.entered_at == other.entered_at;
            match self.promises.iter_mut().find(same) {
                Some(mine) if other.missed_at.is_some() && mine.missed_at.is_none() => mine.clone_from(other),
                Some(_) => {}
                None => self.promises.push(other.clone()),
            }
        }
        self.promises.sort_unstable();
    }

    /// Time has passed: what is late by now is to be told with whatever happens next, which may be the very thing that was
    /// promised.
    pub(super) fn fall_late(&mut self, site: &Site, now: Millis) {
        self.promise(site, now);
        self.late = self.miss(now);
    }

    /// When something has to be done next; nothing if nothing has to.
    pub fn wakes_at(&self) -> Option<Millis> {
        self.promises.iter().filter(|promise| promise.is_open()).map(|promise| promise.due_at).min()
    }

    /// What is late and was not told yet. It is told now.
    fn miss(&mut self, now: Millis) -> Vec<Promise> {
        let late = self.promises.iter_mut().filter(|promise| promise.is_open() && promise.due_at <= now);
        let mut missed: Vec<Promise> = late
            .map(|promise| {
                promise.missed_at = Some(now);
                promise.clone()
            })
            .collect();
        missed.sort_by_key(|promise| promise.due_at);
        missed
    }
}

/// Something that is to be done in time, as others see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Promise"))]
pub struct PromiseView {
    /// Which SLA of the site.
    pub sla: String,
    /// The stage that began it.
    pub stage: Stage,
    /// RFC 3339, UTC.
    pub entered_at: String,
    /// RFC 3339, UTC.
    pub due_at: String,
    /// `open`, `met` or `missed`.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["open", "met", "missed"])))]
    pub state: String,
}

impl From<&Promise> for PromiseView {
    fn from(promise: &Promise) -> Self {
        let state = match promise {
            Promise { missed_at: Some(_), .. } => "missed",
            Promise { met_at: Some(_), .. } => "met",
            _ => "open",
        };
        Self {
            sla: promise.sla.clone(),
            stage: promise.stage,
            entered_at: promise.entered_at.rfc3339(),
            due_at: promise.due_at.rfc3339(),
            state: state.to_owned(),
        }
    }
}
