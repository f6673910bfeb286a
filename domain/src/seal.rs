//! Sealed tokens: what travels with the visitor and must come back unchanged and unread.
//!
//! XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha): its 24-byte nonce may be drawn at random without a counter. The site and
//! the kind of token are authenticated, so a token of one site or kind is refused by another.

use crate::secret::Key;
use alloc::{format, string::String, vec::Vec};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use serde::{Serialize, de::DeserializeOwned};

/// Random bytes for one sealing.
pub type Nonce = [u8; 24];

/// What every token begins with: format and version.
const MARK: &str = "ll1.";

/// The longest token looked at; ours stay below 2 KB, so anything longer is hostile.
pub const LONGEST_TOKEN: usize = 4096;

/// Why a token was refused. Deliberately coarse: a forger learns nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused;

/// Which site and kind a token belongs to; authenticated, not encrypted.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The site's public key.
    pub site: &'a str,
    /// For example `passport` or `ticket/whitepaper`.
    pub kind: &'a str,
}

impl Context<'_> {
    fn associated(&self) -> String {
        format!("{}\n{}", self.site, self.kind)
    }
}

/// Seals a value. `None` only if it can't be encoded, which no type of ours is.
pub fn seal<T: Serialize>(key: &Key, context: Context<'_>, nonce: &Nonce, value: &T) -> Option<String> {
    let plain = postcard::to_allocvec(value).ok()?;
    let aad = context.associated();
    let sealed = XChaCha20Poly1305::new(&key.0.into())
        .encrypt(&XNonce::from(*nonce), Payload { msg: &plain, aad: aad.as_bytes() })
        .ok()?;
    let mut bytes = Vec::from(nonce.as_slice());
    bytes.extend(sealed);
    Some(String::from(MARK) + &BASE64_URL_SAFE_NO_PAD.encode(&bytes))
}

/// Opens a sealed value, refusing whatever was not sealed with this key for this context.
pub fn open<T: DeserializeOwned>(key: &Key, context: Context<'_>, token: &str) -> Result<T, Refused> {
    postcard::from_bytes(&unseal(key, context, token)?).map_err(|_| Refused)
}

/// Opens a token without reading what is in it: for values of several layouts.
pub fn unseal(key: &Key, context: Context<'_>, token: &str) -> Result<Vec<u8>, Refused> {
    if token.len() > LONGEST_TOKEN { Err(Refused) } else { unseal_of_any_length(key, context, token) }
}

/// The same where what was sealed may be long: whoever calls has bounded the token.
pub fn unseal_of_any_length(key: &Key, context: Context<'_>, token: &str) -> Result<Vec<u8>, Refused> {
    let text = token.strip_prefix(MARK).ok_or(Refused)?;
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| Refused)?;
    let (nonce, sealed) = bytes.split_at_checked(size_of::<Nonce>()).ok_or(Refused)?;
    let nonce = Nonce::try_from(nonce).map_err(|_| Refused)?;
    let aad = context.associated();
    XChaCha20Poly1305::new(&key.0.into())
        .decrypt(&XNonce::from(nonce), Payload { msg: sealed, aad: aad.as_bytes() })
        .map_err(|_| Refused)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::{Purpose, RootSecret};
    use alloc::borrow::ToOwned;

    const HERE: Context<'static> = Context { site: "demo", kind: "passport" };

    fn key(site: &str) -> Key {
        RootSecret::new("0123456789abcdef0123456789abcdef".to_owned()).unwrap().key(site, Purpose::Passport)
    }

    #[test]
    fn what_was_sealed_opens() {
        let token = seal(&key("demo"), HERE, &[9; 24], &(7u32, "text")).unwrap();
        assert_eq!(open::<(u32, String)>(&key("demo"), HERE, &token), Ok((7, "text".to_owned())));
    }

    #[test]
    fn another_site_kind_or_key_is_refused() {
        let token = seal(&key("demo"), HERE, &[9; 24], &7u32).unwrap();
        let elsewhere = Context { site: "other", ..HERE };
        let ticket = Context { kind: "ticket/x", ..HERE };
        assert_eq!(open::<u32>(&key("demo"), elsewhere, &token), Err(Refused));
        assert_eq!(open::<u32>(&key("demo"), ticket, &token), Err(Refused));
        assert_eq!(open::<u32>(&key("other"), HERE, &token), Err(Refused));
    }

    #[test]
    fn every_single_changed_character_is_refused() {
        let token = seal(&key("demo"), HERE, &[9; 24], &"a longer value, to have some bytes").unwrap();
        for at in 0..token.len() {
            let mut bytes = token.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let forged = String::from_utf8(bytes).unwrap();
            if forged != token {
                assert_eq!(open::<String>(&key("demo"), HERE, &forged), Err(Refused), "at {at}");
            }
        }
    }

    #[test]
    fn nonsense_is_refused() {
        let long = "ll1.".to_owned() + &"A".repeat(5000);
        for token in ["", "ll1.", "ll1.AAAA", "ll2.AAAA", "\u{1f600}", long.as_str()] {
            assert_eq!(open::<u32>(&key("demo"), HERE, token), Err(Refused));
        }
    }
}
