//! `leadline classify agent`: is this user agent a crawler, and which?

use leadline_domain::crawler;
use serde::{Deserialize, Serialize};

/// The `User-Agent` header as sent.
#[derive(Deserialize)]
pub(super) struct Question {
    input: String,
}

impl super::Asked for Question {
    const EXAMPLE: &'static str = r#"{"input": "Mozilla/5.0 …"}"#;
}

/// What we make of it.
#[derive(Serialize)]
pub(super) struct Answer {
    input: String,
    bot: bool,
    name: Option<&'static str>,
}

/// Judges one user agent.
#[expect(clippy::unnecessary_wraps, reason = "the other subjects may refuse a line")]
pub(super) fn judge(Question { input }: Question) -> Result<Answer, String> {
    let name = crawler::name(&input);
    Ok(Answer { bot: name.is_some(), name, input })
}
