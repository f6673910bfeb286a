//! `leadline classify email`: is it an address, whose, and was another one meant?

use leadline_domain::email::{self, Email};
use serde::{Deserialize, Serialize};

/// What somebody typed.
#[derive(Deserialize)]
pub(super) struct Question {
    input: String,
}

impl super::Asked for Question {
    const EXAMPLE: &'static str = r#"{"input": "ada@example.com"}"#;
}

/// What we make of it. Where it is no address, nothing else is known, but perhaps what was meant.
#[derive(Serialize)]
pub(super) struct Answer {
    input: String,
    valid: bool,
    canonical: Option<String>,
    domain: Option<String>,
    account: Option<String>,
    kind: Option<&'static str>,
    suggestion: Option<String>,
}

/// Judges one address.
#[expect(clippy::unnecessary_wraps, reason = "the other subjects may refuse a line")]
pub(super) fn judge(Question { input }: Question) -> Result<Answer, String> {
    let email = Email::parse(&input).ok();
    let email = email.as_ref();
    Ok(Answer {
        valid: email.is_some(),
        canonical: email.map(|email| email.canonical.clone()),
        domain: email.map(|email| email.domain().to_owned()),
        account: email.and_then(Email::account),
        kind: email.map(|email| email.kind().name()),
        suggestion: email::suggestion(&input),
        input,
    })
}
