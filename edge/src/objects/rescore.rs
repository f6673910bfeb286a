//! The `LeadShard`'s share of scoring all leads of a site again.
//!
//! A turn reads some leads behind the cursor, lets `domain` decide about each, and writes what changed together with the
//! cursor in one transaction. So it goes on where it was after a restart, and no event is told twice. Leads that come or
//! change meanwhile are scored by the same model as they do.

use super::{rescore_sql as sql, writing::Writer};
use crate::{
    clock, entropy,
    sites::{Pointer, Published},
};
use leadline_domain::{
    lead::{self, Context, Decision, Rescoring, Shard, Turn},
    site::Site,
};
use worker::{Result, SqlStorage};

/// Leads scored in a turn: about a millisecond of work and at most a hundred and fifty rows.
const LEADS_A_TURN: i64 = 50;

/// Begins, unless the leads were scored by this model already and nobody asks for it anew. A version older than one the
/// shard knows of changes nothing: KV may show it for a minute yet.
pub(super) fn begin(store: &SqlStorage, published: &Published, anew: bool) -> Result<Rescoring> {
    let now = clock::now();
    let model = &published.site.model_version;
    if let (Some(told), Some(known)) = (sql::told(store)?, sql::rescoring(store)?)
        && told.at > published.at
    {
        return Ok(known);
    }
    let pointer = Pointer { version: published.version.clone(), at: published.at };
    if sql::told(store)?.as_ref() != Some(&pointer) {
        sql::note_told(store, &pointer)?;
    }
    if let Some(known) = sql::rescoring(store)?.filter(|known| known.model == *model && !anew) {
        return Ok(known);
    }
    let rescoring = Rescoring::begin(model, sql::count(store)?, now);
    sql::note_rescoring(store, &rescoring, now)?;
    Ok(rescoring)
}

/// Whether the leads are scored by another model than this site's.
pub(super) fn is_stale(store: &SqlStorage, site: &Site) -> Result<bool> {
    Ok(sql::rescoring(store)?.is_none_or(|known| known.model != site.model_version))
}

/// Scores the next leads.
pub(super) fn turn(store: &SqlStorage, site: &Site, shard: &Shard) -> Result<()> {
    let Some(rescoring) = sql::rescoring(store)?.filter(Rescoring::is_under_way) else { return Ok(()) };
    let now = clock::now();
    let mut turn = Turn::default();
    for lead in sql::leads_behind(store, rescoring.cursor.as_ref(), LEADS_A_TURN)? {
        let context =
            Context { site, shard: shard.number, now, lead_entropy: entropy::draw(), outbox_entropy: entropy::draw() };
        turn.scored += 1;
        turn.last = Some(lead.id.clone());
        let Some(Decision { effects, .. }) = lead::rescore(lead, &context) else { continue };
        turn.changed += 1;
        Writer { store, site, now, again_at: None }.write(None, &effects)?;
    }
    sql::note_rescoring(store, &rescoring.after(turn, now), now)
}
