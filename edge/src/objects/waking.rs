//! The `LeadShard`'s part in time that passes: a lead about which something may be late is looked at when it may be.
//!
//! When that is stands in `due`, written with the change that made it so. Looking at a lead writes what is told, that it was told, and
//! when to look again, in one transaction; so it is told once, whatever the alarm does.

use super::{due_sql::Reason, identity_sql, writing::Writer};
use crate::{clock, entropy, sites::Published};
use leadline_domain::lead::{self, Command, Context, Decision, Shard, State, Subject};
use worker::{Result, SqlStorage};

/// Leads looked at in one turn of the alarm.
const TURN: i64 = 20;

/// Looks at leads, inside a transaction.
pub(super) fn turn(store: &SqlStorage, published: &Published, shard: &Shard) -> Result<()> {
    let now = clock::now();
    for (id, _) in Reason::Wake.due(store, now, TURN)? {
        let subject = identity_sql::by_id(store, shard.number, id.clone())?;
        // It became part of another lead, which has times of its own, or was erased.
        if !matches!(&subject, Subject::Lead(lead) if lead.id == id) {
            Reason::Wake.remove(store, &id)?;
            continue;
        }
        let context = Context {
            site: &published.site,
            shard: shard.number,
            now,
            lead_entropy: entropy::draw(),
            outbox_entropy: entropy::draw(),
        };
        let state = State { subject, ..State::default() };
        let Decision { effects, .. } = lead::decide(state, Command::Tick(id), &context);
        Writer { store, site: &published.site, now, again_at: None }.write(None, &effects)?;
    }
    Ok(())
}
