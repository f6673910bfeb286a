//! The queue's consumer: reads the events from the shard, hands them to the sinks, and tells the shard how it went.
//!
//! A message is acknowledged once its row is settled, either way: when a sink failed, the shard keeps the row and its
//! retry time, which survives restarts. The queue's own retries are for when the shard can't be asked.

use crate::{
    clients::lead_shard::{self, Message, Settlement},
    journal, sinks, sites,
};
use futures_util::future::join_all;
use leadline_domain::{lead::Event, site::Webhook};
use worker::{Env, MessageBatch, MessageExt, QueueRetryOptionsBuilder};

/// How long the queue waits when the shard could not be asked.
const SHARD_AWAY_SECONDS: u32 = 10;

/// Consumes a batch, each message on its own.
pub(crate) async fn consume(batch: &MessageBatch<serde_json::Value>, env: &Env) {
    let messages: Vec<_> = batch.raw_iter().collect();
    join_all(messages.iter().map(|message| async move {
        match deliver_row(message, env).await {
            Settled::Yes => message.ack(),
            Settled::ShardAway => message
                .retry_with_options(&QueueRetryOptionsBuilder::new().with_delay_seconds(SHARD_AWAY_SECONDS).build()),
        }
    }))
    .await;
}

enum Settled {
    Yes,
    ShardAway,
}

async fn deliver_row(message: &worker::RawMessage, env: &Env) -> Settled {
    let Some(message) = read(message) else {
        journal::fault("queue OUTBOUND", "a message that is not ours was dropped");
        return Settled::Yes;
    };
    let Message { shard, row, .. } = &message;
    let (Ok(found), Ok(published)) =
        (lead_shard::outbox(env, shard, row).await, sites::current(env, &shard.site).await)
    else {
        return Settled::ShardAway;
    };
    let Some(found) = found else { return Settled::Yes };
    // Side by side, so that an attempt takes no longer than one slow receiver may, and ends before the row is sent again.
    let deliveries = found.events.iter().map(|event| deliver(env, &shard.site, event, &published.site.sinks));
    let delivered = join_all(deliveries).await.into_iter().all(|delivered| delivered);
    let settlement = Settlement { row: row.clone(), delivered, failures: found.failures };
    match lead_shard::settle(env, shard, &settlement).await {
        Ok(()) => Settled::Yes,
        Err(_) => Settled::ShardAway,
    }
}

fn read(message: &worker::RawMessage) -> Option<Message> {
    let text = js_sys::JSON::stringify(&message.body()).ok()?.as_string()?;
    let message: Message = serde_json::from_str(&text).ok()?;
    (message.v == 1).then_some(message)
}

/// Delivers an event to every webhook that wants it; says whether all of them took it.
async fn deliver(env: &Env, site: &str, event: &Event, webhooks: &[Webhook]) -> bool {
    let wanted = |webhook: &&Webhook| webhook.events.is_empty() || webhook.events.contains(&event.kind);
    let deliveries = webhooks.iter().filter(wanted).map(|webhook| async move {
        match sinks::webhook::deliver(env, webhook, event).await {
            Ok(()) => {
                journal::delivered(site, &event.id, &event.kind, &webhook.id);
                true
            }
            Err(failure) => {
                journal::undelivered(site, &event.id, &webhook.id, &failure.to_string());
                false
            }
        }
    });
    join_all(deliveries).await.into_iter().all(|delivered| delivered)
}
