//! What has the shape of an address: small enough for the page, where the same check runs.

use crate::parts::parts;

/// Longest address taken, RFC 5321 section 4.5.3.1.3 less the angle brackets.
pub const LONGEST: usize = 254;
/// Longest part before the at sign, RFC 5321 section 4.5.3.1.1.
pub(super) const LONGEST_LOCAL: usize = 64;
const LONGEST_LABEL: usize = 63;

/// Whether text has the shape of an address: what a browser's `type=email` takes, with a dot in its domain.
///
/// Cheap enough for the page: the same check runs there and here. The grammar is HTML's "valid e-mail address", narrower
/// in that no mail reaches a domain without a dot, and in RFC 5321's lengths; wider in letters beyond ASCII. In the
/// domain, browsers turn those to punycode before they look; before the at sign they are RFC 6531's. What of them is a
/// domain (they have dots of their own), or a name, only the edge knows (see [`super::Email::parse`]).
pub fn is_plausible(text: &str) -> bool {
    let Some(at) = text.bytes().rposition(|byte| byte == b'@') else {
        return false;
    };
    let (local, domain) = (text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default());
    text.len() <= LONGEST
        && (1..=LONGEST_LOCAL).contains(&local.len())
        && local.bytes().all(is_local_byte)
        && (parts(domain, b'.').count() > 1 || !domain.is_ascii())
        && parts(domain, b'.').all(is_label)
}

/// HTML's `atext` and the dot, and any byte of a character beyond ASCII.
pub(super) fn is_local_byte(byte: u8) -> bool {
    // As a pattern: a search in a text is half a kilobyte more in the page.
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'.' | b'!' | b'#'..=b'\'' | b'*' | b'+' | b'/' | b'=' | b'?' | b'^'..=b'`' | b'{'..=b'~' | b'-' | 0x80..)
}

/// Letters beyond ASCII get shorter in punycode as often as longer, so their length is the edge's to judge.
fn is_label(label: &str) -> bool {
    !label.is_empty()
        && (label.len() <= LONGEST_LABEL || !label.is_ascii())
        && label.as_bytes().first() != Some(&b'-')
        && label.as_bytes().last() != Some(&b'-')
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || !byte.is_ascii())
}
