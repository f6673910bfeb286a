//! What the TOML reader and serde say, taken apart: their words are pinned by the tests below.

/// One complaint about a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Complaint {
    /// A key that has no meaning here, and those that have.
    UnknownKey { key: String, words: Vec<String> },
    /// A word that is none of the words.
    UnknownWord { word: String, words: Vec<String> },
    /// A key that has to be there.
    MissingKey(String),
    /// A value of the wrong kind, and the kind in serde's words.
    Mismatch { expected: String },
    /// Not TOML.
    Syntax { what: String, expected: Option<String> },
}

impl Complaint {
    /// Takes a message apart.
    pub(crate) fn parse(message: &str) -> Self {
        let mut words = message.split('`').skip(1).step_by(2).map(ToOwned::to_owned);
        if message.starts_with("unknown field ") {
            return Self::UnknownKey { key: words.next().unwrap_or_default(), words: words.collect() };
        }
        if message.starts_with("unknown variant ") {
            return Self::UnknownWord { word: words.next().unwrap_or_default(), words: words.collect() };
        }
        if message.starts_with("missing field ") {
            return Self::MissingKey(words.next().unwrap_or_default());
        }
        // An enum that is neither a word nor a table of one; all of ours are words.
        if message.starts_with("wanted ") {
            return Self::Mismatch { expected: "enum".to_owned() };
        }
        match message.rsplit_once(", expected ") {
            Some((_, expected)) if message.starts_with("invalid ty") || message.starts_with("invalid value") => {
                Self::Mismatch { expected: expected.to_owned() }
            }
            Some((what, expected)) => Self::Syntax { what: what.to_owned(), expected: Some(expected.to_owned()) },
            None => Self::Syntax { what: message.to_owned(), expected: None },
        }
    }
}

/// Rust's and serde's names of kinds, in the words of somebody who writes TOML; with the TOML of a harmless value.
const KINDS: [(&str, &str, &str); 10] = [
    ("a string", "text in quotes", "\"\""),
    ("a boolean", "true or false", "false"),
    ("a sequence", "a list in [ ]", "[]"),
    ("struct", "a table", "{}"),
    ("u8", "a whole number from 0 to 255", "1"),
    ("u16", "a whole number from 0 to 65535", "1"),
    ("i32", "a whole number", "1"),
    ("enum", "text in quotes", "\"\""),
    (ONE_OR_MORE, "text in quotes, or a list of them in [ ]", "\"\""),
    (PROPERTY, "text in quotes, a whole number, true, false, a list of texts in [ ], or tests in { }", "\"\""),
];

/// What the domain's own kinds are called in its complaints.
const ONE_OR_MORE: &str = "a text or a list of texts";
const PROPERTY: &str = "a text, a whole number, true, false, a list of texts or a table of tests";

/// A kind in plain words.
pub(crate) fn plain(expected: &str) -> String {
    kind(expected).map_or(expected, |(_, words, _)| words).to_owned()
}

/// The TOML of a harmless value of a kind.
pub(crate) fn harmless(expected: &str) -> Option<&'static str> {
    kind(expected).map(|(_, _, toml)| *toml)
}

fn kind(expected: &str) -> Option<&'static (&'static str, &'static str, &'static str)> {
    let first = expected.split(' ').next().unwrap_or_default();
    KINDS.iter().find(|(name, ..)| *name == expected || *name == first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use leadline_domain::site::{RawCondition, RawForm, RawRule, RawSettings};

    fn complaint<T: serde::de::DeserializeOwned + std::fmt::Debug>(text: &str) -> Complaint {
        Complaint::parse(toml::from_str::<T>(text).unwrap_err().message())
    }

    #[test]
    fn the_messages_of_toml_and_serde_are_understood() {
        insta::assert_debug_snapshot!([
            complaint::<RawRule>("signal = 'a'\ncategory = 'fit'\npionts = 3"),
            complaint::<RawRule>("signal = 'a'\ncategory = 'fti'\npoints = 3"),
            complaint::<RawRule>("signal = 'a'\ncategory = 'fit'"),
            complaint::<RawRule>("signal = 'a'\ncategory = 'fit'\npoints = '3'"),
            complaint::<RawRule>("signal = 'a'\ncategory = 3\npoints = 3"),
            complaint::<RawSettings>("id = 'a'\nname = 'a'\norigins = 'x'"),
            complaint::<RawSettings>("id = 'a'\nname = 'a'\norigins = []\nshards = 300"),
            complaint::<RawForm>("title = 'a'\nbutton = 'b'\nthanks = 'c'\nfield = [3]"),
            complaint::<RawCondition>("channel = 3"),
            complaint::<RawCondition>("event = 'a'\nprops = { b = 1.5 }"),
            complaint::<RawCondition>("event = 'a'\nprops = { b = { atleast = 1 } }"),
            complaint::<RawRule>("signal = 'a"),
            complaint::<RawRule>("signal = 'a'\nsignal = 'b'"),
            complaint::<RawRule>("signal 'a'"),
        ]);
    }
}
