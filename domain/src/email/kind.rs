//! Business, free or disposable: by lists that agree with each other (see `xtask/lists/email.list.mjs`).

use crate::{list::List, suffix};

const FREE: List = List::new(include_str!("../../lists/free-mail.txt"));
const DISPOSABLE: List = List::new(include_str!("../../lists/disposable-mail.txt"));

/// Who gives mailboxes of a domain to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// An organisation, to its own people; whatever is not known to be one of the others.
    Business,
    /// A provider, to anybody.
    Free,
    /// A provider, to anybody for the minute: nobody will read it tomorrow.
    Disposable,
}

impl Kind {
    /// The kind's name: `business`, `free`, `disposable`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Business => "business",
            Self::Free => "free",
            Self::Disposable => "disposable",
        }
    }

    /// The kind of a domain in lower case and punycode. Throwaway mail is also had below a listed domain
    /// (`anything.mailinator.com`), so its parents are asked, too.
    pub fn of(domain: &str) -> Self {
        if FREE.contains(domain) {
            Self::Free
        } else if parents(domain).any(|parent| DISPOSABLE.contains(parent)) {
            Self::Disposable
        } else {
            Self::Business
        }
    }
}

/// The domain, and each above it down to the registrable one: what is above that belongs to strangers.
fn parents(domain: &str) -> impl Iterator<Item = &str> {
    let shortest = suffix::registrable(domain).map_or(domain.len(), str::len);
    core::iter::successors(Some(domain), |domain| domain.split_once('.').map(|(_, parent)| parent))
        .take_while(move |parent| parent.len() >= shortest)
}
