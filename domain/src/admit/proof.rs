//! What an item proves of who the visitor is. A proof that is none costs the proof and not the item, unless the site wants
//! signatures; and none of it goes any further than here.

use super::Arriving;
use crate::{
    bond::{PersonalLink, Signature, SigningSecrets, Unproven, take_token},
    outcome::{Accepted, Filter, Outcome},
    secret::Key,
    wire::Item,
};
use alloc::string::String;

/// What an item proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The customer's server signed whom the page names.
    Signature,
    /// The visitor followed a link that was sent to somebody.
    Link(PersonalLink),
}

/// What proofs are held against. Without it they prove nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Proofs<'a> {
    /// What the customer's server signs with.
    pub signing: Option<&'a SigningSecrets>,
    /// What the site's links are sealed with.
    pub links: Option<&'a Key>,
}

/// What is said to be a proof.
pub(super) enum Said {
    Nothing,
    Signature(Signature),
    Token(String),
}

/// What an item says it proves, and whether it does.
pub(super) type Weighed = Result<Option<Proof>, Unproven>;

/// Takes out of an item what is to prove something: whoever else has it would be taken for the person.
pub(super) fn take(item: &mut Item) -> Said {
    let token = take_token(item.url_mut());
    match (item, token) {
        (Item::Identify { traits, .. }, _) => traits.signature.take().map_or(Said::Nothing, Said::Signature),
        (Item::View { referrer, .. }, token) => {
            take_token(referrer);
            token.map_or(Said::Nothing, Said::Token)
        }
        (Item::Link { target, .. }, _) => {
            take_token(target);
            Said::Nothing
        }
        _ => Said::Nothing,
    }
}

/// Holds what is said against what it has to be.
pub(super) fn weigh(said: &Said, item: &Item, arriving: &Arriving<'_>) -> Weighed {
    let Arriving { site, proofs, received_at: now, .. } = *arriving;
    match (said, item) {
        (Said::Signature(signature), Item::Identify { traits, .. }) => {
            let secrets = proofs.signing.ok_or(Unproven::Wrong)?;
            secrets.verify(&site.id, &traits.email, signature, now).map(|()| Some(Proof::Signature))
        }
        (Said::Token(token), _) => {
            let key = proofs.links.ok_or(Unproven::Wrong)?;
            PersonalLink::open(key, &site.id, token, now).map(|link| Some(Proof::Link(link)))
        }
        _ => Ok(None),
    }
}

/// Admits whom a site names without a signature, unless the site wants one.
pub(super) fn admits(item: &Item, weighed: &Weighed, arriving: &Arriving<'_>) -> Result<(), Outcome> {
    if !matches!(item, Item::Identify { .. }) || !arriving.site.identify.require {
        return Ok(());
    }
    Err(Outcome::Filtered(match weighed {
        Ok(Some(_)) => return Ok(()),
        Ok(None) => Filter::Unsigned,
        Err(Unproven::Wrong) => Filter::ProofWrong,
        Err(Unproven::Expired) => Filter::ProofExpired,
    }))
}

/// How an item counts that proves something, or was meant to.
pub(super) const fn accepted(weighed: &Weighed) -> Option<Accepted> {
    match weighed {
        Ok(None) => None,
        Ok(Some(_)) => Some(Accepted::Verified),
        Err(Unproven::Wrong) => Some(Accepted::ProofWrong),
        Err(Unproven::Expired) => Some(Accepted::ProofExpired),
    }
}

#[cfg(test)]
mod tests;
