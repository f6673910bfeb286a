//! One request to a receiver: guarded, bounded, judged.

use crate::{clock, config, reply, timeout};
use leadline_domain::{
    lead::delivery::{Failure, Why},
    sink::{Reach, reach},
};
use std::time::Duration;
use worker::{AbortController, Env, Fetch, Headers, Method, Request, RequestInit, RequestRedirect};

/// How long a receiver may take; Standard Webhooks says 15 to 30 seconds.
const LIMIT: Duration = Duration::from_secs(15);

/// What is sent.
pub(super) struct Sending<'a> {
    pub(super) method: Method,
    pub(super) url: &'a str,
    pub(super) headers: Vec<(&'a str, String)>,
    pub(super) body: &'a str,
}

/// Sends it. The address is judged here, once more: what a secret says of it is known only now. Redirects are not followed,
/// as they could lead anywhere.
pub(super) async fn send(env: &Env, sending: &Sending<'_>) -> Result<(), Failure> {
    match reach(sending.url) {
        Some(Reach::Public) => {}
        Some(Reach::ThisMachine) if config::has_local_sinks(env) => {}
        _ => return Err(Why::Address.into()),
    }
    // A header that can't be written, from a secret with a line break in it, is the only thing that fails here.
    let request = request(sending).map_err(|_| Failure::from(Why::Template))?;
    let abort = AbortController::default();
    let signal = abort.signal();
    let sent = timeout::within(LIMIT, Fetch::Request(request).send_with_signal(&signal)).await;
    // Done with it either way: a body nobody reads, or one that never ends, would hold a connection.
    abort.abort();
    match sent {
        Ok(Ok(response)) => reply::judged(&response, clock::now()),
        Ok(Err(_)) => Err(Why::Unreachable.into()),
        Err(timeout::TimedOut) => Err(Why::TimedOut.into()),
    }
}

fn request(sending: &Sending<'_>) -> worker::Result<Request> {
    let headers = Headers::new();
    for (name, value) in &sending.headers {
        headers.set(name, value)?;
    }
    let mut init = RequestInit::new();
    init.with_method(sending.method.clone())
        .with_headers(headers)
        .with_redirect(RequestRedirect::Manual)
        .with_body(Some(sending.body.into()));
    Request::new_with_init(sending.url, &init)
}
