//! Prefixed ids: the kind is readable in every log line and no two kinds are mixed up.

use alloc::string::String;
use base64ct::{Base64UrlUnpadded, Encoding};
use core::fmt;
use serde::{Deserialize, Serialize};

/// Random bytes for one id, handed in by whoever may ask for randomness.
pub type Entropy = [u8; 16];

/// The text was not an id of the kind expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnId;

/// What URL-safe base64 writes for six bits.
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// URL-safe base64 without padding, in less code than a library's that keeps its time constant: ids are drawn in the
/// page, where every byte counts, and are no secret.
pub(crate) fn with_entropy(prefix: &str, entropy: &Entropy) -> String {
    let mut text = String::from(prefix);
    let (mut bits, mut held) = (0_u32, 0);
    for byte in entropy.iter().chain(&[0]) {
        bits = bits << 8 | u32::from(*byte);
        held += 8;
        while held >= 6 && text.len() < prefix.len() + 22 {
            held -= 6;
            text.extend(DIGITS.get((bits >> held & 63) as usize).map(|digit| char::from(*digit)));
        }
    }
    text
}

/// What every id can do once it can be parsed: it reads and writes itself as text.
macro_rules! text_form {
    ($name:ident, $expected:expr) => {
        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = &'static str;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text).map_err(|NotAnId| $expected)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    };
}

/// Declares an id: its prefix, then 16 bytes as 22 characters of URL-safe base64.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[cfg_attr(
            feature = "schema",
            derive(schemars::JsonSchema),
            schemars(extend("pattern" = concat!("^", $prefix, "[A-Za-z0-9_-]{21}[AQgw]$")))
        )]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// What every id of this kind begins with.
            pub const PREFIX: &'static str = $prefix;

            /// The id made of these random bytes.
            pub fn from_entropy(entropy: &Entropy) -> Self {
                Self(with_entropy($prefix, entropy))
            }

            /// The bytes it is made of.
            pub fn entropy(&self) -> Entropy {
                let mut bytes = Entropy::default();
                let random = self.0.strip_prefix($prefix).unwrap_or_default();
                // What was parsed, or made of bytes, decodes.
                let _ = Base64UrlUnpadded::decode(random, &mut bytes);
                bytes
            }

            /// Reads an id; anything but the prefix and 22 URL-safe base64 characters is refused.
            pub fn parse(text: &str) -> Result<Self, NotAnId> {
                let random = text.strip_prefix($prefix).ok_or(NotAnId)?;
                is_random(random).then(|| Self(String::from(text))).ok_or(NotAnId)
            }
        }

        text_form!($name, concat!("an id that begins with ", $prefix));
    };
}

/// Whether text is 16 bytes in URL-safe base64.
fn is_random(text: &str) -> bool {
    let mut bytes = Entropy::default();
    Base64UrlUnpadded::decode(text, &mut bytes).is_ok_and(|read| read.len() == size_of::<Entropy>())
}

id!(
    /// One frozen batch; a resend carries the same id.
    BatchId, "bat_"
);
id!(
    /// One submission of a form; a retry carries the same id.
    SubmissionId, "sub_"
);
id!(
    /// One visitor: a browser that accepted storage.
    VisitorId, "vis_"
);
id!(
    /// One row of the outbox.
    OutboxId, "out_"
);
id!(
    /// One token of a site.
    TokenId, "tok_"
);
id!(
    /// One entry of a site's trail.
    EntryId, "aud_"
);

/// A lead's public id: `lead_`, two hex digits of its shard, and 22 characters of randomness. It says nothing about the
/// person and finds its object without a look-up.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(extend("pattern" = "^lead_[0-9a-f]{2}[A-Za-z0-9_-]{21}[AQgw]$")))]
#[serde(try_from = "String", into = "String")]
pub struct LeadId(String);

impl LeadId {
    /// The id of a lead in `shard`.
    pub fn new(shard: u8, entropy: &Entropy) -> Self {
        let mut text = String::from("lead_");
        for digit in [shard >> 4, shard & 15] {
            text.extend(char::from_digit(u32::from(digit), 16));
        }
        text += &Base64UrlUnpadded::encode_string(entropy);
        Self(text)
    }

    /// Reads a lead id.
    pub fn parse(text: &str) -> Result<Self, NotAnId> {
        let rest = text.strip_prefix("lead_").ok_or(NotAnId)?;
        let (shard, random) = rest.split_at_checked(2).ok_or(NotAnId)?;
        u8::from_str_radix(shard, 16).map_err(|_| NotAnId)?;
        is_random(random).then(|| Self(String::from(text))).ok_or(NotAnId)
    }

    /// The id of the same lead where a site has so many shards: the same one, if its shard is among them.
    #[must_use]
    pub fn within(&self, shards: u8) -> Self {
        if self.shard() < shards {
            return self.clone();
        }
        let shard = self.shard().checked_rem(shards).unwrap_or_default();
        let random = self.0.get(7..).unwrap_or_default();
        Self(alloc::format!("lead_{shard:02x}{random}"))
    }

    /// The shard this lead lives in.
    pub fn shard(&self) -> u8 {
        self.0.get(5..7).and_then(|hex| u8::from_str_radix(hex, 16).ok()).unwrap_or_default()
    }
}

text_form!(LeadId, "an id that begins with lead_");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_and_a_changed_one_does_not() {
        let id = BatchId::from_entropy(&[7; 16]);
        assert_eq!(BatchId::parse(id.as_str()), Ok(id.clone()));
        assert_eq!(id.entropy(), [7; 16]);
        assert_eq!(SubmissionId::parse(id.as_str()), Err(NotAnId));
        assert_eq!(BatchId::parse("bat_"), Err(NotAnId));
        assert_eq!(BatchId::parse("bat_!!!!!!!!!!!!!!!!!!!!!!"), Err(NotAnId));
        assert_eq!(BatchId::parse(&(String::from(id.as_str()) + "A")), Err(NotAnId));
    }

    #[test]
    fn a_lead_id_names_its_shard() {
        let id = LeadId::new(0x2f, &[1; 16]);
        assert_eq!(id.shard(), 0x2f);
        assert_eq!(LeadId::parse(id.as_str()), Ok(id.clone()));
        assert_eq!((id.within(48), id.within(4).shard()), (id.clone(), 0x2f % 4));
        assert_eq!(LeadId::parse(id.within(4).as_str()), Ok(id.within(4)));
        assert_eq!(LeadId::parse("lead_zz"), Err(NotAnId));
        assert_eq!(LeadId::parse("lead_\u{e9}\u{e9}\u{e9}"), Err(NotAnId));
    }
}
