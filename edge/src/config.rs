//! What the deployment configures: variables and secrets of wrangler.toml.

use crate::refusal::Refusal;
use leadline_domain::{
    keyring::PassportSecrets,
    secret::RootSecret,
    sink::{Reach, reach},
};
use std::{cell::RefCell, rc::Rc, time::Duration};
use worker::Env;

/// The deployment's settings.
pub(crate) struct Config {
    /// Path prefix, without slashes.
    pub(crate) prefix: String,
    /// File name of the script tag's script, below the prefix.
    pub(crate) loader: String,
    /// Whose pages are served at `p/<slug>`.
    pub(crate) home_site: String,
    /// Every key derives from it, but those of passports where they have secrets of their own.
    pub(crate) secret: RootSecret,
    /// What the keys of passports derive from.
    pub(crate) passport_secrets: PassportSecrets,
    /// Whether each item that comes in is told to whoever watches.
    pub(crate) tells_items: bool,
    /// What the API asks for; absent if not configured, and then nobody gets in.
    pub(crate) api_token: Option<String>,
}

thread_local! {
    static OF_ISOLATE: RefCell<Option<Rc<Config>>> = RefCell::default();
}

impl Config {
    /// The settings, read at an isolate's first request: no isolate outlives a change of them.
    pub(crate) fn of_isolate(env: &Env) -> Result<Rc<Self>, Refusal> {
        if let Some(known) = OF_ISOLATE.with_borrow(Clone::clone) {
            return Ok(known);
        }
        let config = Rc::new(Self::read(env)?);
        OF_ISOLATE.set(Some(Rc::clone(&config)));
        Ok(config)
    }

    fn read(env: &Env) -> Result<Self, Refusal> {
        let secret = env.secret("LEADLINE_SECRET").map(|secret| secret.to_string()).unwrap_or_default();
        let secret = RootSecret::new(secret).map_err(|_| {
            Refusal::Misconfigured(
                "set the secret LEADLINE_SECRET, at least 32 bytes: npx wrangler secret put LEADLINE_SECRET",
            )
        })?;
        let listed = env.secret("LEADLINE_PASSPORT_SECRETS").map(|listed| listed.to_string()).unwrap_or_default();
        let passport_secrets = PassportSecrets::read(&listed, &secret).map_err(|_| {
            Refusal::Misconfigured(
                "LEADLINE_PASSPORT_SECRETS holds secrets of at least 32 bytes, newest first, with spaces between",
            )
        })?;
        Ok(Self {
            prefix: prefix(env),
            loader: env.var("LOADER").map_or_else(|_| "ll.js".to_owned(), |loader| loader.to_string()),
            home_site: env.var("HOME_SITE").map(|site| site.to_string()).unwrap_or_default(),
            secret,
            passport_secrets,
            tells_items: env.var("TELL_ITEMS").is_ok_and(|said| said.to_string() == "1"),
            api_token: env
                .secret("LEADLINE_API_TOKEN")
                .ok()
                .map(|token| token.to_string())
                .filter(|token| !token.is_empty()),
        })
    }
}

/// The path prefix everything of ours lives under.
pub(crate) fn prefix(env: &Env) -> String {
    env.var("PREFIX").map_or_else(|_| "ll".to_owned(), |prefix| prefix.to_string())
}

/// Whether sinks may be on this machine: for development and tests.
pub(crate) fn has_local_sinks(env: &Env) -> bool {
    env.var("LOCAL_SINKS").is_ok_and(|said| said.to_string() == "1")
}

/// Where mail is caught instead of being sent, if it is: for development.
pub(crate) fn mail_catcher(env: &Env) -> Option<String> {
    env.var("MAIL_CATCHER").ok().map(|said| said.to_string()).filter(|said| !said.is_empty())
}

/// Where Turnstile is asked instead, if it is somewhere on this machine: for tests.
pub(crate) fn turnstile_here(env: &Env) -> Option<String> {
    let said = env.var("TURNSTILE_HERE").ok().map(|said| said.to_string());
    said.filter(|said| has_local_sinks(env) && matches!(reach(said), Some(Reach::ThisMachine)))
}

/// How long the shard waits for a delivery to be confirmed before it sends the message again, in milliseconds.
pub(crate) fn outbox_resend(env: &Env) -> i64 {
    let seconds = env.var("OUTBOX_RESEND_SECONDS").ok().and_then(|seconds| seconds.to_string().parse::<i64>().ok());
    seconds.unwrap_or(30).clamp(1, 3_600) * 1_000
}

/// How long counts gather in an isolate before they are handed over.
pub(crate) fn gathering(env: &Env) -> Duration {
    let said = env.var("COUNTS_GATHER_MS").ok().and_then(|said| said.to_string().parse::<i64>().ok());
    Duration::from_millis(said.unwrap_or(2_000).clamp(50, 20_000).unsigned_abs())
}
