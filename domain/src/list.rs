//! Word lists that ship with the product: sorted text, searched where it lies.
//!
//! A list is a file in `domain/lists`, one entry a line, sorted by bytes, written by `cargo xtask lists`. Nothing is parsed
//! or built when a program starts, so an isolate that has just begun answers as fast as any other; a look-up in a hundred
//! thousand entries compares 17 lines.

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
        let (mut low, mut high) = (0, self.text.len());
        while low < high {
            let (start, end) = self.line_at(low.midpoint(high));
            let line = self.text.get(start..end)?;
            let (found, value) = line.split_once('\t').unwrap_or((line, ""));
            match found.cmp(key) {
                core::cmp::Ordering::Equal => return Some(value),
                core::cmp::Ordering::Less => low = end + 1,
                core::cmp::Ordering::Greater => high = start,
            }
        }
        None
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
        let (mut low, mut high) = (0, self.text.len());
        while low < high {
            let (start, end) = self.line_at(low.midpoint(high));
            if self.text.get(start..end).unwrap_or_default() < beginning { low = end + 1 } else { high = start }
        }
        let from = Self { text: self.text.get(low..).unwrap_or_default() };
        from.entries().take_while(move |(key, _)| key.starts_with(beginning))
    }

    /// All entries, in order: keys and what is known of them.
    pub fn entries(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.text.lines().map(|line| line.split_once('\t').unwrap_or((line, "")))
    }

    /// Where the line around `at` begins, and where its newline is.
    fn line_at(self, at: usize) -> (usize, usize) {
        let bytes = self.text.as_bytes();
        let is_break = |byte: &u8| *byte == b'\n';
        let before = bytes.get(..at).unwrap_or_default();
        let start = before.iter().rposition(is_break).map_or(0, |position| position + 1);
        let after = bytes.get(start..).unwrap_or_default();
        let end = after.iter().position(is_break).map_or(bytes.len(), |position| start + position);
        (start, end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert!(List::new("a").contains("a"));
    }
}
