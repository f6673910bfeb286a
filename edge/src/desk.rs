//! What every door has at hand.

use crate::{clock, config::Config, entropy, journal, refusal::Refusal, tally};
use leadline_domain::{
    access::Named,
    keyring::Keyring,
    secret::{Key, Purpose},
    site::Site,
    time::Millis,
    visit::Passport,
};
use std::{
    cell::{OnceCell, RefCell},
    collections::HashMap,
    rc::Rc,
};
use worker::{Context, Env};

/// Sites whose passport keys an isolate keeps.
const MAX_CACHED: usize = 100;

thread_local! {
    static KEYRINGS: RefCell<HashMap<String, Rc<Keyring>>> = RefCell::default();
}

/// What every door has at hand.
pub(crate) struct Desk {
    /// Bindings.
    pub(crate) env: Env,
    /// To finish work after the answer.
    pub(crate) context: Context,
    /// Settings.
    pub(crate) config: Rc<Config>,
    /// The request, where its caller named it, and when it first came.
    pub(crate) named: OnceCell<(Named, Key, Millis)>,
}

impl Desk {
    /// The site's key for a purpose.
    pub(crate) fn key(&self, site: &Site, purpose: Purpose) -> Key {
        self.config.secret.key(&site.id, purpose)
    }

    /// Random bytes for what this request makes. A request that its caller named is drawn the same again when it is served again, so
    /// that what it makes twice is one.
    pub(crate) fn draw<const N: usize>(&self, what: &str) -> [u8; N] {
        self.named.get().map_or_else(entropy::draw, |(named, key, _)| named.draw(key, what))
    }

    /// Now, or when a request that its caller named first came.
    pub(crate) fn now(&self) -> Millis {
        self.named.get().map_or_else(clock::now, |(.., at)| *at)
    }

    /// Tells whoever watches of an item that came in, where somebody does: a line for each costs more than the item.
    pub(crate) fn tell_item(&self, site: &Site, kind: &str, outcome: &str) {
        if self.config.tells_items {
            journal::item(&site.id, kind, outcome);
        }
    }

    /// Opens the passport a visitor shows. One that is refused is counted, and the visitor is a stranger.
    pub(crate) fn passport(&self, site: &Site, token: Option<&str>) -> Option<Passport> {
        let opened = Passport::open(&self.keyring(site), &site.id, token?, clock::now().day());
        opened.inspect_err(|refused| tally::count(&site.id, refused.code())).ok()
    }

    /// Seals the visitor's passport.
    pub(crate) fn seal(&self, site: &Site, passport: &Passport) -> Result<String, Refusal> {
        let sealed = passport.seal(&self.keyring(site), &site.id, clock::now().day(), &entropy::draw());
        sealed.ok_or(Refusal::Unavailable)
    }

    /// An isolate's secrets never change, and deriving a key takes longer than opening a passport with it.
    fn keyring(&self, site: &Site) -> Rc<Keyring> {
        KEYRINGS.with_borrow_mut(|keyrings| {
            if let Some(keyring) = keyrings.get(&site.id) {
                return Rc::clone(keyring);
            }
            if keyrings.len() >= MAX_CACHED {
                keyrings.clear();
            }
            let keyring = Rc::new(self.config.passport_secrets.keyring(&site.id));
            keyrings.insert(site.id.clone(), Rc::clone(&keyring));
            keyring
        })
    }
}
