//! Requests of the API that a caller named (`Idempotency-Key`): what was answered is answered again.

use super::header;
use crate::{
    body,
    clients::registry::{self, Attempt, End, Ended},
    desk::Desk,
    entropy,
    refusal::{Refusal, RepeatRefused},
    reply::Reply,
    sites,
};
use leadline_domain::{
    access::{Caller, Named, Repeat},
    id::EntryId,
    route::Route,
    seal::{self, Context},
    secret::Purpose,
};
use worker::Request;

/// Longest body of a request that may be named: that of a publication.
const MAX_BODY: usize = 1024 * 1024;

/// Longest answer that is remembered, in bytes.
const MAX_ANSWER: usize = 2_900;

/// What to do with a request.
pub(super) enum Begun {
    /// Do it, and then [`Slot::end`] it.
    Anew(Option<Slot>),
    /// It was done; this was answered.
    Done(Reply),
}

/// A named request that is under way.
pub(super) struct Slot {
    site: String,
    attempt: Attempt,
}

/// Begins a request, if its caller named it and it may be named. What it draws from then on is the same however often it is
/// served.
pub(super) async fn begin(
    request: &Request,
    desk: &Desk,
    caller: &Caller,
    route: &Route<'_>,
) -> Result<Begun, Refusal> {
    let name = header(request, "Idempotency-Key").filter(|_| route.may_be_named());
    let Some(name) = name else { return Ok(Begun::Anew(None)) };
    // A site that is not there has no registry to wake, and nothing that could be done to it twice.
    match sites::require(&desk.env, &caller.site).await {
        Err(Refusal::UnknownSite) => return Ok(Begun::Anew(None)),
        known => known?,
    }
    let mut copy = request.clone().map_err(|_| Refusal::Unreadable)?;
    let body = body::read(&mut copy, MAX_BODY).await?;
    let (method, url, site) = (request.method(), request.inner().url(), caller.site.clone());
    let asked = [method.as_ref().as_bytes(), url.as_bytes(), &body];
    let key = desk.config.secret.key(&site, Purpose::Answer);
    let named = Named::new(&key, &caller.actor, &name, asked);
    let named = named.ok_or(Refusal::Body("an Idempotency-Key of 1 to 255 bytes"))?;
    let attempt = Attempt { named, attempt: EntryId::from_entropy(&entropy::draw()).to_string() };
    match registry::begin(&desk.env, &site, &attempt).await? {
        Repeat::Anew(at) => {
            drop(desk.named.set((attempt.named.clone(), key, at)));
            Ok(Begun::Anew(Some(Slot { site, attempt })))
        }
        // Sealed by a secret that is gone: whoever asks has to ask under another name.
        Repeat::Done(sealed) => {
            let text = seal::open(&key, context(&site), &sealed).map_err(|_| RepeatRefused::Another)?;
            Ok(Begun::Done(Reply::Json(text)))
        }
        Repeat::UnderWay => Err(RepeatRefused::UnderWay.into()),
        Repeat::Another => Err(RepeatRefused::Another.into()),
    }
}

impl Slot {
    /// Ends the request. If the registry is away, it is under way for a minute more.
    pub(super) async fn end(self, desk: &Desk, outcome: &Result<Reply, Refusal>) {
        let Self { site, attempt: Attempt { named, attempt } } = self;
        let end = match outcome {
            Ok(reply) => answered(desk, &site, reply).map_or(End::Unknown, End::Answered),
            Err(Refusal::Unavailable | Refusal::Misconfigured(_)) => End::Unknown,
            Err(_) => End::Refused,
        };
        drop(registry::end(&desk.env, &site, &Ended { named, attempt, end }).await);
    }
}

/// What was answered, sealed, as a secret may be in it; nothing if it is too long.
fn answered(desk: &Desk, site: &str, reply: &Reply) -> Option<String> {
    let Reply::Json(text) = reply else { return None };
    let key = desk.config.secret.key(site, Purpose::Answer);
    (text.len() <= MAX_ANSWER).then(|| seal::seal(&key, context(site), &entropy::draw(), text))?
}

const fn context(site: &str) -> Context<'_> {
    Context { site, kind: "answer" }
}
