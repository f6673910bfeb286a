//! **Counter**: a site's aggregate counts by day and name.
//!
//! State: the table `tally`. Commands: `add` (sums of an isolate), `read` (a range of days). An `add` is one transaction,
//! so a sum is in as a whole or not at all; the isolate hands it over again when it got no answer, so counts are at least
//! once. Nothing here is about a person.

use super::{answer, atomic::atomically, body, command, counter_sql};
use crate::{clients::counter::Counts, reply};
use serde_json::Value;
use worker::{DurableObject, Env, Error, Request, Response, Result, State, durable_object};

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
        reply::of_object(self.obey(&mut request).await)
    }
}

impl Counter {
    async fn obey(&self, request: &mut Request) -> Result<Value> {
        let storage = self.state.storage();
        let sql = storage.sql();
        counter_sql::prepare(&sql)?;
        match command(request).as_str() {
            "add" => {
                let counts: Counts = body(request).await?;
                atomically(&storage, move || counter_sql::add(&sql, &counts))?;
                answer(())
            }
            "read" => answer(counter_sql::read(&sql, &body(request).await?)?),
            other => Err(Error::RustError(format!("no command {other}"))),
        }
    }
}
