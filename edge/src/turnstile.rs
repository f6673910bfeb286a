//! Asking Cloudflare's Turnstile whether it vouches for a submission.

use crate::{config, journal, reply, timeout};
use leadline_domain::{
    form::spam::{Token, uuid},
    id::SubmissionId,
    site::Turnstile,
};
use serde_json::json;
use std::time::Duration;
use worker::{AbortController, Env, Error, Fetch, Headers, Method, Request, RequestInit, Result};

const VERIFY: &str = "https://challenges.cloudflare.com/turnstile/v0/siteverify";
/// How long it may take: the visitor waits for it.
const LIMIT: Duration = Duration::from_secs(4);

/// Asks. The same submission asked about again is answered as before, though a token is good for one. The visitor's address
/// is not told: it is not needed for a verdict.
pub(crate) async fn ask(env: &Env, turnstile: &Turnstile, token: Option<&str>, id: &SubmissionId) -> Token {
    let Some(token) = token else { return Token::Bad };
    let Ok(secret) = env.secret(&turnstile.secret) else {
        journal::fault("turnstile", "the Worker secret that site.toml names is not set");
        return Token::Away;
    };
    let asked = json!({"secret": secret.to_string(), "response": token, "idempotency_key": uuid(id)});
    let abort = AbortController::default();
    let said = timeout::within(LIMIT, exchange(env, &asked.to_string(), &abort)).await;
    abort.abort();
    match said {
        Ok(Ok(answer)) => Token::said(&answer),
        Ok(Err(error)) => away(&journal::kind(&error)),
        Err(timeout::TimedOut) => away("no answer in time"),
    }
}

fn away(why: &str) -> Token {
    journal::fault("turnstile", why);
    Token::Away
}

async fn exchange(env: &Env, asked: &str, abort: &AbortController) -> Result<String> {
    let headers = Headers::new();
    headers.set("content-type", "application/json")?;
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_headers(headers).with_body(Some(asked.into()));
    let url = config::turnstile_here(env).unwrap_or_else(|| VERIFY.to_owned());
    let request = Request::new_with_init(&url, &init)?;
    let mut response = Fetch::Request(request).send_with_signal(&abort.signal()).await?;
    if reply::is_failure(&response) {
        return Err(Error::RustError("not a verdict".to_owned()));
    }
    response.text().await
}
