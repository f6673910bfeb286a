//! A link under which somebody confirms what they sent (double opt-in).

use super::Unproven;
use crate::{
    id::LeadId,
    seal::{self, Context, Nonce},
    secret::Key,
    time::{DAY, Millis},
};
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// For how long it is good, in milliseconds: whoever meant it opens the mail within days.
const GOOD_FOR: i64 = 7 * DAY;

/// A link under which somebody confirms what they sent. It stands in a mail to the address they gave, so whoever has it has
/// the mailbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmLink {
    /// The lead it was made for; after a merge another one has the person.
    pub lead: LeadId,
    /// [`crate::secret::LeadKey::short`] of the address it is sent to.
    pub key: String,
    /// Which form was sent.
    pub form: String,
    /// In which language.
    pub locale: String,
    /// What was agreed to: purposes, and the versions of the texts.
    pub agreed: Vec<(String, String)>,
    /// When it was asked for, by the edge's clock.
    pub asked_at: Millis,
}

impl ConfirmLink {
    /// Seals the token for a site. `None` only if it can't be encoded, which no link is.
    pub fn seal(&self, key: &Key, site: &str, nonce: &Nonce) -> Option<String> {
        seal::seal(key, context(site), nonce, self)
    }

    /// Opens a token of this site, if it is still good.
    pub fn open(key: &Key, site: &str, token: &str, now: Millis) -> Result<Self, Unproven> {
        let link: Self = seal::open(key, context(site), token).map_err(|_| Unproven::Wrong)?;
        (link.asked_at.plus(GOOD_FOR) > now).then_some(link).ok_or(Unproven::Expired)
    }
}

const fn context(site: &str) -> Context<'_> {
    Context { site, kind: "confirm" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        bond::{PersonalLink, PreferenceLink},
        secret::{Purpose, RootSecret},
    };

    const NOW: Millis = Millis(1_795_000_000_000);

    #[test]
    fn a_link_is_good_for_its_site_and_for_seven_days_and_is_nothing_else() {
        let root = RootSecret::new("s".repeat(32)).unwrap();
        let (demo, other) = (root.key("demo", Purpose::Link), root.key("other", Purpose::Link));
        let link = ConfirmLink {
            lead: LeadId::new(3, &[2; 16]),
            key: "0123456789abcdef".into(),
            form: "newsletter".into(),
            locale: "en".into(),
            agreed: alloc::vec![("news".into(), "00ff".into())],
            asked_at: NOW,
        };
        let token = link.seal(&demo, "demo", &[1; 24]).unwrap();
        assert!(token.len() < 250 && !token.contains('/'), "{token}");
        let open = |key, site, at| ConfirmLink::open(key, site, &token, at);
        assert_eq!(open(&demo, "demo", NOW.plus(7 * DAY - 1)), Ok(link));
        assert_eq!(open(&demo, "demo", NOW.plus(7 * DAY)), Err(Unproven::Expired));
        assert_eq!(open(&other, "other", NOW), Err(Unproven::Wrong));
        assert_eq!(PersonalLink::open(&demo, "demo", &token, NOW), Err(Unproven::Wrong), "it logs nobody in");
        assert_eq!(PreferenceLink::open(&demo, "demo", &token), Err(Unproven::Wrong));
    }
}
