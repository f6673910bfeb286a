//! One root secret, a key per site and purpose (HKDF-SHA256, RFC 5869), and the keyed hash that names a person.

use crate::id::Entropy;
use alloc::{format, string::String};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What a derived key is for. Two purposes never share a key, so a ticket can't pass for a passport.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Seals the visitor's passport.
    Passport,
    /// Seals a form's ticket.
    Ticket,
    /// Names a person by the hash of an address.
    LeadKey,
    /// Names an organisation by the hash of its registrable domain.
    AccountKey,
    /// Seals links that are for one person.
    Link,
    /// Seals what was answered to a request that may be sent again.
    Answer,
    /// Names what submissions are counted by: a visitor, a network, a text.
    Sighting,
    /// Seals what was answered in earlier steps of a form.
    Steps,
}

impl Purpose {
    /// The HKDF label. Changing one orphans everything made with it.
    const fn label(self) -> &'static str {
        match self {
            Self::Passport => "passport",
            Self::Ticket => "ticket",
            Self::LeadKey => "lead-key",
            Self::AccountKey => "account-key",
            Self::Link => "link",
            Self::Answer => "answer",
            Self::Sighting => "sighting",
            Self::Steps => "steps",
        }
    }
}

/// The deployment's root secret is unusable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecretTooShort;

/// The shortest secret taken, in bytes: the length of a 128-bit secret in hex.
pub const SHORTEST_SECRET: usize = 32;

/// The deployment's root secret, from which every key derives.
#[derive(Clone)]
pub struct RootSecret(String);

impl RootSecret {
    /// Takes the secret as it is configured: any text of at least 32 bytes.
    pub fn new(text: String) -> Result<Self, SecretTooShort> {
        (text.len() >= SHORTEST_SECRET).then_some(Self(text)).ok_or(SecretTooShort)
    }

    /// The key of `site` for `purpose`.
    pub fn key(&self, site: &str, purpose: Purpose) -> Key {
        let mut key = [0; 32];
        let info = format!("{site}/{}", purpose.label());
        // Expanding fails only beyond 255 hashes of output; 32 bytes are one.
        let _ = Hkdf::<Sha256>::new(Some(b"leadline/1"), self.0.as_bytes()).expand(info.as_bytes(), &mut key);
        Key(key)
    }
}

impl core::fmt::Debug for RootSecret {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("RootSecret(…)")
    }
}

/// A derived key of 32 bytes; never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(pub(crate) [u8; 32]);

impl core::fmt::Debug for Key {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Key(…)")
    }
}

/// Logical buckets a site's people are spread over; they map onto the site's shards.
pub const BUCKETS: u8 = 64;

/// Names a person inside a site: HMAC-SHA256 of the canonical address, in hex. The address can't be read back from it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeadKey {
    /// 64 hex digits.
    pub hex: String,
    /// 0 to 63.
    pub bucket: u8,
}

impl LeadKey {
    /// The key of a canonical address (see [`crate::email::Email::canonical`]).
    pub fn of(key: &Key, canonical: &str) -> Self {
        let digest = hmac_sha256(&key.0, canonical.as_bytes());
        Self { hex: hex(&digest), bucket: digest.first().copied().unwrap_or_default() % BUCKETS }
    }

    /// Reads a key as [`LeadKey::hex`] has it.
    pub fn parse(hex: &str) -> Option<Self> {
        let digits = hex.len() == 64 && hex.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
        let first = u8::from_str_radix(hex.get(..2).filter(|_| digits)?, 16).ok()?;
        Some(Self { hex: String::from(hex), bucket: first % BUCKETS })
    }

    /// The key under which the tests of an address are kept: whoever tries the site's forms with a lead's address changes
    /// nothing of the lead.
    pub fn of_test(key: &Key, canonical: &str) -> Self {
        // No address has a NUL in it.
        Self::of(key, &format!("test\0{canonical}"))
    }

    /// The shard this bucket lives in, for a site with `shards` shards (1 to 64).
    pub fn shard(&self, shards: u8) -> u8 {
        self.bucket % shards.clamp(1, BUCKETS)
    }

    /// The first 16 hex digits: enough to tell two people of one browser apart, too little to be anyone's name.
    pub fn short(&self) -> &str {
        self.hex.get(..16).unwrap_or_default()
    }
}

/// Names an organisation inside a site: HMAC-SHA256 of its registrable domain.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AccountKey {
    /// 64 hex digits.
    pub hex: String,
    bucket: u8,
}

impl AccountKey {
    /// The key of a registrable domain in punycode (see [`crate::email::Email::account`]).
    pub fn of(key: &Key, domain: &str) -> Self {
        let LeadKey { hex, bucket } = LeadKey::of(key, domain);
        Self { hex, bucket }
    }

    /// The shard the account lives in, for a site with `shards` shards (1 to 64).
    pub fn shard(&self, shards: u8) -> u8 {
        self.bucket % shards.clamp(1, BUCKETS)
    }
}

/// HMAC-SHA256 (RFC 2104).
pub fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        // HMAC takes keys of any length.
        return [0; 32];
    };
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// Whether this is the HMAC-SHA256 of a message. The time taken says nothing about where they differ.
pub fn is_hmac_sha256(key: &[u8], message: &[u8], shown: &[u8]) -> bool {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return false };
    mac.update(message);
    mac.verify_slice(shown).is_ok()
}

/// SHA-256 (FIPS 180-4).
pub fn sha256(message: &[u8]) -> [u8; 32] {
    use sha2::Digest;
    Sha256::digest(message).into()
}

/// SHA-256 in hex.
pub fn sha256_hex(message: &[u8]) -> String {
    hex(&sha256(message))
}

/// Bytes for an id that several texts determine: drawn anew, they are the same again.
pub fn derived_entropy(texts: &[&str]) -> Entropy {
    // JSON keeps the texts apart, so that no two lists look alike; texts can't fail to be written.
    let digest = sha256(&serde_json::to_vec(texts).unwrap_or_default());
    let mut entropy = Entropy::default();
    for (byte, drawn) in entropy.iter_mut().zip(digest) {
        *byte = drawn;
    }
    entropy
}

/// Whether two secrets are the same. Their hashes are compared to the end, so that the time taken says nothing about
/// where they differ.
pub fn same_secret(shown: &str, expected: &str) -> bool {
    let (shown, expected) = (sha256(shown.as_bytes()), sha256(expected.as_bytes()));
    shown.iter().zip(expected).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(u32::from(digit), 16))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::borrow::ToOwned;

    fn root() -> RootSecret {
        RootSecret::new("0123456789abcdef0123456789abcdef".to_owned()).unwrap()
    }

    #[test]
    fn keys_differ_by_site_and_purpose() {
        let keys = [
            root().key("demo", Purpose::Passport),
            root().key("demo", Purpose::Ticket),
            root().key("demo", Purpose::LeadKey),
            root().key("other", Purpose::Passport),
        ];
        for (i, a) in keys.iter().enumerate() {
            for b in &keys[i + 1..] {
                assert_ne!(a, b);
            }
        }
    }

    #[test]
    fn a_short_secret_is_refused() {
        assert_eq!(RootSecret::new("short".to_owned()).unwrap_err(), SecretTooShort);
    }

    #[test]
    fn secrets_are_the_same_or_not() {
        assert!(same_secret("token", "token"));
        assert!(!same_secret("token", "tokem") && !same_secret("", "token"));
    }

    #[test]
    fn hmac_matches_rfc_4231_case_2() {
        assert_eq!(
            hex(&hmac_sha256(b"Jefe", b"what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn a_lead_key_names_a_bucket_below_64_and_hides_the_address() {
        let key = root().key("demo", Purpose::LeadKey);
        let lead = LeadKey::of(&key, "ada@example.com");
        assert!(lead.bucket < BUCKETS);
        assert!(lead.shard(4) < 4);
        assert_eq!(lead.hex.len(), 64);
        assert!(!lead.hex.contains("ada"));
        assert!(!alloc::format!("{key:?} {:?}", root()).contains("0123"));
    }
}
