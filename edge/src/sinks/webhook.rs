//! Webhooks as Standard Webhooks 1.0 has them: id, timestamp, and an HMAC over both and the body.

use crate::{clock, reply, timeout};
use base64ct::{Base64, Encoding};
use leadline_domain::{lead::Event, secret::hmac_sha256, site::Webhook};
use std::{fmt, time::Duration};
use worker::{AbortController, Env, Fetch, Headers, Method, Request, RequestInit, RequestRedirect, Result};

/// How long a receiver may take; Standard Webhooks says 15 to 30 seconds.
const LIMIT: Duration = Duration::from_secs(15);

/// Why a delivery failed. Says nothing of the event's content.
pub(crate) enum Failure {
    /// The Worker secret is not set, or not `whsec_` and base64.
    Secret,
    /// The receiver answered with this status.
    Status(u16),
    /// The receiver did not answer in time.
    TimedOut,
    /// The receiver could not be reached.
    Unreachable,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Secret => f.write_str("its secret is not set, or not whsec_ and base64"),
            Self::Status(status) => write!(f, "answered {status}"),
            Self::TimedOut => f.write_str("no answer in time"),
            Self::Unreachable => f.write_str("can't be reached"),
        }
    }
}

/// Delivers one event. Redirects are not followed: they could lead anywhere.
pub(crate) async fn deliver(env: &Env, webhook: &Webhook, event: &Event) -> std::result::Result<(), Failure> {
    let key = signing_key(env, &webhook.secret).ok_or(Failure::Secret)?;
    let body = serde_json::to_string(event).map_err(|_| Failure::Unreachable)?;
    let request = signed(webhook, &event.id, &body, &key).map_err(|_| Failure::Unreachable)?;
    let abort = AbortController::default();
    let signal = abort.signal();
    let sent = timeout::within(LIMIT, Fetch::Request(request).send_with_signal(&signal)).await;
    // Done with it either way: a body nobody reads, or one that never ends, would hold a connection.
    abort.abort();
    match sent {
        Ok(Ok(response)) if reply::is_taken(&response) => Ok(()),
        Ok(Ok(response)) => Err(Failure::Status(response.status_code())),
        Ok(Err(_)) => Err(Failure::Unreachable),
        Err(timeout::TimedOut) => Err(Failure::TimedOut),
    }
}

fn signing_key(env: &Env, name: &str) -> Option<Vec<u8>> {
    let secret = env.secret(name).ok()?.to_string();
    Base64::decode_vec(secret.trim().strip_prefix("whsec_")?).ok()
}

fn signed(webhook: &Webhook, id: &str, body: &str, key: &[u8]) -> Result<Request> {
    let seconds = (clock::now().0 / 1_000).to_string();
    let signature = Base64::encode_string(&hmac_sha256(key, format!("{id}.{seconds}.{body}").as_bytes()));
    let headers = Headers::new();
    headers.set("content-type", "application/cloudevents+json")?;
    headers.set("webhook-id", id)?;
    headers.set("webhook-timestamp", &seconds)?;
    headers.set("webhook-signature", &format!("v1,{signature}"))?;
    let mut init = RequestInit::new();
    init.with_method(Method::Post)
        .with_headers(headers)
        .with_redirect(RequestRedirect::Manual)
        .with_body(Some(body.into()));
    Request::new_with_init(&webhook.url, &init)
}
