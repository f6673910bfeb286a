//! The `LeadShard`'s part in listing leads and submissions: its first ones behind a place that are asked for.

use super::{identity_sql, lead_sql};
use crate::{
    clients::lead_shard::{Page, Sent, Submissions},
    clock,
};
use leadline_domain::{
    lead::{Lead, LeadView, Placed, Position, Sheet, TakenSubmission},
    site::Site,
};
use worker::{Error, Result, SqlStorage};

/// Leads looked at in one go, where not everybody is asked for: each is read and scored.
const LOOKS_AT: u32 = 500;

/// Reads a page. A shard that found fewer than it was to looks no further than this: whoever asks goes on from there.
pub(super) fn sheet(store: &SqlStorage, page: Page, site: &Site) -> Result<Sheet<LeadView>> {
    let Page { behind, limit, query } = page;
    let asked = query.check().map_err(|_| Error::RustError("the query makes no sense".to_owned()))?;
    let looks_at = if asked.is_everybody() { limit } else { LOOKS_AT.max(limit) };
    let found = lead_sql::leads(store, (behind.as_ref(), asked.since()), looks_at)?;
    let is_whole = found.len() < usize::try_from(looks_at).unwrap_or(usize::MAX);
    let last = found.last().map(position);
    let (today, wanted) = (clock::now().day(), usize::try_from(limit).unwrap_or(usize::MAX));
    let placed = |lead: Lead| {
        let (position, updated_at) = (position(&lead), lead.updated_at);
        let lead = LeadView::from(&lead.scored_on(site, today));
        asked.takes(&lead, updated_at).then_some(Placed { position, lead })
    };
    let leads: Vec<_> = found.into_iter().filter_map(placed).take(wanted).collect();
    let is_full = leads.len() == wanted;
    Ok(Sheet { leads, looked_to: last.filter(|_| !is_whole && !is_full) })
}

/// Reads a page of submissions, each with who has it by now.
pub(super) fn submissions(store: &SqlStorage, which: &Submissions) -> Result<Vec<Sent>> {
    let sent = |taken: TakenSubmission| {
        let lead = identity_sql::holder(store, taken.lead.clone())?;
        let test = lead_sql::is_test(store, &lead)?;
        Ok(Sent { taken: TakenSubmission { lead, ..taken }, test })
    };
    lead_sql::submissions(store, which)?.into_iter().map(sent).collect()
}

fn position(lead: &Lead) -> Position {
    Position { updated_at: lead.updated_at, id: lead.id.clone() }
}
