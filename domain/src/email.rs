//! E-mail addresses: which text is one, and when two are the same mailbox.

use crate::parts::parts;
use alloc::{borrow::ToOwned, format, string::String};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// Longest address taken, RFC 5321 section 4.5.3.1.3 less the angle brackets.
pub const LONGEST: usize = 254;
const LONGEST_LOCAL: usize = 64;
const LONGEST_LABEL: usize = 63;

/// Whether a browser's `type=email` would take this text, and its domain has a dot.
///
/// Cheap enough for the page: the same check runs there and here. The grammar is HTML's "valid e-mail address", wider
/// than it only in letters beyond ASCII in the domain, which browsers turn to punycode before they look.
pub fn is_plausible(text: &str) -> bool {
    let Some(at) = text.bytes().rposition(|byte| byte == b'@') else {
        return false;
    };
    let (local, domain) = (text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default());
    text.len() <= LONGEST
        && (1..=LONGEST_LOCAL).contains(&local.len())
        && local.bytes().all(is_local_byte)
        && parts(domain, b'.').count() > 1
        && parts(domain, b'.').all(is_label)
}

fn is_local_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte)
}

fn is_label(label: &str) -> bool {
    (1..=LONGEST_LABEL).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || !byte.is_ascii())
}

/// An address that can be written to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Email {
    /// As typed, without the spaces around it: this is what gets written to.
    pub typed: String,
    /// What makes two spellings one mailbox: lower case, Unicode NFC, domain in punycode. Version 1 of the canonical
    /// form; changing it re-keys every lead.
    pub canonical: String,
}

/// The text is no e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnEmail;

impl Email {
    /// Reads an address: plausible (see [`is_plausible`]) and with a domain that IDNA (UTS 46) takes.
    pub fn parse(text: &str) -> Result<Self, NotAnEmail> {
        let typed = text.trim();
        if !is_plausible(typed) {
            return Err(NotAnEmail);
        }
        let (local, domain) = typed.rsplit_once('@').ok_or(NotAnEmail)?;
        let domain = idna::domain_to_ascii_strict(&domain.nfc().collect::<String>()).map_err(|_| NotAnEmail)?;
        let local = local.to_ascii_lowercase();
        Ok(Self { typed: typed.to_owned(), canonical: format!("{local}@{domain}") })
    }

    /// The part behind the at sign, in punycode.
    pub fn domain(&self) -> &str {
        self.canonical.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// Whether the mailbox is with a provider that gives them away to anybody. The biggest ones only, for now: a rule
    /// that takes points must not hit a company.
    pub fn is_free(&self) -> bool {
        FREE_PROVIDERS.contains(&self.domain())
    }
}

const FREE_PROVIDERS: &[&str] = &[
    "126.com",
    "163.com",
    "aol.com",
    "gmail.com",
    "gmx.at",
    "gmx.ch",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hotmail.co.uk",
    "hotmail.com",
    "hotmail.fr",
    "icloud.com",
    "live.com",
    "mac.com",
    "mail.com",
    "mail.ru",
    "me.com",
    "msn.com",
    "naver.com",
    "outlook.com",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "t-online.de",
    "web.de",
    "yahoo.co.jp",
    "yahoo.co.uk",
    "yahoo.com",
    "yahoo.fr",
    "yandex.ru",
    "ymail.com",
    "zoho.com",
];

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::borrow::ToOwned;

    #[test]
    fn letter_case_spaces_and_punycode_do_not_make_another_mailbox() {
        let same = [
            ("Ada@Example.COM", " ada@example.com "),
            ("ada@b\u{fc}cher.example", "ADA@xn--bcher-kva.example"),
            ("ada@bu\u{308}cher.example", "ada@b\u{fc}cher.example"),
        ];
        for (a, b) in same {
            assert_eq!(Email::parse(a).unwrap().canonical, Email::parse(b).unwrap().canonical);
        }
        assert_eq!(Email::parse(" Ada@Example.COM").unwrap().typed, "Ada@Example.COM");
        assert_ne!(
            Email::parse("ada+x@example.com").unwrap().canonical,
            Email::parse("ada@example.com").unwrap().canonical
        );
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let long_label = "a@".to_owned() + &"b".repeat(64) + ".example";
        let long = "a".repeat(65) + "@example.com";
        let list = [
            "",
            "@",
            "ada",
            "ada@",
            "@example.com",
            "ada@example",
            "a b@example.com",
            "ada@-x.example",
            "ada@x-.example",
            "ada@.example",
            "ada@example.",
            "ada@ex ample.com",
            "ada@@example.com",
            "ada@exam_ple.com",
            "\u{e9}@example.com",
            long_label.as_str(),
            long.as_str(),
        ];
        for text in list {
            assert_eq!(Email::parse(text), Err(NotAnEmail), "{text}");
        }
    }

    #[test]
    fn free_providers_are_known_by_domain() {
        assert!(Email::parse("ada@GMail.com").unwrap().is_free());
        assert!(!Email::parse("ada@example.com").unwrap().is_free());
    }
}
