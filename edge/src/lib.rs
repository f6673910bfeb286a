//! The edge: decode, ask [`leadline_domain`], apply, reply. No rule lives here that could be tested without Workers.
//!
//! Isolate memory is only a cache: any request may be the first, and a trap anywhere drops it.

mod asker;
mod body;
mod clients;
mod clock;
mod config;
mod desk;
mod door;
mod entropy;
mod journal;
mod markup;
mod objects;
mod outbound;
mod refusal;
mod reply;
mod sinks;
mod sites;
mod tally;
mod timeout;
mod turnstile;

use worker::{Context, Env, MessageBatch, Request, Response, Result, event};

/// Every request from outside.
#[event(fetch)]
async fn fetch(request: Request, env: Env, context: Context) -> Result<Response> {
    door::answer(request, env, context).await
}

/// Messages from the outbound queue. Always `Ok`: each message is acknowledged or retried on its own, and a returned
/// error would be a panic.
#[event(queue)]
async fn queue(batch: MessageBatch<serde_json::Value>, env: Env, _context: Context) -> Result<()> {
    outbound::consume(&batch, &env).await;
    Ok(())
}
