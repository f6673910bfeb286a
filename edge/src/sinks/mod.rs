//! Where events go. What a sink is told is made by `domain`; here it is sent.

mod confirmation;
mod exchange;
mod http;
mod mail;
mod webhook;

use leadline_domain::{
    lead::{
        Data, Event,
        delivery::{Failure, Why},
    },
    sink::{Fault, Sink, Target},
};
use serde_json::Value;
use worker::Env;

/// An event on its way.
pub(crate) struct Letter {
    /// Its id, the same on every attempt.
    pub(crate) id: String,
    /// The event as JSON text.
    body: String,
    /// The same, to be looked up in.
    event: Value,
}

impl Letter {
    /// An event of the outbox.
    pub(crate) fn of(event: &Event) -> serde_json::Result<Self> {
        let body = serde_json::to_string(event)?;
        Ok(Self { id: event.id.clone(), body, event: serde_json::to_value(event)? })
    }

    /// An example.
    pub(crate) fn example(event: Value) -> Self {
        let id = event.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        Self { id, body: event.to_string(), event }
    }
}

/// Delivers one event of a site to one sink, once.
pub(crate) async fn deliver_event(env: &Env, site: &str, sink: &Sink, event: &Event) -> Result<(), Failure> {
    let letter = Letter::of(event).map_err(|_| Failure::from(Why::Template))?;
    match (&event.data, &sink.target) {
        (Data::Asked(asked), Target::Mail(mail)) => {
            confirmation::deliver(env, site, mail, &letter, &event.subject, asked).await
        }
        _ => deliver(env, sink, &letter).await,
    }
}

/// Delivers what was written to one sink, once.
pub(crate) async fn deliver(env: &Env, sink: &Sink, letter: &Letter) -> Result<(), Failure> {
    match &sink.target {
        Target::Webhook { url, secret } => webhook::deliver(env, url, secret, letter).await,
        Target::Http(request) => http::deliver(env, request, letter).await,
        Target::Mail(mail) => mail::deliver(env, mail, letter).await,
    }
}

/// The value of a Worker secret; one that is empty is not set.
fn secret(env: &Env, name: &str) -> Option<String> {
    env.secret(name).ok().map(|secret| secret.to_string().trim().to_owned()).filter(|secret| !secret.is_empty())
}

/// A template that can't be filled in. What it was to be filled with is not told.
fn unfilled(fault: Fault) -> Failure {
    match fault {
        Fault::NoSecret(name) => Why::Secret(name).into(),
        _ => Why::Template.into(),
    }
}
