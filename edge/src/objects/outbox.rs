//! The `LeadShard`'s share of delivering: what is handed to the queue, what is tried, what became of it.
//!
//! A row is taken in hand before its message is sent, until the resend time: a message lost anywhere is sent again under the
//! same id. All that a command or a turn changes is one transaction, so a sink's state and that of the rows never disagree. What
//! to do is `domain`'s to say; here it is read and written.

use super::outbox_sql::{self as sql, Due, DueState, Kept};
use crate::{
    clients::lead_shard::{
        DeadLetters, ListedLetter, OpenedLetter, OutboxHealth, Outgoing, Replay, Replayed, Settlement,
    },
    journal,
    sites::Published,
};
use leadline_domain::{
    id::OutboxId,
    lead::{
        OutboxRow,
        delivery::{DeadLetter, Ledger, SinkName, Turn},
    },
    sink::Sink,
    site::Site,
    time::{MINUTE, Millis},
};
use worker::{Result, SqlStorage};

/// For how long a row is put off that a newer release wrote, in milliseconds.
const UNREADABLE: i64 = 60 * MINUTE;
/// Dead letters that one command has tried again.
const REPLAYED_AT_ONCE: u32 = 200;

/// Takes in hand what is due; says which rows to send. What no sink wants, or may be tried at, is put away or put off.
pub(super) fn claim(store: &SqlStorage, site: &Site, times: Turn, limit: i64) -> Result<Vec<OutboxId>> {
    let before = sql::endpoints(store)?;
    let (mut endpoints, sinks) = (before.clone(), names(site));
    let mut claimed = Vec::new();
    for Due { id, state } in sql::due(store, times.now, limit)? {
        let mut ledger = match state {
            DueState::New(row) => begin(site, &row, times.now),
            DueState::Begun(ledger) => ledger,
            DueState::Unreadable => {
                // It must not keep others from being sent; the release that wrote it will read it.
                journal::fault("outbox", &format!("{id} can't be read, and is put off"));
                sql::put_off(store, &id, times.now.plus(UNREADABLE))?;
                continue;
            }
        };
        if ledger.claim(&id, &sinks, &mut endpoints, times) {
            claimed.push(id.clone());
        }
        sql::keep(store, &id, &ledger)?;
    }
    sql::keep_endpoints(store, &before, &endpoints)?;
    Ok(claimed)
}

fn names(site: &Site) -> Vec<SinkName> {
    site.sinks.iter().map(Sink::name).collect()
}

fn begin(site: &Site, row: &OutboxRow, now: Millis) -> Ledger {
    let wanted = |sink: &Sink| (sink.id.clone(), sink.wanted(&row.events, &site.competitors));
    Ledger::begin(site.sinks.iter().map(wanted), now)
}

/// The queue did not take these rows: they are due again soon, unless somebody settled them meanwhile.
pub(super) fn unsent(store: &SqlStorage, rows: &[OutboxId], again_at: Millis, soon: Millis) -> Result<()> {
    for id in rows {
        if let Some(Kept { ledger: Some(mut ledger), .. }) = sql::row(store, id)? {
            ledger.unsent(again_at, soon);
            sql::keep(store, id, &ledger)?;
        }
    }
    Ok(())
}

/// What of a row is to be delivered now.
pub(super) fn read(store: &SqlStorage, published: &Published, id: &OutboxId, now: Millis) -> Result<Option<Outgoing>> {
    let Some(Kept { row, ledger: Some(mut ledger) }) = sql::row(store, id)? else { return Ok(None) };
    let before = sql::endpoints(store)?;
    let mut endpoints = before.clone();
    let known = ledger.clone();
    let attempts = ledger.attempts(id, &names(&published.site), &mut endpoints, now);
    if ledger != known {
        sql::keep(store, id, &ledger)?;
    }
    sql::keep_endpoints(store, &before, &endpoints)?;
    Ok(Some(Outgoing { version: published.version.clone(), events: row.events, attempts }))
}

/// Notes how attempts went.
pub(super) fn settle(store: &SqlStorage, settlements: &[Settlement], now: Millis) -> Result<()> {
    let before = sql::endpoints(store)?;
    let mut endpoints = before.clone();
    for Settlement { row: id, attempted } in settlements {
        let endpoint = endpoints.entry(attempted.sink.clone()).or_default();
        // A row that is gone was settled before; how its sink is doing is worth knowing all the same.
        let known = sql::row(store, id)?.and_then(|kept| kept.ledger);
        let mut ledger = known.clone().unwrap_or_default();
        ledger.settle(id, attempted, endpoint, now);
        if known.is_some() {
            sql::keep(store, id, &ledger)?;
        }
    }
    sql::keep_endpoints(store, &before, &endpoints)
}

/// Has dead letters tried again, and their sinks with them.
pub(super) fn replay(store: &SqlStorage, replay: &Replay, now: Millis) -> Result<Replayed> {
    let sink = replay.sink.as_deref();
    let found = match &replay.row {
        Some(id) => sql::row(store, id)?.into_iter().collect(),
        None => sql::dead_at(store, sink, REPLAYED_AT_ONCE.into())?,
    };
    let before = sql::endpoints(store)?;
    let mut endpoints = before.clone();
    let mut rows = 0;
    for Kept { row, ledger } in &found {
        let Some(mut ledger) = ledger.clone() else { continue };
        let replayed = ledger.replay(sink, now);
        if replayed.is_empty() {
            continue;
        }
        rows += 1;
        for sink in &replayed {
            if let Some(endpoint) = endpoints.get_mut(sink) {
                endpoint.revive();
            }
        }
        sql::keep(store, &row.id, &ledger)?;
    }
    sql::keep_endpoints(store, &before, &endpoints)?;
    Ok(Replayed { rows, has_more: replay.row.is_none() && rows == REPLAYED_AT_ONCE })
}

/// Dead letters, the latest first.
pub(super) fn dead_letters(store: &SqlStorage, shard: u8, which: &DeadLetters) -> Result<Vec<ListedLetter>> {
    let found = sql::dead(store, which.behind.as_ref(), which.limit)?;
    let listed = |Kept { row, ledger }: &Kept| {
        let ledger = ledger.as_ref()?;
        Some(ListedLetter { at: ledger.dead_at()?, letter: DeadLetter::of(shard, row, ledger)? })
    };
    Ok(found.iter().filter_map(listed).collect())
}

/// One dead letter.
pub(super) fn dead_letter(store: &SqlStorage, shard: u8, id: &OutboxId) -> Result<Option<OpenedLetter>> {
    let Some(Kept { row, ledger: Some(ledger) }) = sql::row(store, id)? else { return Ok(None) };
    let letter = DeadLetter::of(shard, &row, &ledger);
    Ok(letter.map(|letter| OpenedLetter { letter, events: row.events, deliveries: ledger }))
}

/// How the outbox is.
pub(super) fn health(store: &SqlStorage) -> Result<OutboxHealth> {
    let (waiting, dead) = sql::counts(store)?;
    Ok(OutboxHealth { waiting, dead, sinks: sql::endpoints(store)? })
}
