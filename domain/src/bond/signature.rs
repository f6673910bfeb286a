//! What the customer's server signs of whoever is logged in.

use super::Unproven;
use crate::{
    email::Email,
    secret::{SHORTEST_SECRET, is_hmac_sha256},
    time::{DAY, Millis, SECOND},
};
use alloc::{borrow::ToOwned, format, string::String, vec::Vec};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use core::fmt;

/// The trait of `identify` that carries the signature. It is never a field.
pub const SIGNATURE_TRAIT: &str = "ll_signature";

/// Longest signature looked at, in bytes; ours have 57.
pub const MAX_SIGNATURE: usize = 100;

/// How far ahead a signature may expire, in milliseconds: what is stolen is of no use for longer.
pub const LONGEST_AHEAD: i64 = 7 * DAY;

/// How far the signing server's clock may be ahead of the edge's.
const CLOCKS_DIFFER: i64 = 300 * SECOND;

const VERSION: &str = "v1";

/// Digits of an expiry: seconds far beyond the year 5000.
const MAX_DIGITS: usize = 11;

/// A signature as a page says it. It is never printed: whoever has it is taken for the person until it expires.
#[derive(Clone, PartialEq, Eq)]
pub struct Signature(String);

impl Signature {
    /// Takes what a page says, whatever it is.
    pub fn said(text: &str) -> Self {
        let fits = text.len() <= MAX_SIGNATURE;
        Self(if fits { text.to_owned() } else { String::new() })
    }

    /// As it was said; nothing if that was too long to be one.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature(…)")
    }
}

/// The secrets that the customer's server may sign with: two while it changes from one to the other.
#[derive(Clone)]
pub struct SigningSecrets(Vec<String>);

impl fmt::Debug for SigningSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningSecrets({})", self.0.len())
    }
}

impl SigningSecrets {
    /// Reads the value of a Worker secret: texts of at least 32 bytes with white space between. `None` if one is
    /// shorter: it would be guessed sooner than a signature promises.
    pub fn read(value: &str) -> Option<Self> {
        let secrets: Vec<String> = value.split_whitespace().map(ToOwned::to_owned).collect();
        let fine = !secrets.is_empty() && secrets.iter().all(|secret| secret.len() >= SHORTEST_SECRET);
        fine.then_some(Self(secrets))
    }

    /// Whether the customer's server says that the address of somebody who is logged in to `site` now is this one.
    ///
    /// ```
    /// # use leadline_domain::{bond::{Signature, SigningSecrets, Unproven}, email::Email, time::Millis};
    /// let secrets = SigningSecrets::read("0123456789abcdef0123456789abcdef").unwrap();
    /// let signature = Signature::said("v1.1795000600.H5Qo6ktUwUhEoVn2XtJZQe78Ajl6pr9LXsajuoS8Zwg");
    /// let email = Email::parse("Ada@Example.com").unwrap();
    /// let verify = |at| secrets.verify("demo", &email, &signature, Millis(at));
    /// assert_eq!(verify(1_795_000_000_000), Ok(()));
    /// assert_eq!(verify(1_795_000_600_000), Err(Unproven::Expired));
    /// ```
    pub fn verify(&self, site: &str, email: &Email, signature: &Signature, now: Millis) -> Result<(), Unproven> {
        let (expiry, shown) = parts(signature.as_str()).ok_or(Unproven::Wrong)?;
        let text = signed_text(site, expiry, email);
        let made_by = |secret: &String| is_hmac_sha256(secret.as_bytes(), text.as_bytes(), &shown);
        // Every secret is tried, so that the time taken says nothing about which.
        let genuine = self.0.iter().fold(false, |genuine, secret| genuine | made_by(secret));
        let expires = expiry.parse().map(|seconds: i64| Millis(seconds.saturating_mul(SECOND)));
        match expires {
            Ok(expires) if genuine && expires <= now.plus(LONGEST_AHEAD + CLOCKS_DIFFER) => {
                (expires > now).then_some(()).ok_or(Unproven::Expired)
            }
            _ => Err(Unproven::Wrong),
        }
    }
}

/// What is signed: four lines, the last of them the address in lower case without spaces around it.
pub fn signed_text(site: &str, expiry: &str, email: &Email) -> String {
    format!("leadline-identify\n{site}\n{expiry}\n{}", email.typed.to_lowercase())
}

/// The expiry in seconds, as it stands there, and the code.
fn parts(signature: &str) -> Option<(&str, Vec<u8>)> {
    let (expiry, code) = signature.strip_prefix(VERSION)?.strip_prefix('.')?.split_once('.')?;
    let digits = (1..=MAX_DIGITS).contains(&expiry.len()) && expiry.bytes().all(|digit| digit.is_ascii_digit());
    let code = BASE64_URL_SAFE_NO_PAD.decode(code).ok()?;
    digits.then_some((expiry, code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::hmac_sha256;

    const NOW: Millis = Millis(1_795_000_000_000);
    const OLD: &str = "old-secret-old-secret-old-secret";
    const NEW: &str = "new-secret-new-secret-new-secret";

    fn email(text: &str) -> Email {
        Email::parse(text).unwrap()
    }

    /// What a customer's server makes.
    fn signed(secret: &str, site: &str, expiry: &str, address: &str) -> Signature {
        let text = format!("leadline-identify\n{site}\n{expiry}\n{address}");
        let code = BASE64_URL_SAFE_NO_PAD.encode(hmac_sha256(secret.as_bytes(), text.as_bytes()));
        Signature::said(&format!("v1.{expiry}.{code}"))
    }

    fn verify(secrets: &str, signature: &Signature) -> Result<(), Unproven> {
        SigningSecrets::read(secrets).unwrap().verify("demo", &email(" Ada@Example.com "), signature, NOW)
    }

    #[test]
    fn what_the_server_signs_is_verified_in_whatever_case_the_page_says_the_address() {
        assert_eq!(verify(NEW, &signed(NEW, "demo", "1795000001", "ada@example.com")), Ok(()));
    }

    #[test]
    fn a_signature_of_another_person_site_moment_or_secret_is_wrong() {
        let good = signed(NEW, "demo", "1795000600", "ada@example.com");
        let later = good.as_str().replace("1795000600", "1795000900");
        for wrong in [
            signed(NEW, "demo", "1795000600", "bob@example.com"),
            signed(NEW, "other", "1795000600", "ada@example.com"),
            signed(OLD, "demo", "1795000600", "ada@example.com"),
            Signature::said(&later),
        ] {
            assert_eq!(verify(NEW, &wrong), Err(Unproven::Wrong), "{}", wrong.as_str());
        }
    }

    #[test]
    fn a_signature_is_good_until_it_expires_and_for_a_week_at_most() {
        let expiring = |expiry: &str| verify(NEW, &signed(NEW, "demo", expiry, "ada@example.com"));
        assert_eq!(expiring("1795000000"), Err(Unproven::Expired));
        assert_eq!(expiring("0"), Err(Unproven::Expired));
        assert_eq!(expiring("1795604800"), Ok(()), "seven days");
        assert_eq!(expiring("1795606000"), Err(Unproven::Wrong), "more than seven days");
        assert_eq!(expiring("99999999999"), Err(Unproven::Wrong));
    }

    #[test]
    fn while_the_secret_changes_both_are_good() {
        let both = format!(" {NEW}\n{OLD} ");
        for secret in [OLD, NEW] {
            assert_eq!(verify(&both, &signed(secret, "demo", "1795000600", "ada@example.com")), Ok(()));
        }
    }

    #[test]
    fn nonsense_is_wrong_and_nothing_of_it_is_printed() {
        let good = signed(NEW, "demo", "1795000600", "ada@example.com").as_str().to_owned();
        let code = good.rsplit_once('.').unwrap().1;
        for text in [
            String::new(),
            "v1".into(),
            "v1..".into(),
            format!("v2.1795000600.{code}"),
            format!("v1.+1795000600.{code}"),
            format!("v1. 1795000600.{code}"),
            format!("v1.1795000600.{code}="),
            format!("v1.1795000600.{}", &code[..20]),
            format!("v1.{}.{code}", "9".repeat(12)),
            "\u{1f600}".repeat(40),
            good.clone() + "A",
        ] {
            let signature = Signature::said(&text);
            assert_eq!(verify(NEW, &signature), Err(Unproven::Wrong), "{text}");
        }
        let secrets = SigningSecrets::read(NEW).unwrap();
        assert_eq!(format!("{secrets:?} {:?}", Signature::said(&good)), "SigningSecrets(1) Signature(…)");
    }

    #[test]
    fn a_short_secret_spoils_the_list() {
        for value in ["", " ", "short", &format!("{NEW} short"), &"x".repeat(31), &"\u{e9}".repeat(15)] {
            assert!(SigningSecrets::read(value).is_none(), "{value}");
        }
        assert!(SigningSecrets::read(&"\u{e9}".repeat(16)).is_some(), "bytes are counted");
    }
}
