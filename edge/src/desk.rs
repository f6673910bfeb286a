//! What every door has at hand.

use crate::{clock, config::Config, entropy, refusal::Refusal, tally};
use leadline_domain::{
    keyring::Keyring,
    secret::{Key, Purpose},
    site::Site,
    visit::Passport,
};
use worker::{Context, Env};

/// What every door has at hand.
pub(crate) struct Desk {
    /// Bindings.
    pub(crate) env: Env,
    /// To finish work after the answer.
    pub(crate) context: Context,
    /// Settings.
    pub(crate) config: Config,
}

impl Desk {
    /// The site's key for a purpose.
    pub(crate) fn key(&self, site: &Site, purpose: Purpose) -> Key {
        self.config.secret.key(&site.id, purpose)
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

    fn keyring(&self, site: &Site) -> Keyring {
        self.config.passport_secrets.keyring(&site.id)
    }
}
