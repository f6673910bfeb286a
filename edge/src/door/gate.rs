//! The gate of the API: who asks, for which site, and whether the role reaches. Every route of the API comes past here before its
//! door runs; what a route takes is decided in `domain` (`access`).

use super::{header, query};
use crate::{
    clients::registry::{self, Question},
    clock,
    desk::Desk,
    refusal::{KeyRefused, Refusal},
    sites,
};
use leadline_domain::{
    access::{Caller, Change, Grant, Holder, Shown, Verdicts},
    id::{EntryId, TokenId},
    route::Route,
    secret::same_secret,
    trail::{Entry, Object, Verb},
};
use std::cell::RefCell;
use worker::Request;

thread_local! {
    static VERDICTS: RefCell<Verdicts> = RefCell::default();
}

/// Lets a caller in.
pub(super) async fn admit(request: &Request, desk: &Desk, route: &Route<'_>) -> Result<Caller, Refusal> {
    let need = route.needs().ok_or(Refusal::NotFound)?;
    let holder = holder(request, desk).await?;
    let parameter = query(request, "site");
    let asked = route.named_site().or(parameter.as_deref());
    Ok(holder.enter(need, asked, &desk.config.home_site)?)
}

/// Writes down what a change is about to do, unless its door does.
pub(super) async fn note_change(desk: &Desk, caller: &Caller, route: &Route<'_>) -> Result<(), Refusal> {
    if let Change::Noted { verb, object } = route.change() {
        // A site that is not there has no registry to wake.
        sites::require(&desk.env, &caller.site).await?;
        note(desk, caller, verb, object.into_iter().collect()).await?;
    }
    Ok(())
}

/// Writes down what is about to be changed. Where that fails, nothing may be.
pub(super) async fn note(desk: &Desk, caller: &Caller, verb: Verb, objects: Vec<Object>) -> Result<(), Refusal> {
    registry::note(&desk.env, &caller.site, &entry(desk, caller, verb, objects)).await
}

/// What the trail has of a change.
pub(super) fn entry(desk: &Desk, caller: &Caller, verb: Verb, objects: Vec<Object>) -> Entry {
    Entry::new(EntryId::from_entropy(&desk.draw("entry")), desk.now(), caller.actor.clone(), verb, objects)
}

/// Forgets what this isolate heard of a token that was changed.
pub(super) fn forget(token: &TokenId) {
    VERDICTS.with_borrow_mut(|verdicts| verdicts.forget(token));
}

/// Whose key this is: the deployment's own, or a token.
async fn holder(request: &Request, desk: &Desk) -> Result<Holder, Refusal> {
    let shown = header(request, "Authorization").unwrap_or_default();
    let shown = shown.strip_prefix("Bearer ").unwrap_or_default();
    let own = desk.config.api_token.as_deref();
    if own.is_some_and(|own| same_secret(shown, own)) {
        return Ok(Holder::deployment());
    }
    match (Shown::parse(shown), own) {
        (Some(shown), _) => of_token(desk, &shown).await,
        (None, Some(_)) => Err(KeyRefused::Unauthorized.into()),
        (None, None) => Err(Refusal::Misconfigured(
            "show a token, or set the secret LEADLINE_API_TOKEN: npx wrangler secret put LEADLINE_API_TOKEN",
        )),
    }
}

async fn of_token(desk: &Desk, shown: &Shown<'_>) -> Result<Holder, Refusal> {
    let known = VERDICTS.with_borrow(|verdicts| verdicts.find(&shown.hash, clock::now()));
    let grant = match known {
        Some(verdict) => verdict,
        None => judged(desk, shown).await?,
    };
    grant.map(|grant| Holder::of_token(grant, shown.site)).ok_or(KeyRefused::Unauthorized.into())
}

/// Asks the registry, but only that of a site that is there: anybody can write any name into a token.
async fn judged(desk: &Desk, shown: &Shown<'_>) -> Result<Option<Grant>, Refusal> {
    match sites::require(&desk.env, shown.site).await {
        Ok(()) => {}
        Err(Refusal::UnknownSite) => return Ok(None),
        Err(refusal) => return Err(refusal),
    }
    // What was true when it was asked, whenever the answer comes.
    let asked_at = clock::now();
    let question = Question { id: shown.id.clone(), hash: shown.hash.clone() };
    let grant = registry::judge(&desk.env, shown.site, &question).await?;
    VERDICTS.with_borrow_mut(|verdicts| verdicts.keep(&shown.hash, grant.clone(), asked_at));
    Ok(grant)
}
