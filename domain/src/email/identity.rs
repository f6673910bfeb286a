//! Which spellings a site takes for one mailbox, beyond letter case and punycode.

use super::Email;
use alloc::{borrow::ToOwned, format, string::String};
use serde::{Deserialize, Serialize};

/// `[identity]` of a site: what more than the canonical form makes two addresses one person.
///
/// Nothing, unless the site says so: what is in front of the at sign is the provider's business. It decides under which
/// key a lead is kept, so it is fixed at the first publication, as the number of shards is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// Whether `ada+news@example.com` is another person than `ada@example.com`.
    #[serde(default)]
    pub plus_tags: Spelling,
    /// Whether `a.da@gmail.com` and `ada@googlemail.com` are other people than `ada@gmail.com`.
    #[serde(default)]
    pub gmail_dots: Spelling,
}

/// Whether a difference in spelling makes another person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Spelling {
    /// It does.
    #[default]
    Keep,
    /// It does not.
    Ignore,
}

const GMAIL: [&str; 2] = ["gmail.com", "googlemail.com"];

impl Identity {
    /// Whether this is what holds where a site says nothing.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// What two addresses of one person have in common. For matching only: mail may not arrive there.
    ///
    /// ```
    /// # use leadline_domain::email::{Email, Identity, Spelling};
    /// let lax = Identity { plus_tags: Spelling::Ignore, gmail_dots: Spelling::Ignore };
    /// let email = Email::parse("A.da+news@googlemail.com").unwrap();
    /// assert_eq!(lax.canonical(&email), "ada@gmail.com");
    /// assert_eq!(Identity::default().canonical(&email), "a.da+news@googlemail.com");
    /// ```
    pub fn canonical(&self, email: &Email) -> String {
        let (local, domain) = email.canonical.rsplit_once('@').unwrap_or_default();
        let local = match self.plus_tags {
            Spelling::Ignore => untagged(local),
            Spelling::Keep => local,
        };
        if self.gmail_dots == Spelling::Ignore && GMAIL.contains(&domain) {
            return format!("{}@{}", undotted(local), "gmail.com");
        }
        format!("{local}@{domain}")
    }
}

/// Without the tag, unless nothing else is there.
fn untagged(local: &str) -> &str {
    local.split_once('+').map(|(name, _)| name).filter(|name| !name.is_empty()).unwrap_or(local)
}

/// Without the dots of the name; a tag that is kept keeps its own. A name of dots alone is none.
fn undotted(local: &str) -> String {
    let (name, tag) = local.split_at(local.find('+').unwrap_or(local.len()));
    let bare = name.replace('.', "");
    if bare.is_empty() { local.to_owned() } else { bare + tag }
}
