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
        let asked = site.lifecycle.slas.iter().filter(|sla| sla.stage == stage);
        self.promises = asked.filter_map(|sla| self.promised(sla, entered_at, &before, (site, now))).collect();
    }

    fn promised(
        &self,
        sla: &Sla,
        entered_at: Millis,
        before: &[Promise],
        (site, now): (&Site, Millis),
    ) -> Option<Promise> {
        let told = before.iter().find(|promise| promise.sla == sla.id && promise.entered_at == entered_at);
        let missed_at = told.and_then(|promise| promise.missed_at);
        // What was late stays late, whatever the calendar says since.
        let due_at = match told {
            Some(told) if missed_at.is_some() => told.due_at,
            _ => site.calendar_of(self.profile.owner()).after(entered_at, sla.within)?,
        };
        if told.is_none() && due_at < now {
            return None;
        }
        let contact = self.profile.contacted.range(entered_at..).next().copied();
        Some(Promise {
            entered_at,
            sla: sla.id.clone(),
            stage: sla.stage,
            due_at,
            met_at: if sla.met_by == MetBy::Contact { contact } else { None },
            missed_at,
        })
    }

    /// When something has to be done next; nothing if nothing has to.
    pub fn wakes_at(&self) -> Option<Millis> {
        self.promises.iter().filter(|promise| promise.is_open()).map(|promise| promise.due_at).min()
    }

    /// What is late and was not told yet. It is told now.
    pub(super) fn miss(&mut self, now: Millis) -> Vec<Promise> {
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

/// A promise as others see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
