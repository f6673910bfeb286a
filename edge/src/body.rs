//! Reading a body no further than its door allows.

use crate::{refusal::Refusal, timeout};
use futures_util::StreamExt;
use std::time::Duration;
use worker::Request;

/// How long a body may take to come in.
const LIMIT: Duration = Duration::from_secs(10);

/// Reads a body of at most `limit` bytes. The declared length is believed only when it is already too much.
pub(crate) async fn read(request: &mut Request, limit: usize) -> Result<Vec<u8>, Refusal> {
    let declared =
        request.headers().get("Content-Length").ok().flatten().and_then(|length| length.parse::<usize>().ok());
    if declared.is_some_and(|length| length > limit) {
        return Err(Refusal::TooLarge(limit));
    }
    timeout::within(LIMIT, gather(request, limit)).await.unwrap_or(Err(Refusal::Unreadable))
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
