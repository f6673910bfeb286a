//! `api/v1/tokens`: a site's tokens. A secret is told once, in the answer that made it.

use super::gate;
use crate::{
    body,
    clients::registry::{self, Changed, Creation, Replacement, Revocation},
    desk::Desk,
    refusal::{KeyRefused, Refusal},
    reply::Reply,
    sites,
};
use leadline_domain::{
    access::{Caller, Rotation, Secret, Token, TokenView, TokenWish},
    id::TokenId,
    trail::{Entry, Object, Verb},
};
use serde_json::json;
use worker::Request;

/// Longest body, in bytes.
const MAX_BODY: usize = 4 * 1024;

/// Lists tokens.
pub(super) async fn list(desk: &Desk, caller: &Caller) -> Result<Reply, Refusal> {
    let site = known(desk, caller).await?;
    let tokens = registry::tokens(&desk.env, site).await?;
    Ok(Reply::Json(json!({"site": site, "tokens": tokens}).to_string()))
}

/// Makes one.
pub(super) async fn create(request: &mut Request, desk: &Desk, caller: &Caller) -> Result<Reply, Refusal> {
    let site = known(desk, caller).await?;
    let wish: TokenWish = body::object(request, MAX_BODY, TokenWish::EXPECTED).await?;
    let wish = Some(wish).filter(TokenWish::is_sound).ok_or(Refusal::Body(TokenWish::EXPECTED))?;
    let id = TokenId::from_entropy(&desk.draw("token"));
    let secret = Secret::new(site, &id, &desk.draw("secret"));
    let entry = entry(desk, caller, Verb::TokenCreated, &id);
    let creation = Creation { token: Token::new(id, wish, secret.hash(), desk.now()), entry };
    told(registry::create(&desk.env, site, &creation).await?, &secret)
}

/// Gives one another secret.
pub(super) async fn rotate(request: &mut Request, desk: &Desk, caller: &Caller, id: &str) -> Result<Reply, Refusal> {
    let site = known(desk, caller).await?;
    let id = TokenId::parse(id).map_err(|_| KeyRefused::Unknown)?;
    let rotation: Rotation = body::object_or_nothing(request, MAX_BODY, Rotation::EXPECTED).await?;
    let rotation = Some(rotation).filter(Rotation::is_sound).ok_or(Refusal::Body(Rotation::EXPECTED))?;
    let secret = Secret::new(site, &id, &desk.draw("secret"));
    let entry = entry(desk, caller, Verb::TokenRotated, &id);
    let replacement = Replacement { id, hash: secret.hash(), rotation, entry };
    let changed = registry::rotate(&desk.env, site, &replacement).await?;
    gate::forget(&replacement.id);
    told(changed, &secret)
}

/// Takes one back.
pub(super) async fn revoke(desk: &Desk, caller: &Caller, id: &str) -> Result<Reply, Refusal> {
    let site = known(desk, caller).await?;
    let id = TokenId::parse(id).map_err(|_| KeyRefused::Unknown)?;
    let revocation = Revocation { entry: entry(desk, caller, Verb::TokenRevoked, &id), id };
    let changed = registry::revoke(&desk.env, site, &revocation).await?;
    gate::forget(&revocation.id);
    Ok(Reply::Json(json!({"token": done(changed)?}).to_string()))
}

fn entry(desk: &Desk, caller: &Caller, verb: Verb, id: &TokenId) -> Entry {
    gate::entry(desk, caller, verb, vec![Object::token(id)])
}

fn told(changed: Changed, secret: &Secret) -> Result<Reply, Refusal> {
    Ok(Reply::Json(json!({"token": done(changed)?, "secret": secret.text()}).to_string()))
}

fn done(changed: Changed) -> Result<TokenView, Refusal> {
    match changed {
        Changed::Done(token) => Ok(token),
        Changed::Unknown => Err(KeyRefused::Unknown.into()),
        Changed::Over => Err(KeyRefused::Over.into()),
        Changed::TooMany => Err(KeyRefused::TooMany.into()),
    }
}

/// A site that is there: any other has no registry to wake.
async fn known<'a>(desk: &Desk, caller: &'a Caller) -> Result<&'a str, Refusal> {
    sites::require(&desk.env, &caller.site).await?;
    Ok(&caller.site)
}
