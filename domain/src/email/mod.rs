//! E-mail addresses: which text is one, when two are the same mailbox, whose they are, and which was meant.

mod account;
mod canonical;
mod identity;
mod kind;
mod suggestion;
mod syntax;

pub use identity::{Identity, Spelling};
pub use kind::Kind;
pub use suggestion::suggestion;
pub use syntax::{LONGEST, is_plausible};

use alloc::{borrow::ToOwned, format, string::String};
use serde::{Deserialize, Serialize};

/// An address that can be written to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Email {
    /// As typed, without the spaces around it: this is what gets written to.
    pub typed: String,
    /// What makes two spellings one mailbox: one letter case in any script, Unicode NFC, domain in punycode. Version 1 of
    /// the canonical form; changing it re-keys every lead.
    pub canonical: String,
}

/// The text is no e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnEmail;

impl Email {
    /// Reads an address: plausible (see [`is_plausible`]), with a domain that IDNA (UTS 46) takes, and before the at sign
    /// only what can be seen.
    ///
    /// ```
    /// # use leadline_domain::email::Email;
    /// let email = Email::parse(" Ada@B\u{fc}cher.example ").unwrap();
    /// assert_eq!(email.typed, "Ada@B\u{fc}cher.example");
    /// assert_eq!(email.canonical, "ada@xn--bcher-kva.example");
    /// ```
    pub fn parse(text: &str) -> Result<Self, NotAnEmail> {
        let typed = text.trim();
        if !is_plausible(typed) {
            return Err(NotAnEmail);
        }
        Ok(Self { typed: typed.to_owned(), canonical: canonical::canonical(typed)? })
    }

    /// The part behind the at sign, in punycode.
    pub fn domain(&self) -> &str {
        self.canonical.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// So much of it that its owner knows it again and nobody else learns it: the first character, and where it is.
    ///
    /// ```
    /// # use leadline_domain::email::Email;
    /// assert_eq!(Email::parse("ada@example.com").unwrap().masked(), "a\u{2026}@example.com");
    /// ```
    pub fn masked(&self) -> String {
        let (name, domain) = self.typed.rsplit_once('@').unwrap_or((&self.typed, ""));
        let first: String = name.chars().take(1).collect();
        format!("{first}\u{2026}@{domain}")
    }

    /// Who gives mailboxes of this domain to whom.
    pub fn kind(&self) -> Kind {
        Kind::of(self.domain())
    }

    /// Whether the mailbox is with a provider that gives them away to anybody.
    pub fn is_free(&self) -> bool {
        self.kind() == Kind::Free
    }

    /// The organisation the address belongs to, by its registrable domain in punycode; `None` for free and disposable
    /// mail, and where a domain is registered with nobody.
    pub fn account(&self) -> Option<String> {
        account::account(self.domain()).map(ToOwned::to_owned)
    }
}

#[cfg(test)]
mod tests;
