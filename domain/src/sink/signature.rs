//! Signatures of Standard Webhooks 1.0: HMAC-SHA256 over id, timestamp and body.

use crate::{secret::hmac_sha256, time::Millis};
use alloc::{format, string::String, vec::Vec};
use base64ct::{Base64, Encoding};
use core::fmt;

/// What every signing key begins with.
const PREFIX: &str = "whsec_";
/// Bytes of a key, as Standard Webhooks has it. More are taken, fewer are guessed sooner than the length promises.
const SHORTEST: usize = 24;

/// The keys a webhook's deliveries are signed with, newest first. Two while the receiver changes from one to the other.
pub struct SigningKeys(Vec<Vec<u8>>);

impl fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKeys({})", self.0.len())
    }
}

impl SigningKeys {
    /// Reads the value of a secret: keys with white space between, each `whsec_` and base64 of at least 24 bytes. `None` if
    /// one of them is something else: signing with the rest would fail only at the receiver.
    pub fn read(secret: &str) -> Option<Self> {
        let key = |text: &str| {
            let key = Base64::decode_vec(text.strip_prefix(PREFIX)?).ok()?;
            (key.len() >= SHORTEST).then_some(key)
        };
        let keys: Vec<Vec<u8>> = secret.split_whitespace().map(key).collect::<Option<_>>()?;
        (!keys.is_empty()).then_some(Self(keys))
    }
}

/// The header `webhook-signature`: one `v1` signature for each key, with spaces between. `at` is the header
/// `webhook-timestamp` in whole seconds.
pub fn signature(keys: &SigningKeys, id: &str, at: Millis, body: &str) -> String {
    let signed = format!("{id}.{}.{body}", at.0 / 1_000);
    let one = |key: &Vec<u8>| format!("v1,{}", Base64::encode_string(&hmac_sha256(key, signed.as_bytes())));
    keys.0.iter().map(one).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_reference_library_comes_out_the_same() {
        let keys = SigningKeys::read("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let told =
            signature(&keys, "msg_p5jXN8AQM9LWM0D4loKWxJek", Millis(1_614_265_330_000), r#"{"test": 2432232314}"#);
        assert_eq!(told, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn two_keys_sign_both() {
        let (one, two) = ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_bGVhZGxpbmUtdGVzdC13ZWJob29rLXNlY3JldA==");
        let sign = |secret: &str| signature(&SigningKeys::read(secret).unwrap(), "evt_1", Millis(5_000), "{}");
        assert_eq!(sign(&format!(" {two}\n{one} ")), format!("{} {}", sign(two), sign(one)));
    }

    #[test]
    fn what_is_no_key_spoils_the_secret() {
        for secret in [
            "",
            " ",
            "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "whsec_",
            "whsec_???",
            "whsec_c2hvcnQ=",
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw,whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw old",
        ] {
            assert!(SigningKeys::read(secret).is_none(), "{secret}");
        }
        assert!(!format!("{:?}", SigningKeys::read("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")).contains("77"));
    }
}
