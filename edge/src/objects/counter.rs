//! **Counter**: a site's aggregate counts by day and name.
//!
//! State: the table `tally`. Commands: `add` (sums of an isolate), `read` (a range of days). An `add` is one transaction,
//! so a sum is in as a whole or not at all; the isolate hands it over again when it got no answer, so counts are at least
//! once. Nothing here is about a person.

use super::{answer, atomic::atomically, body, command, counter_sql};
use crate::clients::counter::Counts;
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

/// A site's aggregate counts.
#[durable_object(fetch)]
pub struct Counter {
    state: State,
}

impl DurableObject for Counter {
    fn new(state: State, _env: Env) -> Self {
        Self { state }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let storage = self.state.storage();
        let sql = storage.sql();
        counter_sql::prepare(&sql)?;
        match command(&request).as_str() {
            "add" => {
                let counts: Counts = body(&mut request).await?;
                atomically(&storage, move || counter_sql::add(&sql, &counts))?;
                answer(&())
            }
            "read" => answer(&counter_sql::read(&sql, &body(&mut request).await?)?),
            other => Err(worker::Error::RustError(format!("no command {other}"))),
        }
    }
}
