//! Requests made of templates, to whatever takes one.

use super::{
    Letter,
    exchange::{self, Sending},
    secret, unfilled,
};
use leadline_domain::{
    lead::delivery::Failure,
    sink::{HttpMethod, HttpRequest},
};
use serde_json::Value;
use worker::{Env, Method};

/// Delivers one event.
pub(super) async fn deliver(env: &Env, request: &HttpRequest, letter: &Letter) -> Result<(), Failure> {
    let body = match &request.body {
        Some(template) => &template.json(&letter.event, &|name| secret(env, name)).map_err(unfilled)?,
        None => &letter.body,
    };
    send(env, request, &letter.event, &letter.id, body).await
}

/// Sends a request whose body is filled in already. Receivers that know `Idempotency-Key` drop what they have.
pub(super) async fn send(env: &Env, request: &HttpRequest, event: &Value, id: &str, body: &str) -> Result<(), Failure> {
    let secrets = |name: &str| secret(env, name);
    let url = request.url.text(event, &secrets).map_err(unfilled)?;
    let mut headers = vec![("content-type", "application/json".to_owned()), ("idempotency-key", id.to_owned())];
    for header in &request.headers {
        headers.push((&header.name, header.value.line(event, &secrets).map_err(unfilled)?));
    }
    let method = match request.method {
        HttpMethod::Post => Method::Post,
        HttpMethod::Put => Method::Put,
        HttpMethod::Patch => Method::Patch,
    };
    exchange::send(env, &Sending { method, url: &url, headers, body }).await
}
