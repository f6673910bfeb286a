//! What proofs of who a visitor is are held against.

use crate::{desk::Desk, journal};
use leadline_domain::{
    admit,
    bond::{LINK_PARAMETER, SigningSecrets},
    outcome::Invalid,
    secret::{Key, Purpose},
    site::Site,
    wire::Item,
};
use std::{cell::RefCell, collections::HashSet};

thread_local! {
    /// Secrets that this isolate has told to be missing: no isolate outlives a change of them.
    static TOLD: RefCell<HashSet<String>> = RefCell::default();
}

/// The site's secrets, as far as a batch asks for them: most batches prove nothing.
pub(super) struct Proofs {
    signing: Option<SigningSecrets>,
    links: Option<Key>,
}

impl Proofs {
    /// Looks up what these items need.
    pub(super) fn of(desk: &Desk, site: &Site, items: &[Result<Item, Invalid>]) -> Self {
        let any = |proves: fn(&Item) -> bool| items.iter().flatten().any(proves);
        Self {
            signing: any(is_signed).then(|| signing(desk, site)).flatten(),
            links: any(has_token).then(|| desk.key(site, Purpose::Link)),
        }
    }

    /// The same for whoever judges the items.
    pub(super) const fn shown(&self) -> admit::Proofs<'_> {
        admit::Proofs { signing: self.signing.as_ref(), links: self.links.as_ref() }
    }
}

fn is_signed(item: &Item) -> bool {
    matches!(item, Item::Identify { traits, .. } if traits.signature.is_some())
}

/// Whether there may be a token; the rule looks closer.
fn has_token(item: &Item) -> bool {
    item.url().to_ascii_lowercase().contains(LINK_PARAMETER)
}

/// What the customer's server signs with. Where the deployment lacks it nothing is verified, and whoever watches is told
/// so once by each isolate.
fn signing(desk: &Desk, site: &Site) -> Option<SigningSecrets> {
    let name = site.identify.secret.as_ref()?;
    let value = desk.env.secret(name).map(|secret| secret.to_string()).unwrap_or_default();
    let secrets = SigningSecrets::read(&value);
    if secrets.is_none() {
        tell_once(name);
    }
    secrets
}

/// Anybody can send signatures, and a line for each batch of them would bury everything else.
fn tell_once(name: &str) {
    if TOLD.with_borrow_mut(|told| told.insert(name.to_owned())) {
        journal::fault(name, "holds no secrets of at least 32 bytes, so no signature is verified");
    }
}
