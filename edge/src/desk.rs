//! What every door has at hand.

use crate::{config::Config, entropy, refusal::Refusal};
use leadline_domain::{
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

    /// Opens the visitor's passport. Says whether one was shown and refused; a new one is made then, as for a stranger.
    pub(crate) fn passport(&self, site: &Site, token: Option<&str>) -> (Passport, bool) {
        let key = self.key(site, Purpose::Passport);
        let opened = token.map(|token| Passport::open(&key, &site.id, token));
        let refused = matches!(opened, Some(Err(_)));
        (opened.and_then(Result::ok).unwrap_or_else(|| Passport::new(&entropy::draw())), refused)
    }

    /// Seals the visitor's passport.
    pub(crate) fn seal(&self, site: &Site, passport: &Passport) -> Result<String, Refusal> {
        let key = self.key(site, Purpose::Passport);
        passport.seal(&key, &site.id, &entropy::draw()).ok_or(Refusal::Unavailable)
    }
}
