//! Asking an object: JSON out, JSON in, a timeout, and one more try.

use crate::{journal, refusal::Refusal, reply, timeout};
use serde::{Serialize, de::DeserializeOwned};
use std::time::Duration;
use worker::{Env, Error, Method, Request, RequestInit, Result};

/// Longer than any command of ours takes by far; an object that trapped never answers. Twice this stays below the ten
/// seconds that the client waits.
const LIMIT: Duration = Duration::from_secs(4);
/// For what may fail: a visitor's answer must not wait for it.
const ASIDE: Duration = Duration::from_secs(2);

/// Which object.
pub(crate) struct Address<'a> {
    /// The namespace's binding.
    pub(crate) binding: &'a str,
    /// The object's name; names hold no personal data.
    pub(crate) name: &'a str,
}

/// Sends a command and reads the reply. Every command of ours is idempotent, so a failure is tried once more, with a new
/// stub, except when the object is overloaded: trying again makes that worse (the platform's own advice).
pub(crate) async fn ask<R: DeserializeOwned>(
    env: &Env,
    address: Address<'_>,
    command: &str,
    body: &impl Serialize,
) -> std::result::Result<R, Refusal> {
    let body = serde_json::to_string(body).map_err(|_| Refusal::Unavailable)?;
    let first = attempt_within(LIMIT, env, &address, command, &body).await;
    let reply = match first {
        Err(failure) if !failure.contains("overloaded") => attempt_within(LIMIT, env, &address, command, &body).await,
        done => done,
    };
    reply.map_err(|failure| unavailable(command, &failure))
}

/// Sends a command once, and does not wait long for the reply.
pub(crate) async fn ask_aside<R: DeserializeOwned>(
    env: &Env,
    address: Address<'_>,
    command: &str,
    body: &impl Serialize,
) -> std::result::Result<R, Refusal> {
    let body = serde_json::to_string(body).map_err(|_| Refusal::Unavailable)?;
    attempt_within(ASIDE, env, &address, command, &body).await.map_err(|failure| unavailable(command, &failure))
}

fn unavailable(command: &str, failure: &str) -> Refusal {
    journal::fault(command, failure);
    Refusal::Unavailable
}

async fn attempt_within<R: DeserializeOwned>(
    limit: Duration,
    env: &Env,
    address: &Address<'_>,
    command: &str,
    body: &str,
) -> std::result::Result<R, String> {
    match timeout::within(limit, attempt(env, address, command, body)).await {
        Ok(reply) => reply.map_err(|error| journal::kind(&error)),
        Err(timeout::TimedOut) => Err("no answer in time".to_owned()),
    }
}

async fn attempt<R: DeserializeOwned>(env: &Env, address: &Address<'_>, command: &str, body: &str) -> Result<R> {
    let stub = env.durable_object(address.binding)?.id_from_name(address.name)?.get_stub()?;
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_body(Some(body.into()));
    let request = Request::new_with_init(&format!("https://object/{command}"), &init)?;
    let mut response = stub.fetch_with_request(request).await?;
    let text = response.text().await?;
    if reply::is_failure(&response) {
        return Err(Error::RustError(text));
    }
    Ok(serde_json::from_str(&text)?)
}
