//! `leadline classify agent`: is this user agent a crawler, and which?

use serde::{Deserialize, Serialize};

/// The `User-Agent` header as sent.
#[derive(Deserialize)]
pub(super) struct Question {
    input: String,
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
    let name = crawler_name(&input);
    Ok(Answer { bot: name.is_some(), name, input })
}

/// PLACEHOLDER, to be joined at the merge: `leadline_domain::crawler::name` replaces it.
const fn crawler_name(_user_agent: &str) -> Option<&'static str> {
    None
}
