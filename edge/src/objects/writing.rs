//! Writing a decision of `domain`, inside the caller's transaction.

use super::{
    chores::Chores,
    due_sql::Reason,
    handed_sql::{self, InHand},
    lead_sql, outbox, outbox_sql,
};
use leadline_domain::{
    id::OutboxId,
    lead::{
        Effect, OutboxRow,
        delivery::{Ledger, Turn},
    },
    site::Site,
    time::{Millis, SECOND},
};
use worker::{Result, SqlStorage};

/// Writes decisions.
pub(super) struct Writer<'a> {
    /// Where to.
    pub(super) store: &'a SqlStorage,
    /// The site in force: it says which sinks want an event.
    pub(super) site: &'a Site,
    /// The edge's clock.
    pub(super) now: Millis,
    /// When to look again after what the caller hands on at once; none if it leaves everything to the alarm.
    pub(super) again_at: Option<Millis>,
}

/// A row that was written to be handed on at once.
#[derive(Clone, Debug)]
pub(super) struct Handed {
    /// Its id.
    pub(super) row: OutboxId,
    /// What else is to be done.
    pub(super) chores: Chores,
}

impl Writer<'_> {
    /// Writes all effects of one decision. `identifier` names the lead that is kept, if it is new to this name.
    pub(super) fn write(&self, identifier: Option<&str>, effects: &[Effect]) -> Result<Option<Handed>> {
        let (mut row, mut chores) = (None, Chores::default());
        for effect in effects {
            match effect {
                Effect::PutLead(lead) => lead_sql::put_lead(self.store, identifier, lead)?,
                Effect::PutSubmission(taken) => lead_sql::put_submission(self.store, taken)?,
                Effect::PutOutbox(put) => row = Some(put),
                Effect::Project(lead) => chores.show = Some(lead.clone()),
                Effect::Await(lead) => Reason::Route.note(self.store, lead, self.now)?,
                Effect::Settled(lead) => Reason::Route.remove(self.store, lead)?,
                Effect::Wake(lead, Some(at)) => Reason::Wake.note_for(self.store, lead, *at)?,
                Effect::Wake(lead, None) => Reason::Wake.remove(self.store, lead)?,
                Effect::Contribute(lead) => chores.contribute = Some(lead.clone()),
            }
        }
        if let Some(row) = row
            && self.put(row, &chores)?
        {
            return Ok(Some(Handed { row: row.id.clone(), chores }));
        }
        // KV takes one write a second for a key; a second later every change since is in.
        chores.note(self.store, self.now.plus(SECOND))?;
        Ok(None)
    }

    /// Puts a row in; says whether it is to be handed on now. What no sink wants is not kept.
    fn put(&self, row: &OutboxRow, chores: &Chores) -> Result<bool> {
        let mut ledger = outbox::begin(self.site, row, self.now);
        if ledger.is_done() {
            return Ok(false);
        }
        if let Some(again_at) = self.again_at
            && self.claim(&mut ledger, row, Turn { now: self.now, again_at })?
        {
            let in_hand = InHand { row: row.clone(), ledger, chores: chores.clone() };
            handed_sql::put(self.store, &in_hand, again_at)?;
            return Ok(true);
        }
        outbox_sql::put(self.store, row, &ledger)?;
        Ok(false)
    }

    fn claim(&self, ledger: &mut Ledger, row: &OutboxRow, times: Turn) -> Result<bool> {
        let before = outbox_sql::endpoints(self.store)?;
        let mut endpoints = before.clone();
        let claims = ledger.claim(&row.id, &outbox::names(self.site), &mut endpoints, times);
        outbox_sql::keep_endpoints(self.store, &before, &endpoints)?;
        Ok(claims)
    }
}
