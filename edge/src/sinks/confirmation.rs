//! A mail that asks somebody to confirm what they sent. Its link is made here, as it goes out: kept nowhere, it can be read
//! nowhere but in their mailbox.

use super::{
    Letter,
    mail::{self, Written},
};
use crate::{config::Config, entropy};
use leadline_domain::{
    bond::ConfirmLink,
    id::LeadId,
    lead::{
        ConfirmationAsked,
        delivery::{Failure, Why},
    },
    secret::Purpose,
    sink::Mail,
};
use worker::Env;

/// Sends one.
pub(super) async fn deliver(
    env: &Env,
    site: &str,
    mail: &Mail,
    letter: &Letter,
    lead: &str,
    asked: &ConfirmationAsked,
) -> Result<(), Failure> {
    let token = token(env, site, lead, asked).ok_or_else(|| Failure::from(Why::Template))?;
    let (to, text) = ([asked.to.clone()], asked.confirmation.with_link(&token));
    let written = Written { to: &to, subject: &asked.confirmation.subject, text: &text };
    mail::carry(env, mail, letter, &written).await
}

fn token(env: &Env, site: &str, lead: &str, asked: &ConfirmationAsked) -> Option<String> {
    let link = ConfirmLink {
        lead: LeadId::parse(lead).ok()?,
        key: asked.key.clone(),
        form: asked.form.clone(),
        locale: asked.confirmation.locale.clone(),
        agreed: asked.agreed.clone(),
        asked_at: asked.asked_at,
    };
    let config = Config::of_isolate(env).ok()?;
    link.seal(&config.secret.key(site, Purpose::Link), site, &entropy::draw())
}
