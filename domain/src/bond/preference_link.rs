//! A link under which somebody says what they may be written to about.

use super::Unproven;
use crate::{
    id::LeadId,
    seal::{self, Context, Nonce},
    secret::Key,
};
use alloc::string::String;
use serde::{Deserialize, Serialize};

/// A link under which somebody says what they may be written to about. It stands in mails, and is good for as long as something
/// is kept of the person: whoever wants no mail must not be told that they come too late.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreferenceLink {
    /// The lead it was made for; after a merge another one has the person.
    pub lead: LeadId,
    /// [`crate::secret::LeadKey::short`] of the address it is sent to.
    pub key: String,
    /// What one click takes back (RFC 8058): this, or everything.
    #[serde(default)]
    pub purpose: Option<String>,
}

impl PreferenceLink {
    /// Seals the token for a site. `None` only if it can't be encoded, which no link is.
    pub fn seal(&self, key: &Key, site: &str, nonce: &Nonce) -> Option<String> {
        seal::seal(key, context(site), nonce, self)
    }

    /// Opens a token of this site.
    pub fn open(key: &Key, site: &str, token: &str) -> Result<Self, Unproven> {
        seal::open(key, context(site), token).map_err(|_| Unproven::Wrong)
    }
}

const fn context(site: &str) -> Context<'_> {
    Context { site, kind: "preferences" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        bond::PersonalLink,
        secret::{Purpose, RootSecret},
        time::Millis,
    };

    #[test]
    fn a_link_is_good_for_its_site_and_nothing_else() {
        let root = RootSecret::new("s".repeat(32)).unwrap();
        let (demo, other) = (root.key("demo", Purpose::Link), root.key("other", Purpose::Link));
        let link = PreferenceLink { lead: LeadId::new(3, &[2; 16]), key: "0123456789abcdef".into(), purpose: None };
        let token = link.seal(&demo, "demo", &[1; 24]).unwrap();
        assert!(token.len() < 200 && !token.contains('/'), "{token}");
        assert_eq!(PreferenceLink::open(&demo, "demo", &token), Ok(link));
        assert_eq!(PreferenceLink::open(&other, "other", &token), Err(Unproven::Wrong));
        assert_eq!(PersonalLink::open(&demo, "demo", &token, Millis(0)), Err(Unproven::Wrong), "it logs nobody in");
    }
}
