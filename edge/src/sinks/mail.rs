//! Mail about events: through Cloudflare's binding, through a provider's HTTP interface, or, in development, caught.

use super::{
    Letter,
    exchange::{self, Sending},
    http, secret, unfilled,
};
use crate::{config, timeout};
use leadline_domain::{
    lead::delivery::{Failure, Why},
    sink::{Mail, Via},
};
use serde_json::{Value, json};
use std::time::Duration;
use worker::{Env, Error, Method, SendEmailBuilder};

/// The binding of wrangler.toml.
const BINDING: &str = "MAIL";
/// How long the platform may take.
const LIMIT: Duration = Duration::from_secs(15);

/// Sends one mail.
pub(super) async fn deliver(env: &Env, mail: &Mail, letter: &Letter) -> Result<(), Failure> {
    let none = |_: &str| None;
    let subject = mail.subject.line(&letter.event, &none).map_err(unfilled)?;
    let text = mail.text.text(&letter.event, &none).map_err(unfilled)?;
    carry(env, mail, letter, &Written { to: &mail.to, subject: &subject, text: &text }).await
}

/// What stands in a mail.
pub(super) struct Written<'a> {
    /// Who gets it.
    pub(super) to: &'a [String],
    /// A line.
    pub(super) subject: &'a str,
    /// Plain text.
    pub(super) text: &'a str,
}

/// Has a mail carried as a sink says.
pub(super) async fn carry(env: &Env, mail: &Mail, letter: &Letter, said: &Written<'_>) -> Result<(), Failure> {
    let Written { to, subject, text } = *said;
    let written = json!({"from": mail.from, "to": to, "subject": subject, "text": text});
    match (&mail.via, config::mail_catcher(env)) {
        (_, Some(catcher)) => caught(env, &catcher, &written, letter).await,
        (Via::Http(request), None) => {
            let event = with_mail(&letter.event, &written);
            let body = request.body.as_ref().map(|body| body.json(&event, &|name| secret(env, name)));
            let body = body.transpose().map_err(unfilled)?.unwrap_or_else(|| written.to_string());
            http::send(env, request, &event, &letter.id, &body).await
        }
        (Via::Cloudflare, None) => {
            let binding = env.send_email(BINDING).map_err(|_| Failure::from(Why::Binding(BINDING.to_owned())))?;
            let message = SendEmailBuilder::builder_with_str_and_slice(&mail.from, to, subject);
            let message = message.text(text).build();
            match timeout::within(LIMIT, binding.send_with_builder(&message)).await {
                Ok(Ok(_)) => Ok(()),
                Ok(Err(error)) => Err(failure(&error.into())),
                Err(timeout::TimedOut) => Err(Why::TimedOut.into()),
            }
        }
    }
}

/// What a mail would have been, to whoever develops.
async fn caught(env: &Env, catcher: &str, written: &Value, letter: &Letter) -> Result<(), Failure> {
    let headers = vec![("content-type", "application/json".to_owned()), ("idempotency-key", letter.id.clone())];
    exchange::send(env, &Sending { method: Method::Post, url: catcher, headers, body: &written.to_string() }).await
}

fn with_mail(event: &Value, written: &Value) -> Value {
    let mut event = event.clone();
    if let Some(event) = event.as_object_mut() {
        event.insert("mail".to_owned(), written.clone());
    }
    event
}

/// The code alone: the text of the platform's error names recipients.
fn failure(error: &Error) -> Failure {
    let code = match error {
        Error::EmailRecipientSuppressed(_) => "recipient suppressed",
        Error::EmailRecipientNotAllowed(_) => "recipient not allowed",
        Error::RateLimitExceeded(_) => "rate limit exceeded",
        Error::DailyLimitExceeded(_) => "daily limit exceeded",
        Error::UnknownJsError { code: Some(code), .. } => code,
        _ => "not sent",
    };
    Why::Mail(code.to_owned()).into()
}
