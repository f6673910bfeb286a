//! Reading a body no further than its door allows.

use crate::{refusal::Refusal, timeout};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use std::time::Duration;
use worker::Request;

/// How long a body may take to come in.
const LIMIT: Duration = Duration::from_secs(10);

/// Most bytes of a short body: what nearly every batch and form stays below.
const SHORT: usize = 16 * 1024;

/// Reads a body of at most `limit` bytes. Where its length is declared, the engine lets no more through, and it is read at
/// once: a stream costs several turns for each of its chunks. A short body comes with the request or keeps nobody waiting but
/// its sender; a clock for it would cost as much as opening a passport.
pub(crate) async fn read(request: &mut Request, limit: usize) -> Result<Vec<u8>, Refusal> {
    let declared =
        request.headers().get("Content-Length").ok().flatten().and_then(|length| length.parse::<usize>().ok());
    match declared {
        Some(length) if length > limit => Err(Refusal::TooLarge(limit)),
        Some(length) if length <= SHORT => whole(request, limit).await,
        Some(_) => timeout::within(LIMIT, whole(request, limit)).await.unwrap_or(Err(Refusal::Unreadable)),
        None => timeout::within(LIMIT, gather(request, limit)).await.unwrap_or(Err(Refusal::Unreadable)),
    }
}

/// Reads a body that is a JSON object of at most `limit` bytes, or says what was `expected`.
pub(crate) async fn object<T: DeserializeOwned>(
    request: &mut Request,
    limit: usize,
    expected: &'static str,
) -> Result<T, Refusal> {
    parse(&read(request, limit).await?).ok_or(Refusal::Body(expected))
}

/// The same where no body is nothing said.
pub(crate) async fn object_or_nothing<T: DeserializeOwned + Default>(
    request: &mut Request,
    limit: usize,
    expected: &'static str,
) -> Result<T, Refusal> {
    let body = read(request, limit).await?;
    if body.is_empty() { Ok(T::default()) } else { parse(&body).ok_or(Refusal::Body(expected)) }
}

/// Serde would take a list for an object, too, and read its items as the fields in order.
fn parse<T: DeserializeOwned>(body: &[u8]) -> Option<T> {
    body.trim_ascii_start().starts_with(b"{").then(|| serde_json::from_slice(body).ok()).flatten()
}

async fn whole(request: &mut Request, limit: usize) -> Result<Vec<u8>, Refusal> {
    let body = request.bytes().await.map_err(|_| Refusal::Unreadable)?;
    if body.len() > limit { Err(Refusal::TooLarge(limit)) } else { Ok(body) }
}

async fn gather(request: &mut Request, limit: usize) -> Result<Vec<u8>, Refusal> {
    let Ok(mut stream) = request.stream() else {
        return Ok(Vec::new());
    };
    let mut body = Vec::new();
    while let Some(chunk) = stream.next().await {
        body.extend(chunk.map_err(|_| Refusal::Unreadable)?);
        if body.len() > limit {
            return Err(Refusal::TooLarge(limit));
        }
    }
    Ok(body)
}
