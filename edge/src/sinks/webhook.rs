//! Webhooks as Standard Webhooks 1.0 has them: id, timestamp, and an HMAC over both and the body.

use super::{
    Letter,
    exchange::{self, Sending},
    secret,
};
use crate::clock;
use leadline_domain::{
    lead::delivery::{Failure, Why},
    sink::{SigningKeys, signature},
};
use worker::{Env, Method};

/// Delivers one event.
pub(super) async fn deliver(env: &Env, url: &str, name: &str, letter: &Letter) -> Result<(), Failure> {
    let keys = secret(env, name).and_then(|secret| SigningKeys::read(&secret));
    let keys = keys.ok_or_else(|| Failure::from(Why::Secret(name.to_owned())))?;
    let now = clock::now();
    let headers = vec![
        ("content-type", "application/cloudevents+json".to_owned()),
        ("webhook-id", letter.id.clone()),
        ("webhook-timestamp", (now.0 / 1_000).to_string()),
        ("webhook-signature", signature(&keys, &letter.id, now, &letter.body)),
    ];
    exchange::send(env, &Sending { method: Method::Post, url, headers, body: &letter.body }).await
}
