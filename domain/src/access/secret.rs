//! A token as text: `llt_<site>_<id>_<secret>`, for example
//! `llt_demo_AAAAAAAAAAAAAAAAAAAAAA_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA`.
//!
//! Who finds one in a log or a repository sees what it is and whose: the expression
//! `llt_[a-z0-9-]{1,40}_[A-Za-z0-9_-]{22}_[A-Za-z0-9_-]{43}` finds them all. The id is that of [`TokenId`] without its
//! prefix, the secret 32 random bytes, both in URL-safe base64. What is kept is the SHA-256 of the whole text: with 256 random
//! bits there is nothing to guess, so nothing has to make guessing slow.

use crate::{id::TokenId, secret::sha256_hex};
use alloc::{format, string::String};
use base64ct::{Base64UrlUnpadded, Encoding};
use core::fmt;

/// What every token begins with.
const PREFIX: &str = "llt_";
/// Characters of 16 bytes, and of 32, in base64.
const ID: usize = 22;
const SECRET: usize = 43;
/// Longest key of a site, in characters.
const MAX_SITE: usize = 40;

/// A token's text: shown once, kept by nobody but its holder, and never printed by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text of the token `id` of `site` (lower-case letters, digits and hyphens), made of 32 random bytes.
    pub fn new(site: &str, id: &TokenId, random: &[u8; 32]) -> Self {
        let id = id.as_str().strip_prefix(TokenId::PREFIX).unwrap_or_default();
        Self(format!("{PREFIX}{site}_{id}_{}", Base64UrlUnpadded::encode_string(random)))
    }

    /// The text, for the one answer that holds it.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub fn hash(&self) -> String {
        sha256_hex(self.0.as_bytes())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// A token that somebody shows. Whether it is good, its site's registry knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown<'a> {
    /// The site it says it is for.
    pub site: &'a str,
    /// Its id.
    pub id: TokenId,
    /// SHA-256 of its text, in hex: all that is handed on of it.
    pub hash: String,
}

impl<'a> Shown<'a> {
    /// Reads a token; nothing if the text is none, so that nobody is asked about it.
    ///
    /// ```
    /// # use leadline_domain::{access::{Secret, Shown}, id::TokenId};
    /// let secret = Secret::new("demo", &TokenId::from_entropy(&[7; 16]), &[9; 32]);
    /// assert_eq!(Shown::parse(secret.text()).unwrap().site, "demo");
    /// assert_eq!(Shown::parse("llt_demo_"), None);
    /// ```
    pub fn parse(text: &'a str) -> Option<Self> {
        let (site, rest) = text.strip_prefix(PREFIX)?.split_once('_')?;
        // Both parts may hold the separator: their lengths tell them apart.
        let (id, rest) = rest.split_at_checked(ID)?;
        let secret = rest.strip_prefix('_').filter(|secret| secret.len() == SECRET)?;
        let id = TokenId::parse(&format!("{}{id}", TokenId::PREFIX)).ok()?;
        let is_sound = is_site(site) && secret.bytes().all(is_digit);
        is_sound.then(|| Self { site, id, hash: sha256_hex(text.as_bytes()) })
    }
}

fn is_site(text: &str) -> bool {
    let is_letter = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
    (1..=MAX_SITE).contains(&text.len()) && text.bytes().all(is_letter)
}

const fn is_digit(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::borrow::ToOwned;
    use proptest::prelude::*;

    #[test]
    fn it_looks_as_the_docs_say_and_hides_from_debug() {
        let secret = Secret::new("demo", &TokenId::from_entropy(&[0; 16]), &[0; 32]);
        assert_eq!(secret.text(), format!("llt_demo_{}_{}", "A".repeat(22), "A".repeat(43)));
        assert_eq!(format!("{secret:?}"), "Secret(…)");
        assert_eq!(secret.hash().len(), 64);
    }

    #[test]
    fn what_is_no_token_is_none() {
        let good = Secret::new("demo", &TokenId::from_entropy(&[1; 16]), &[2; 32]).text().to_owned();
        assert!(Shown::parse(&good).is_some());
        let long = Secret::new(&"a".repeat(41), &TokenId::from_entropy(&[1; 16]), &[2; 32]).text().to_owned();
        let bad = [
            String::new(),
            good[1..].to_owned(),
            good[..good.len() - 1].to_owned(),
            good.clone() + "A",
            good.replace("demo", ""),
            good.replace("demo", "Demo"),
            good.replace("demo", "de/mo"),
            good.replace("demo", "d\u{e9}mo"),
            good.replace("llt_demo_", "llt_demo"),
            format!("{}\u{e9}", &good[..good.len() - 2]),
            format!("{}=", &good[..good.len() - 1]),
            good.to_uppercase(),
            long,
        ];
        for bad in bad {
            assert_eq!(Shown::parse(&bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_was_made_is_read(site in "[a-z0-9-]{1,40}", id: [u8; 16], random: [u8; 32]) {
            let id = TokenId::from_entropy(&id);
            let secret = Secret::new(&site, &id, &random);
            let shown = Shown::parse(secret.text()).unwrap();
            prop_assert_eq!((shown.site, shown.id, shown.hash), (site.as_str(), id, secret.hash()));
        }

        #[test]
        fn nothing_panics(text in "\\PC{0,120}", tail in "llt_[a-z_\u{e9}]{0,90}") {
            let _ = (Shown::parse(&text), Shown::parse(&tail));
        }
    }
}
