//! Tokens: who may do what.

use crate::{
    answers::tokens::{TokenMade, TokenShown, Tokens},
    operation::{Section, operation},
};
use leadline_domain::access::{Rotation, TokenWish};
use serde_json::json;

pub(super) fn section() -> Section {
    let operations = vec![
        operation("GET tokens", "listTokens", "List tokens")
            .about("Without secrets, newest first.")
            .answers::<Tokens>(),
        operation("POST tokens", "createToken", "Make a token")
            .about(
                "The answer is the only one that tells the secret. Without an `Idempotency-Key` it is not safe to send again: that makes another token.",
            )
            .body::<TokenWish>(json!({"name": "CRM", "role": "write", "expires_in_days": 90}))
            .answers::<TokenMade>()
            .refusing(&["too-many-tokens"]),
        operation("DELETE tokens/<token>", "revokeToken", "Revoke a token")
            .about("All its secrets are over. Safe to send again.")
            .answers::<TokenShown>()
            .refusing(&["unknown-token"]),
        operation("POST tokens/<token>/rotate", "rotateToken", "Give a token another secret")
            .about("The one before stays good for a while beside it: 24 hours, if nothing is said.")
            .optional_body::<Rotation>(json!({"overlap_hours": 24}))
            .answers::<TokenMade>()
            .refusing(&["unknown-token", "token-over"]),
    ];
    Section { tag: "tokens", about: "Who may do what", operations }
}
