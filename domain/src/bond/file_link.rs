//! A link to a file that a form hands out.

use super::Unproven;
use crate::{
    id::LeadId,
    seal::{self, Context, Nonce},
    secret::Key,
    time::{DAY, Millis},
};
use alloc::string::String;
use serde::{Deserialize, Serialize};

/// For how long it is good, in milliseconds: for somebody to come back to it, not for it to be passed around.
pub const FILE_GOOD_FOR: i64 = 7 * DAY;

/// A link to a file that a form hands out, for whoever sent the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileLink {
    /// What the file is called.
    pub name: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// Whose; nobody's where none is kept.
    pub lead: Option<LeadId>,
    /// In which language the form was read.
    pub locale: String,
    /// From then on it is good for nothing, by the edge's clock.
    pub expires: Millis,
}

impl FileLink {
    /// Seals the token for a site. `None` only if it can't be encoded, which no link is.
    pub fn seal(&self, key: &Key, site: &str, nonce: &Nonce) -> Option<String> {
        seal::seal(key, context(site), nonce, self)
    }

    /// Opens a token of this site, if it is still good.
    pub fn open(key: &Key, site: &str, token: &str, now: Millis) -> Result<Self, Unproven> {
        let link: Self = seal::open(key, context(site), token).map_err(|_| Unproven::Wrong)?;
        (link.expires > now).then_some(link).ok_or(Unproven::Expired)
    }
}

const fn context(site: &str) -> Context<'_> {
    Context { site, kind: "file" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::{Purpose, RootSecret};

    const NOW: Millis = Millis(1_795_000_000_000);

    #[test]
    fn a_link_is_good_for_its_site_until_it_expires() {
        let root = RootSecret::new("s".repeat(32)).unwrap();
        let key = root.key("demo", Purpose::Link);
        let link = FileLink {
            name: "guide.pdf".into(),
            sha256: "0f".repeat(32),
            lead: Some(LeadId::new(3, &[2; 16])),
            locale: "en".into(),
            expires: NOW.plus(FILE_GOOD_FOR),
        };
        let token = link.seal(&key, "demo", &[1; 24]).unwrap();
        let open = |site, at| FileLink::open(&key, site, &token, at);
        assert_eq!(open("demo", NOW), Ok(link));
        assert_eq!(open("demo", NOW.plus(FILE_GOOD_FOR)), Err(Unproven::Expired));
        assert_eq!(open("other", NOW), Err(Unproven::Wrong));
        assert_eq!(FileLink::open(&key, "demo", &token.replace("ll1.", "ll1.A"), NOW), Err(Unproven::Wrong));
    }
}
