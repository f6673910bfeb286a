//! Tokens.

use leadline_domain::access::TokenView;
use schemars::JsonSchema;
use serde::Serialize;

/// A site's tokens, the newest first.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Tokens {
    /// The site's key.
    site: String,
    /// Without their secrets.
    tokens: Vec<TokenView>,
}

/// A token and its secret.
#[derive(Serialize, JsonSchema)]
pub(crate) struct TokenMade {
    /// What is kept of it.
    token: TokenView,
    /// What to show. It is told this once.
    #[schemars(extend("pattern" = "^llt_[a-z0-9-]{1,40}_[A-Za-z0-9_-]{22}_[A-Za-z0-9_-]{43}$"))]
    secret: String,
}

/// A token.
#[derive(Serialize, JsonSchema)]
pub(crate) struct TokenShown {
    token: TokenView,
}
