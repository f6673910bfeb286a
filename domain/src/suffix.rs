//! Where a domain ends that somebody registered, by the public suffix list (publicsuffix.org).
//!
//! Both of its sections count. The private one names hosts whose customers are strangers to each other: two shops at
//! `myshopify.com` are two accounts. The list is searched where it lies (decision 0014).

use crate::list::List;
use alloc::{string::String, vec::Vec};
use idna::{
    AsciiDenyList,
    uts46::{DnsLength, Hyphens, Uts46},
};

/// Rules by name, in punycode. Value: empty for the name alone, `*` for it and what is right below it, `!` for an exception.
const RULES: List = List::new(include_str!("../lists/suffixes.txt"));

/// Longest text that can be a domain: 253 characters, each of up to four bytes.
const LONGEST: usize = 4 * 253;

/// The domain somebody registered: the public suffix and one label more, as spelt in `domain`.
///
/// Both spellings of an international name are known, and letter case does not matter. `None` for a public suffix itself,
/// a name with an empty label (but for one dot at the end), and an IP address.
///
/// ```
/// # use leadline_domain::suffix::registrable;
/// assert_eq!(registrable("www.shop.example.co.uk"), Some("example.co.uk"));
/// assert_eq!(registrable("co.uk"), None);
/// assert_eq!(registrable("ada.github.io"), Some("ada.github.io"));
/// ```
pub fn registrable(domain: &str) -> Option<&str> {
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    let labels = Labels::read(domain)?;
    let suffix = (0..labels.count()).find_map(|at| labels.suffix_at(at)).unwrap_or(labels.count() - 1);
    labels.starts.get(suffix.checked_sub(1)?).and_then(|start| domain.get(*start..))
}

/// Whether the list names this top-level domain, in lower case and punycode.
pub fn is_top_level(label: &str) -> bool {
    !label.contains('.') && RULES.contains(label)
}

/// A domain's labels: where each begins as spelt, and where in the canonical spelling.
struct Labels {
    starts: Vec<usize>,
    canonical: String,
    canonical_starts: Vec<usize>,
}

impl Labels {
    /// `None` if a label is empty or no label at all, or the whole is an IPv4 address.
    fn read(domain: &str) -> Option<Self> {
        if domain.len() > LONGEST {
            return None;
        }
        let mut labels = Self { starts: Vec::new(), canonical: String::new(), canonical_starts: Vec::new() };
        let mut start = 0;
        for label in domain.split(is_dot) {
            if !labels.canonical.is_empty() {
                labels.canonical.push('.');
            }
            labels.starts.push(start);
            labels.canonical_starts.push(labels.canonical.len());
            labels.canonical.push_str(&canonical(label)?);
            start += label.len();
            start += domain.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        }
        let is_address = labels.from(labels.count() - 1)?.bytes().all(|byte| byte.is_ascii_digit());
        (!is_address).then_some(labels)
    }

    fn count(&self) -> usize {
        self.starts.len()
    }

    /// The name from this label on.
    fn from(&self, at: usize) -> Option<&str> {
        self.canonical.get(*self.canonical_starts.get(at)?..)
    }

    /// Where the public suffix begins, if a rule says something about the name from this label on. An exception's own
    /// label is left out; asked from the longest name down, the first answer prevails.
    fn suffix_at(&self, at: usize) -> Option<usize> {
        match self.rule(at) {
            Some("!") => Some(at + 1),
            Some(_) => Some(at),
            None => self.rule(at + 1).filter(|mark| *mark == "*").map(|_| at),
        }
    }

    fn rule(&self, at: usize) -> Option<&'static str> {
        RULES.find(self.from(at)?)
    }
}

/// The dots of UTS 46.
const fn is_dot(c: char) -> bool {
    matches!(c, '.' | '\u{3002}' | '\u{ff0e}' | '\u{ff61}')
}

/// One label in lower case and punycode; `None` if it is empty. Underscores and the like are let be: they stand in names
/// of hosts, and no rule has them.
fn canonical(label: &str) -> Option<String> {
    // Nearly all labels are of this kind, and idna takes a hundred times as long.
    if label.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return (!label.is_empty()).then(|| label.to_ascii_lowercase());
    }
    let ascii =
        Uts46::new().to_ascii(label.as_bytes(), AsciiDenyList::EMPTY, Hyphens::Allow, DnsLength::Ignore).ok()?;
    (!ascii.is_empty() && !ascii.contains('.')).then(|| ascii.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rules_wildcards_and_exceptions_say_where_a_registration_ends() {
        let table = [
            ("example.com", Some("example.com")),
            ("a.b.example.com", Some("example.com")),
            ("com", None),
            ("unlisted", None),
            ("a.unlisted", Some("a.unlisted")),
            ("b.a.unlisted", Some("a.unlisted")),
            ("x.er", None),
            ("y.x.er", Some("y.x.er")),
            ("kawasaki.jp", None),
            ("x.kawasaki.jp", None),
            ("y.x.kawasaki.jp", Some("y.x.kawasaki.jp")),
            ("city.kawasaki.jp", Some("city.kawasaki.jp")),
            ("www.city.kawasaki.jp", Some("city.kawasaki.jp")),
            ("one.myshopify.com", Some("one.myshopify.com")),
        ];
        for (domain, expected) in table {
            assert_eq!(registrable(domain), expected, "{domain}");
        }
    }

    #[test]
    fn spelling_is_kept_and_does_not_matter() {
        assert_eq!(registrable("WWW.Example.CO.UK"), Some("Example.CO.UK"));
        assert_eq!(registrable("www.b\u{fc}cher.\u{516c}\u{53f8}.cn"), Some("b\u{fc}cher.\u{516c}\u{53f8}.cn"));
        assert_eq!(registrable("www.xn--bcher-kva.xn--55qx5d.cn"), Some("xn--bcher-kva.xn--55qx5d.cn"));
        assert_eq!(registrable("www.\u{4f8b}\u{3002}jp"), Some("\u{4f8b}\u{3002}jp"));
        assert_eq!(registrable("www.example.com."), Some("example.com"));
    }

    #[test]
    fn what_is_no_domain_has_none() {
        for text in ["", ".", ".com", ".example.com", "a..com", "example.com..", "192.0.2.1", "[2001:db8::1]"] {
            assert_eq!(registrable(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_registrable_domain_is_its_own(text in "([a-z\u{fc}\u{516c}-]{0,4}\\.){0,4}(com|co\\.uk|ck|jp|kobe\\.jp|)|.{0,40}") {
            if let Some(found) = registrable(&text) {
                prop_assert!(text.ends_with(found) || text.strip_suffix('.').is_some_and(|text| text.ends_with(found)));
                prop_assert_eq!(registrable(found), Some(found));
                let below = alloc::format!("x.{found}");
                prop_assert_eq!(registrable(&below), Some(found));
            }
        }
    }
}
