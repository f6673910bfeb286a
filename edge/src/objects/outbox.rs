//! The `LeadShard`'s share of delivering: what is handed to the queue, what is tried, what became of it.
//!
//! A row is taken in hand before its message is sent, until the resend time: a message lost anywhere is sent again under the
//! same id. All that a command or a turn changes is one transaction, so a sink's state and that of the rows never disagree. What
//! to do is `domain`'s to say; here it is read and written.
//!
//! A row begins in `handed` if it is sent right after it was written, and leaves it when everything was taken, or for `outbox`.

use super::{
    chores::Chores,
    due_sql::Reason,
    handed_sql::{self, InHand},
    outbox_sql::{self as sql, Due, DueState, Kept},
};
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
use std::{cell::RefCell, collections::HashSet};
use worker::{Result, SqlStorage};

/// For how long a row is put off that a newer release wrote, in milliseconds.
const UNREADABLE: i64 = 60 * MINUTE;
/// Dead letters that one command has tried again.
const REPLAYED_AT_ONCE: u32 = 200;

/// Rows whose chores this instance has done. One that is lost with the instance has its chores done again.
pub(super) type Cleared = RefCell<HashSet<OutboxId>>;

/// A row, wherever it is.
struct Found {
    row: OutboxRow,
    /// Without one, nobody has looked at it yet.
    ledger: Option<Ledger>,
    /// Of a row in hand.
    chores: Option<Chores>,
}

impl From<Kept> for Found {
    fn from(Kept { row, ledger }: Kept) -> Self {
        Self { row, ledger, chores: None }
    }
}

fn find(store: &SqlStorage, id: &OutboxId) -> Result<Option<Found>> {
    Ok(match handed_sql::row(store, id)? {
        Some(InHand { row, ledger, chores }) => Some(Found { row, ledger: Some(ledger), chores: Some(chores) }),
        None => sql::row(store, id)?.map(Found::from),
    })
}

impl Found {
    /// Keeps what each sink has of it. A row in hand stays while attempts are under way.
    fn keep(&self, store: &SqlStorage, cleared: &Cleared, ledger: &Ledger, now: Millis) -> Result<()> {
        match &self.chores {
            None => sql::keep(store, &self.row.id, ledger),
            Some(_) if ledger.is_under_way() => handed_sql::keep(store, &self.row.id, ledger),
            Some(chores) => leave(store, cleared, &self.row, ledger, chores, now),
        }
    }
}

/// A row in hand goes: for good if every sink has it, else among those that wait. Chores that may not be done are noted.
fn leave(
    store: &SqlStorage,
    cleared: &Cleared,
    row: &OutboxRow,
    ledger: &Ledger,
    chores: &Chores,
    now: Millis,
) -> Result<()> {
    handed_sql::remove(store, &row.id)?;
    if !ledger.is_done() {
        sql::put(store, row, ledger)?;
    }
    if !cleared.borrow_mut().remove(&row.id) {
        chores.note(store, now)?;
    }
    Ok(())
}

/// Lets rows in hand wait of which nothing was heard. They are due, so that they are sent again.
pub(super) fn give_up_waiting(store: &SqlStorage, cleared: &Cleared, now: Millis, limit: i64) -> Result<()> {
    for id in handed_sql::late(store, now, limit)? {
        match handed_sql::row(store, &id) {
            Ok(Some(InHand { row, ledger, chores })) => leave(store, cleared, &row, &ledger, &chores, now)?,
            Ok(None) => {}
            Err(_) => {
                journal::fault("outbox", &format!("{id} in hand can't be read, and is put off"));
                handed_sql::put_off(store, &id, now.plus(UNREADABLE))?;
            }
        }
    }
    Ok(())
}

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

/// The site's sinks.
pub(super) fn names(site: &Site) -> Vec<SinkName> {
    site.sinks.iter().map(Sink::name).collect()
}

/// What each sink is to have of a new row.
pub(super) fn begin(site: &Site, row: &OutboxRow, now: Millis) -> Ledger {
    let wanted = |sink: &Sink| (sink.id.clone(), sink.wanted(&row.events, &site.competitors));
    Ledger::begin(site.sinks.iter().map(wanted), now)
}

/// Puts a row in that is about the site, unless it is there. What no sink wants is not kept.
pub(super) fn put(store: &SqlStorage, site: &Site, row: &OutboxRow, now: Millis) -> Result<()> {
    let ledger = begin(site, row, now);
    if ledger.is_done() || find(store, &row.id)?.is_some() {
        return Ok(());
    }
    sql::put(store, row, &ledger)
}

/// Takes back a row that the alarm sends, wherever it still waits; says whether any sink may have heard of it before.
pub(super) fn take_back(store: &SqlStorage, id: &OutboxId) -> Result<bool> {
    let found = sql::row(store, id)?;
    sql::remove(store, id)?;
    // One that is gone was taken by all.
    Ok(found.is_none_or(|kept| kept.ledger.is_some_and(|ledger| !ledger.is_unheard())))
}

/// The queue did not take these rows: they are due again soon, unless somebody settled them meanwhile.
pub(super) fn unsent(
    store: &SqlStorage,
    cleared: &Cleared,
    rows: &[OutboxId],
    now: Millis,
    soon: Millis,
) -> Result<()> {
    for row in rows {
        if let Some(found) = find(store, row)?
            && let Some(mut ledger) = found.ledger.clone()
        {
            ledger.unsent(soon);
            found.keep(store, cleared, &ledger, now)?;
        }
    }
    Ok(())
}

/// What of a row is to be delivered now.
pub(super) fn read(
    store: &SqlStorage,
    cleared: &Cleared,
    published: &Published,
    id: &OutboxId,
    now: Millis,
) -> Result<Option<Outgoing>> {
    let Some(found) = find(store, id)? else { return Ok(None) };
    let Some(mut ledger) = found.ledger.clone() else { return Ok(None) };
    let before = sql::endpoints(store)?;
    let mut endpoints = before.clone();
    let attempts = ledger.attempts(id, &names(&published.site), &mut endpoints, now);
    if found.ledger.as_ref() != Some(&ledger) {
        found.keep(store, cleared, &ledger, now)?;
    }
    sql::keep_endpoints(store, &before, &endpoints)?;
    Ok(Some(Outgoing { version: published.version.clone(), events: found.row.events, attempts }))
}

/// Notes how attempts went.
pub(super) fn settle(store: &SqlStorage, cleared: &Cleared, settlements: &[Settlement], now: Millis) -> Result<()> {
    let before = sql::endpoints(store)?;
    let mut endpoints = before.clone();
    for Settlement { row: id, attempted } in settlements {
        let endpoint = endpoints.entry(attempted.sink.clone()).or_default();
        // A row that is gone was settled before; how its sink is doing is worth knowing all the same.
        let found = find(store, id)?.filter(|found| found.ledger.is_some());
        let mut ledger = found.as_ref().and_then(|found| found.ledger.clone()).unwrap_or_default();
        ledger.settle(id, attempted, endpoint, now);
        if let Some(found) = found {
            found.keep(store, cleared, &ledger, now)?;
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
pub(super) fn health(store: &SqlStorage, now: Millis) -> Result<OutboxHealth> {
    let (waiting, dead) = sql::counts(store)?;
    Ok(OutboxHealth { waiting, dead, unrouted: Reason::Route.overdue(store, now)?, sinks: sql::endpoints(store)? })
}
