//! Cloudflare's Turnstile, where the site uses it.

use super::{Seen, Suspicion};
use crate::{id::SubmissionId, secret::hex, site::Spam};
use alloc::{format, string::String, vec::Vec};
use serde::Deserialize;

/// What Turnstile says of a submission.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Token {
    /// Nobody asked: the site does not use it.
    #[default]
    NotAsked,
    /// It vouches for it.
    Good,
    /// It does not, or there is no token, as without script.
    Bad,
    /// It could not be asked.
    Away,
}

/// What is answered to a token that is asked about.
#[derive(Deserialize)]
struct Verdict {
    success: bool,
    #[serde(default, rename = "error-codes")]
    errors: Vec<String>,
}

/// What is wrong with the question, or with who is asked; whatever else there is, is wrong with the token.
const NOT_THE_TOKEN: [&str; 4] = ["missing-input-secret", "invalid-input-secret", "bad-request", "internal-error"];

impl Token {
    /// Reads what Turnstile answered. What can't be read is no verdict.
    ///
    /// ```
    /// # use leadline_domain::form::spam::Token;
    /// assert_eq!(Token::said(r#"{"success": true}"#), Token::Good);
    /// assert_eq!(Token::said(r#"{"success": false, "error-codes": ["timeout-or-duplicate"]}"#), Token::Bad);
    /// assert_eq!(Token::said(r#"{"success": false, "error-codes": ["internal-error"]}"#), Token::Away);
    /// assert_eq!(Token::said("<html>"), Token::Away);
    /// ```
    pub fn said(answer: &str) -> Self {
        match serde_json::from_str::<Verdict>(answer) {
            Ok(Verdict { success: true, .. }) => Self::Good,
            Ok(Verdict { errors, .. }) if !errors.iter().any(|error| NOT_THE_TOKEN.contains(&error.as_str())) => {
                Self::Bad
            }
            _ => Self::Away,
        }
    }
}

pub(super) fn suspects(seen: &Seen<'_>, spam: &Spam) -> Option<Suspicion> {
    spam.turnstile.as_ref()?;
    match seen.token {
        Token::NotAsked | Token::Good => None,
        Token::Bad => Some(Suspicion::Turnstile),
        Token::Away => Some(Suspicion::TurnstileAway),
    }
}

/// A submission's id as a UUID, by which Turnstile tells the same question asked again from another one: a token is good for
/// one. The six bits that say which kind of UUID it is stand where the specification has them (RFC 9562, version 8).
///
/// ```
/// # use leadline_domain::{form::spam::uuid, id::SubmissionId};
/// assert_eq!(uuid(&SubmissionId::from_entropy(&[0xff; 16])), "ffffffff-ffff-8fff-bfff-ffffffffffff");
/// ```
pub fn uuid(id: &SubmissionId) -> String {
    let mut bytes = id.entropy();
    let [_, _, _, _, _, _, version, _, variant, ..] = &mut bytes;
    *version = 0x80 | *version & 0x0f;
    *variant = 0x80 | *variant & 0x3f;
    let hex = hex(&bytes);
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    format!("{}-{}-{}-{}-{}", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32))
}
