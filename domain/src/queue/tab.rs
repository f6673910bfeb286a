//! Which tab a queue belongs to.

use crate::id::Entropy;
use alloc::{borrow::ToOwned, string::String};

/// Names one tab's queue. No two living pages have the same, also after a tab was duplicated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TabId(String);

impl TabId {
    /// A new tab.
    pub fn from_entropy(entropy: &Entropy) -> Self {
        Self(crate::id::with_entropy("", entropy))
    }

    /// The tab that an earlier page of it left word of.
    pub fn left_behind(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where this tab's queue for a site is stored.
    pub fn queue_key(&self, site: &str) -> String {
        "ll.".to_owned() + site + ".q." + &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tab_s_queue_has_a_key_of_its_own() {
        let tab = TabId::from_entropy(&[0; 16]);
        assert_eq!(tab.queue_key("demo"), "ll.demo.q.AAAAAAAAAAAAAAAAAAAAAA");
        assert_eq!(TabId::left_behind(tab.as_str()), tab);
    }
}
