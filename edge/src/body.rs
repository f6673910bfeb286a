//! Reading a body no further than its door allows.

use crate::{refusal::Refusal, timeout};
use futures_util::StreamExt;
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
