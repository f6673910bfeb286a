//! `api/v1/sinks`: where a site's events go, how that is going, and trying one.

use crate::{
    clients::lead_shard::{self, OutboxHealth},
    clock,
    desk::Desk,
    refusal::Refusal,
    reply::Reply,
    sinks::{self, Letter},
    sites,
};
use futures_util::future::try_join_all;
use leadline_domain::{
    access::Caller,
    id::OutboxId,
    lead::{Shard, delivery::Health},
    sink::{self, Sink},
    site::Site,
    time::Millis,
};
use serde_json::{Value, json};

/// The outboxes of all shards of a site.
pub(super) struct Outboxes(Vec<OutboxHealth>);

impl Outboxes {
    /// Something added up.
    pub(super) fn sum(&self, of: fn(&OutboxHealth) -> u32) -> u64 {
        self.0.iter().map(|outbox| u64::from(of(outbox))).sum()
    }

    /// How a sink is doing.
    pub(super) fn health(&self, sink: &Sink, now: Millis) -> Health {
        let of_shards = self.0.iter().filter_map(|outbox| outbox.sinks.get(&sink.id));
        Health::of(of_shards, &sink.fingerprint(), now)
    }
}

/// Asks all shards of a site.
pub(super) async fn outboxes(desk: &Desk, site: &Site) -> Result<Outboxes, Refusal> {
    let shards = (0..site.shards).map(|number| Shard { site: site.id.clone(), number });
    let asked = shards.map(|shard| async move { lead_shard::outbox_health(&desk.env, &shard).await });
    Ok(Outboxes(try_join_all(asked).await?))
}

/// Lists the sinks of the version in force, each with how it is doing over all shards.
pub(super) async fn list(desk: &Desk, caller: &Caller) -> Result<Reply, Refusal> {
    let site = sites::current(&desk.env, &caller.site).await?.site;
    let outboxes = outboxes(desk, &site).await?;
    let now = clock::now();
    let listed = site.sinks.iter().map(|sink| {
        let health = outboxes.health(sink, now);
        json!({"id": sink.id, "kind": sink.target.kind(), "events": sink.filter.events, "health": health})
    });
    let answer = json!({
        "site": site.id, "sinks": listed.collect::<Vec<Value>>(),
        "waiting": outboxes.sum(|outbox| outbox.waiting), "dead_letters": outboxes.sum(|outbox| outbox.dead),
    });
    Ok(Reply::Json(answer.to_string()))
}

/// Sends a sink a marked example, past the outbox and whatever the sink's filter says, and tells what became of it.
pub(super) async fn test(desk: &Desk, caller: &Caller, id: &str) -> Result<Reply, Refusal> {
    let site = sites::current(&desk.env, &caller.site).await?.site;
    let sink = site.sink(id).ok_or(Refusal::UnknownSink)?;
    let random = OutboxId::from_entropy(&desk.draw("row"));
    let random = random.as_str().trim_start_matches(OutboxId::PREFIX);
    let began_at = clock::now();
    let letter = Letter::example(sink::example(&site.id, random, &began_at.rfc3339()));
    let done = sinks::deliver(&desk.env, sink, &letter).await;
    let answer = json!({
        "sink": sink.id,
        "event": letter.id,
        "is_taken": done.is_ok(),
        "why": done.err().map(|failure| failure.why.to_string()),
        "milliseconds": clock::now().0 - began_at.0,
    });
    Ok(Reply::Json(answer.to_string()))
}
