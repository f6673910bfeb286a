//! Word lists that ship with the product: sorted text, searched where it lies.
//!
//! A list is a file in `domain/lists`, one entry a line, sorted by bytes, written by `cargo xtask lists`. Nothing is parsed
//! or built when a program starts, so an isolate that has just begun answers as fast as any other; a look-up in a hundred
//! thousand entries compares 17 lines.

use core::cmp::Ordering;

/// Names the lists that scores depend on: free and disposable mail, public suffixes. The first 16 hex digits of the
/// SHA-256 of the three, one behind the other; `cargo xtask lists` writes it with them.
pub const DIGEST: &str = include_str!("../lists/DIGEST");

/// A sorted list: keys, each with what is known of it behind a tab, if anything is.
///
/// ```
/// # use leadline_domain::list::List;
/// const PETS: List = List::new("cat\tmeow\ndog\twoof\nfish\n");
/// assert_eq!(PETS.find("dog"), Some("woof"));
/// assert_eq!(PETS.find("fish"), Some(""));
/// assert_eq!(PETS.find("do"), None);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct List {
    text: &'static str,
}

impl List {
    /// A list of these lines, which have to be sorted by the bytes of their keys.
    pub const fn new(text: &'static str) -> Self {
        Self { text }
    }

    /// What is known of `key`; an empty text if it is listed and no more is known, `None` if it is not listed.
    pub fn find(self, key: &str) -> Option<&'static str> {
        let start = self.first_not_before(key);
        let line = self.text.as_bytes().get(start..)?;
        let (from, to) = (start + key.len(), line_end(self.text.as_bytes(), start));
        let is_listed = !line.is_empty() && beside(line, key.as_bytes()) == Ordering::Equal;
        is_listed.then(|| self.text.get(from..to).and_then(|rest| rest.strip_prefix('\t')).unwrap_or_default())
    }

    /// Whether `key` is listed.
    pub fn contains(self, key: &str) -> bool {
        self.find(key).is_some()
    }

    /// The entries whose keys begin with `beginning`, in order.
    ///
    /// ```
    /// # use leadline_domain::list::List;
    /// const PETS: List = List::new("cat\tmeow\ncattle\tmoo\ndog\twoof\n");
    /// assert_eq!(PETS.beginning_with("cat").count(), 2);
    /// ```
    pub fn beginning_with(self, beginning: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
        let from = Self { text: self.text.get(self.first_not_before(beginning)..).unwrap_or_default() };
        from.entries().take_while(move |(key, _)| key.starts_with(beginning))
    }

    /// All entries, in order: keys and what is known of them.
    pub fn entries(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.text.lines().map(|line| line.split_once('\t').unwrap_or((line, "")))
    }

    /// Where the first line begins whose key is not less than `key`.
    fn first_not_before(self, key: &str) -> usize {
        let text = self.text.as_bytes();
        let (mut low, mut high) = (0, text.len());
        while low < high {
            let middle = low.midpoint(high);
            let start = line_start(text, middle);
            if beside(text.get(start..).unwrap_or_default(), key.as_bytes()) == Ordering::Less {
                low = line_end(text, middle) + 1;
            } else {
                high = start;
            }
        }
        low
    }
}

/// Where the line around `at` begins; a newline belongs to the line that it ends.
fn line_start(text: &[u8], at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1)
}

/// Where the newline of the line around `at` is.
fn line_end(text: &[u8], at: usize) -> usize {
    let after = text.get(at..).unwrap_or_default();
    after.iter().position(|byte| *byte == b'\n').map_or(text.len(), |length| at + length)
}

/// How the key at the beginning of `line` stands to `key`. Most differ within a few bytes, so neither end is looked for.
fn beside(line: &[u8], key: &[u8]) -> Ordering {
    let mut listed = line.iter().take_while(|byte| !matches!(byte, b'\t' | b'\n'));
    for wanted in key {
        match listed.next().map(|byte| byte.cmp(wanted)) {
            Some(Ordering::Equal) => {}
            Some(differs) => return differs,
            None => return Ordering::Less,
        }
    }
    listed.next().map_or(Ordering::Equal, |_| Ordering::Greater)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_that_of_the_lists() {
        let mail = [include_str!("../lists/disposable-mail.txt"), include_str!("../lists/free-mail.txt")].concat();
        let lists = [mail.as_str(), include_str!("../lists/suffixes.txt")].concat();
        assert_eq!(DIGEST, &crate::secret::sha256_hex(lists.as_bytes())[..16], "run cargo xtask lists");
    }

    #[test]
    fn every_entry_is_found_and_its_neighbours_are_not() {
        const WORDS: List = List::new("a\naa\t1\nab\nb\t2\nzebra\n");
        for (key, value) in WORDS.entries() {
            assert_eq!(WORDS.find(key), Some(value), "{key}");
        }
        for stranger in ["", "0", "aab", "zebr", "zebras", "c"] {
            assert!(!WORDS.contains(stranger), "{stranger}");
        }
        assert!(!List::new("").contains("a"));
        assert!(List::new("a").contains("a") && !List::new("a").contains("b"));
    }
}
