//! What a person did, day by day, as a salesperson reads it.

use crate::{admit::Admitted, id::VisitorId, time::Millis, wire::Item};
use alloc::{borrow::ToOwned, collections::BTreeSet, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// Most entries kept: the newest.
const MAX_ENTRIES: usize = 50;

/// Most things told of one batch.
pub const MAX_DEEDS: usize = 12;

/// Longest path, name or target kept, in characters.
const LONGEST_WHAT: usize = 120;

/// One thing somebody did.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Deed {
    /// The item's kind, for example `view`, or `submission`.
    pub kind: String,
    /// What it was about: the path of a page, the name of an event or a form.
    pub what: String,
}

impl Deed {
    /// What an item says somebody did; nothing of what is not worth reading.
    pub fn of(admitted: &Admitted) -> Option<Self> {
        let what = match &admitted.item {
            Item::View { .. } => admitted.page.path(),
            Item::Event { name, .. } => name,
            Item::FormStart { form, .. } | Item::FormSubmit { form, .. } | Item::FormAbandon { form, .. } => form,
            Item::Link { link, target, .. } => match target.as_str() {
                "" => link.name(),
                target => target,
            },
            _ => return None,
        };
        let what = what.chars().take(LONGEST_WHAT).collect();
        Some(Self { kind: admitted.item.kind().to_owned(), what })
    }
}

/// What came in at once: a batch of a browser, or a submission.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DiaryEntry {
    /// When, by the edge's clock.
    pub at: Millis,
    /// In which browser, where that may be known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visitor: Option<VisitorId>,
    /// In the order done; at most [`MAX_DEEDS`].
    pub deeds: Vec<Deed>,
}

/// The newest entries.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Diary(BTreeSet<DiaryEntry>);

impl Diary {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The entries, newest first.
    pub fn iter(&self) -> impl Iterator<Item = &DiaryEntry> {
        self.0.iter().rev()
    }

    /// Notes what was done; nothing is no entry. Says whether that is news.
    pub fn note(&mut self, mut entry: DiaryEntry) -> bool {
        entry.deeds.truncate(MAX_DEEDS);
        if entry.deeds.is_empty() || !self.0.insert(entry.clone()) {
            return false;
        }
        if self.0.len() > MAX_ENTRIES {
            self.0.pop_first();
        }
        self.0.contains(&entry)
    }

    /// Takes in what somebody did who is the same person.
    pub(super) fn merge(&mut self, other: &Self) {
        for entry in &other.0 {
            self.note(entry.clone());
        }
    }
}
