//! The queue's consumer: asks the shards what is to be tried, hands it to the sinks, and tells the shards how it went.
//!
//! What a batch brings is sorted by sink. Each sink hears one event at a time, in order, while all sinks are served side by
//! side: one that hangs holds one of the six connections an invocation may wait on, and when it fails, whatever else the batch
//! has for it waits for another turn. Each sink's part is settled as soon as it is through.
//!
//! A message is acknowledged once its row is settled, either way: retries live in the shard and survive restarts. The queue's
//! own retries are for when the shard can't be asked.

use crate::{
    clients::lead_shard::{self, Message, Outgoing, Settlement},
    clock, journal, reply, sinks, sites,
};
use futures_util::future::join_all;
use leadline_domain::{
    lead::{
        Event, Shard,
        delivery::{Attempt, Attempted, Failure},
    },
    sink::Sink,
    time::{Millis, SECOND},
};
use std::{collections::BTreeMap, rc::Rc};
use worker::{Env, MessageBatch, MessageExt, QueueRetryOptionsBuilder, RawMessage};

/// How long the queue waits when a shard could not be asked. An object that is overloaded is to be left alone for a while; the
/// shard sends the row again by itself, too.
const SHARD_AWAY_SECONDS: u32 = 10;
/// No further event is begun for a sink after this long, in milliseconds: with the 15 s the last one may take it is less than
/// the time after which a row is sent again.
const TURN: i64 = 10 * SECOND;

/// Consumes a batch.
pub(crate) async fn consume(batch: &MessageBatch<serde_json::Value>, env: &Env) {
    let messages: Vec<RawMessage> = batch.raw_iter().collect();
    let opened = join_all(messages.iter().map(|message| open(message, env))).await;
    let mut settled: Vec<bool> = opened.iter().map(Result::is_ok).collect();
    let turns = by_sink(opened.into_iter().enumerate().filter_map(|(at, opened)| Some((at, opened.ok()?))));
    for (at, is_settled) in join_all(turns.into_iter().map(|turn| serve(turn, env))).await.into_iter().flatten() {
        if let Some(settled) = settled.get_mut(at) {
            *settled &= is_settled;
        }
    }
    for (message, settled) in messages.iter().zip(settled) {
        if settled { message.ack() } else { retry(message) }
    }
}

fn retry(message: &RawMessage) {
    message.retry_with_options(&QueueRetryOptionsBuilder::new().with_delay_seconds(SHARD_AWAY_SECONDS).build());
}

/// The shard, or the site, could not be asked.
struct Away;

/// What a message brings: attempts, each at one sink.
async fn open(message: &RawMessage, env: &Env) -> Result<Vec<Errand>, Away> {
    let Some(message) = read(message) else {
        journal::fault("queue OUTBOUND", "a message that is not ours was dropped");
        return Ok(Vec::new());
    };
    let found = lead_shard::outbox(env, &message.shard, &message.row).await.map_err(|_| Away)?;
    let Some(Outgoing { version, events, attempts }) = found else { return Ok(Vec::new()) };
    // The very version by which the shard chose the sinks.
    let published = sites::exact(env, &message.shard.site, &version).await.ok().flatten().ok_or(Away)?;
    let (message, events) = (Rc::new(message), Rc::new(events));
    let errands = attempts.into_iter().filter_map(|attempt| {
        let sink = published.site.sink(&attempt.sink)?.clone();
        Some(Errand { message: Rc::clone(&message), events: Rc::clone(&events), sink, attempt })
    });
    Ok(errands.collect())
}

fn read(message: &RawMessage) -> Option<Message> {
    let text = js_sys::JSON::stringify(&message.body()).ok()?.as_string()?;
    let message: Message = serde_json::from_str(&text).ok()?;
    (message.v == 1).then_some(message)
}

/// One row's events for one sink.
struct Errand {
    message: Rc<Message>,
    events: Rc<Vec<Event>>,
    sink: Sink,
    attempt: Attempt,
}

/// One sink's part of a batch: errands with the positions of their messages.
type Turn = Vec<(usize, Errand)>;

fn by_sink(opened: impl Iterator<Item = (usize, Vec<Errand>)>) -> Vec<Turn> {
    let mut turns: BTreeMap<(String, String), Turn> = BTreeMap::new();
    for (at, errands) in opened {
        for errand in errands {
            let key = (errand.message.shard.site.clone(), errand.sink.id.clone());
            turns.entry(key).or_default().push((at, errand));
        }
    }
    turns.into_values().collect()
}

/// Serves one sink, and settles what became of each errand; says of each message whether that worked.
async fn serve(turn: Turn, env: &Env) -> Vec<(usize, bool)> {
    let ends_at = clock::now().plus(TURN);
    let mut in_trouble = false;
    let mut settlements: Vec<(Shard, Vec<usize>, Vec<Settlement>)> = Vec::new();
    for (at, errand) in turn {
        let attempted = if in_trouble { errand.put_off() } else { errand.run(env, ends_at).await };
        in_trouble |= attempted.failure.as_ref().is_some_and(|failure| !reply::is_about_the_event(&failure.why));
        let shard = &errand.message.shard;
        let settlement = Settlement { row: errand.message.row.clone(), attempted };
        match settlements.iter_mut().find(|(known, ..)| known == shard) {
            Some((_, messages, settlements)) => {
                messages.push(at);
                settlements.push(settlement);
            }
            None => settlements.push((shard.clone(), vec![at], vec![settlement])),
        }
    }
    let told = settlements.iter().map(|(shard, messages, settlements)| async move {
        let is_settled = lead_shard::settle(env, shard, settlements).await.is_ok();
        messages.iter().map(move |at| (*at, is_settled)).collect::<Vec<_>>()
    });
    join_all(told).await.into_iter().flatten().collect()
}

impl Errand {
    /// Its turn does not come.
    fn put_off(&self) -> Attempted {
        self.attempted(Vec::new(), None)
    }

    fn attempted(&self, taken: Vec<u8>, failure: Option<Failure>) -> Attempted {
        Attempted { sink: self.sink.id.clone(), failures: self.attempt.failures, taken, failure }
    }

    /// Delivers its events in their order, as far as the sink takes them and there is time.
    async fn run(&self, env: &Env, ends_at: Millis) -> Attempted {
        let mut taken = Vec::new();
        for position in &self.attempt.events {
            if clock::now() >= ends_at {
                break;
            }
            let Some(event) = self.events.get(usize::from(*position)) else { continue };
            match self.deliver(env, event).await {
                Ok(()) => taken.push(*position),
                Err(failure) => return self.attempted(taken, Some(failure)),
            }
        }
        self.attempted(taken, None)
    }

    async fn deliver(&self, env: &Env, event: &Event) -> Result<(), Failure> {
        let (site, sink) = (&self.message.shard.site, &self.sink);
        let done = sinks::deliver_event(env, site, sink, event).await;
        match &done {
            Ok(()) => journal::delivered(site, &event.id, &event.kind, &sink.id),
            Err(failure) => journal::undelivered(site, &event.id, &sink.id, &failure.why.to_string()),
        }
        done
    }
}
