//! The words that people agreed to, by their version.

use alloc::{borrow::ToOwned, collections::BTreeMap, string::String};
use serde::{Deserialize, Serialize};

/// Most texts kept of one person.
const MOST: usize = 100;

/// A text as people read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// The words.
    pub text: String,
    /// Their language.
    pub locale: String,
}

/// Texts by their version (see [`crate::form::Agreed::version`]). A version is made of its text, so of two states that know it
/// both have the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Wordings(BTreeMap<String, Wording>);

impl Wordings {
    /// Whether none is known.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A text was agreed to.
    pub fn tell(&mut self, version: &str, text: &str, locale: &str) {
        self.0.insert(version.to_owned(), Wording { text: text.to_owned(), locale: locale.to_owned() });
        self.bound();
    }

    /// The text of a version.
    pub fn get(&self, version: &str) -> Option<&Wording> {
        self.0.get(version)
    }

    /// Takes in what is known of somebody who is the same person.
    pub(super) fn merge(&mut self, other: &Self) {
        self.0.extend(other.0.iter().map(|(version, wording)| (version.clone(), wording.clone())));
        self.bound();
    }

    /// Keeps the first: the same ones in whatever order they are taken in.
    fn bound(&mut self) {
        while self.0.len() > MOST {
            self.0.pop_last();
        }
    }
}
