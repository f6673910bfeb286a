//! Asking an object: JSON out, JSON in, a timeout, and one more try.

use crate::{entropy, journal, refusal::Refusal, reply, timeout};
use js_sys::Reflect;
use serde::{Serialize, de::DeserializeOwned};
use std::time::Duration;
use wasm_bindgen::JsValue;
use worker::{Delay, Env, Error, Method, Request, RequestInit, Result};

/// The pause before the second try, in milliseconds; as much again at most by chance, so that those who failed together don't
/// come back together.
const PAUSE: u64 = 50;

/// How much an answer is worth waiting for.
#[derive(Clone, Copy)]
pub(crate) enum Patience {
    /// Two tries of four seconds: longer than any command of ours takes by far, for an object that trapped never answers,
    /// and together below the ten seconds that the client waits.
    Needed,
    /// One try of two seconds, for what the next command brings anyway: a visitor's answer must not wait for it.
    Aside,
}

impl Patience {
    const fn limit(self) -> Duration {
        Duration::from_secs(match self {
            Self::Needed => 4,
            Self::Aside => 2,
        })
    }

    /// Trying again makes an overloaded object worse (the platform's own advice).
    const fn tries_again(self, broken: &Broken) -> bool {
        matches!(self, Self::Needed) && !broken.is_overloaded
    }
}

/// Which object.
pub(crate) struct Address<'a> {
    /// The namespace's binding.
    pub(crate) binding: &'a str,
    /// The object's name; names hold no personal data.
    pub(crate) name: &'a str,
}

/// An attempt that failed.
struct Broken {
    /// What kind of failure, for the log.
    why: String,
    /// Whether the platform says that the object has too much to do.
    is_overloaded: bool,
}

impl Broken {
    fn of(error: &Error) -> Self {
        let why = journal::kind(error);
        let says = |original: &JsValue| Reflect::get(original, &"overloaded".into()).is_ok_and(|said| said.is_truthy());
        let marked = matches!(error, Error::UnknownJsError { original, .. } if says(original));
        // The queue of requests before an object says it in words alone.
        let is_overloaded = marked || why.contains("overloaded");
        Self { why, is_overloaded }
    }

    fn too_slow() -> Self {
        Self { why: "no answer in time".to_owned(), is_overloaded: false }
    }
}

/// Sends a command and reads the reply. Every command of ours is idempotent, so a failure may be tried once more, with a
/// new stub.
pub(crate) async fn ask<R: DeserializeOwned>(
    env: &Env,
    address: Address<'_>,
    command: &str,
    body: &impl Serialize,
    patience: Patience,
) -> std::result::Result<R, Refusal> {
    let body = serde_json::to_string(body).map_err(|_| Refusal::Unavailable)?;
    let attempt = || attempt_within(patience.limit(), env, &address, command, &body);
    let reply = match attempt().await {
        Err(broken) if patience.tries_again(&broken) => {
            pause().await;
            attempt().await
        }
        done => done,
    };
    reply.map_err(|broken| {
        journal::fault(command, &broken.why);
        Refusal::Unavailable
    })
}

/// Before something is asked once more.
pub(super) async fn pause() {
    let [chance] = entropy::draw();
    Delay::from(Duration::from_millis(PAUSE + u64::from(chance) * PAUSE / 256)).await;
}

async fn attempt_within<R: DeserializeOwned>(
    limit: Duration,
    env: &Env,
    address: &Address<'_>,
    command: &str,
    body: &str,
) -> std::result::Result<R, Broken> {
    match timeout::within(limit, attempt(env, address, command, body)).await {
        Ok(reply) => reply.map_err(|error| Broken::of(&error)),
        Err(timeout::TimedOut) => Err(Broken::too_slow()),
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
