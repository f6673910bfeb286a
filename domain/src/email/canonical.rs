//! Version 1 of the canonical form: what makes two spellings one mailbox. Changing it re-keys every lead.

use super::{
    NotAnEmail,
    syntax::{LONGEST, LONGEST_LOCAL, is_local_byte},
};
use alloc::{format, string::String};
use idna::{
    AsciiDenyList,
    uts46::{DnsLength, Hyphens, Uts46},
};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The canonical form of an address of the right shape, if it can be one: Unicode NFC, one letter case, punycode.
pub(super) fn canonical(text: &str) -> Result<String, NotAnEmail> {
    let (local, domain) = text.rsplit_once('@').ok_or(NotAnEmail)?;
    let (local, domain) = (canonical_local(local)?, canonical_domain(domain).ok_or(NotAnEmail)?);
    let canonical = format!("{local}@{domain}");
    if local.len() > LONGEST_LOCAL || canonical.len() > LONGEST || !domain.contains('.') {
        return Err(NotAnEmail);
    }
    Ok(canonical)
}

/// A domain by UTS 46 (which brings NFC and lower case) in punycode. Hyphens in the third and fourth place are let be:
/// such names exist, and browsers take them.
pub(super) fn canonical_domain(domain: &str) -> Option<String> {
    let ascii =
        Uts46::new().to_ascii(domain.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast, DnsLength::Verify);
    ascii.ok().map(alloc::borrow::Cow::into_owned)
}

/// Letters, marks and digits of any script beside HTML's ASCII; nothing that can't be seen, and no mark without a letter.
fn canonical_local(local: &str) -> Result<String, NotAnEmail> {
    let folded: String = local.nfc().flat_map(fold).nfc().collect();
    let is_letter = |c: char| c.is_alphanumeric() || is_combining_mark(c);
    let takes = |c: char| {
        u8::try_from(c)
            .map_or_else(|_| is_letter(c), |byte| if c.is_ascii() { is_local_byte(byte) } else { is_letter(c) })
    };
    if local.chars().chain(folded.chars()).all(takes) && !folded.starts_with(is_combining_mark) {
        Ok(folded)
    } else {
        Err(NotAnEmail)
    }
}

/// One letter case in any script: Unicode's simple case folding, got by way of the upper case (so that both sigmas are
/// one). Letters that fold to several, as the sharp s, and the dotless i stay what they are: they may tell two people
/// apart. Marks have no case of their own.
fn fold(c: char) -> impl Iterator<Item = char> {
    let mut upper = c.to_uppercase();
    let folds = c != '\u{131}' && !is_combining_mark(c) && upper.len() == 1;
    let base = if folds { upper.next().unwrap_or(c) } else { c };
    base.to_lowercase()
}
