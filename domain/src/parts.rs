//! Text cut at a mark, and put together. What `str::split` and `concat` do, in a fraction of the code: these rules run in
//! the page, too.

use alloc::string::String;

/// The texts one after another.
pub fn joined(texts: &[&str]) -> String {
    let mut whole = String::new();
    for text in texts {
        whole.push_str(text);
    }
    whole
}

/// The parts of `text` between the ASCII characters `mark`: one more than there are marks.
///
/// ```
/// # use leadline_domain::parts::parts;
/// let mut lines = parts("passport\nthanks\nand more", b'\n');
/// assert_eq!((lines.next(), lines.rest()), (Some("passport"), Some("thanks\nand more")));
/// ```
pub fn parts(text: &str, mark: u8) -> Parts<'_> {
    Parts { rest: Some(text), mark }
}

/// What comes before the first `mark`; all of it if there is none.
pub fn before(text: &str, mark: u8) -> &str {
    parts(text, mark).next().unwrap_or_default()
}

/// What is left of a text, part by part.
#[derive(Clone, Debug)]
pub struct Parts<'a> {
    rest: Option<&'a str>,
    mark: u8,
}

impl<'a> Parts<'a> {
    /// What no part was taken from yet.
    pub fn rest(self) -> Option<&'a str> {
        self.rest
    }
}

impl<'a> Iterator for Parts<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self.rest.take()?;
        let Some(at) = rest.bytes().position(|byte| byte == self.mark) else {
            return Some(rest);
        };
        self.rest = rest.get(at + 1..);
        rest.get(..at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    #[test]
    fn texts_are_joined_in_order() {
        assert_eq!((joined(&["ll.", "", "demo"]), joined(&[])), ("ll.demo".into(), String::new()));
    }

    proptest! {
        #[test]
        fn it_cuts_as_str_split_does(text in "[a/\u{e9}]{0,9}") {
            prop_assert!(parts(&text, b'/').eq(text.split('/')));
            let mut taken = parts(&text, b'/');
            let first = taken.next();
            prop_assert_eq!(first, text.split('/').next());
            prop_assert_eq!(taken.rest(), text.split_once('/').map(|(_, rest)| rest));
            prop_assert_eq!(before(&text, b'/'), text.split('/').collect::<Vec<_>>()[0]);
        }
    }
}
