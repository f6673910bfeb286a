//! The `SiteRegistry`'s part in routing: it knows whose turn it is, and who has which company, for all shards of the site.
//!
//! Turns, companies and answers are written in one transaction with the pick, in the one object that all shards ask, so
//! turns are fair whoever asks at once; and who asks again gets the answer there was.

use super::router_sql as sql;
use crate::clock;
use leadline_domain::{
    assignment::{Ask, Assigned, Picked},
    time::DAY,
};
use worker::{Result, SqlStorage};

/// For how long at least a question is known again: a shard asks until it has written the answer down, and then never more.
const KNOWN_FOR: i64 = 30 * DAY;

/// Picks an owner, inside a transaction.
pub(super) fn assign(store: &SqlStorage, ask: &Ask) -> Result<Assigned> {
    if let Some(known) = sql::answer(store, &ask.name)? {
        return Ok(known);
    }
    let now = clock::now();
    let holder = ask.account.as_deref().map(|account| sql::holder(store, account)).transpose()?.flatten();
    let Picked { assigned, rota, takes_account } = ask.pick(holder.as_deref(), |route| sql::rota(store, route))?;
    if let Some((route, rota)) = rota {
        sql::keep_rota(store, &route, &rota)?;
    }
    if let (true, Some(account), Some(owner)) = (takes_account, &ask.account, &assigned.owner) {
        sql::hold(store, account, Some(owner))?;
    }
    sql::keep_answer(store, &ask.name, &assigned, now)?;
    // Looking for old ones reads all of them, so one pick in 256 does.
    if ask.name.starts_with("00") {
        sql::forget_before(store, now.plus(-KNOWN_FOR))?;
    }
    Ok(assigned)
}
