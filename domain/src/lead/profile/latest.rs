//! A value of which the last one said counts.

use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// A value and when it was said, by the edge's clock. Of two the later counts, and at the same moment the greater.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Latest<T> {
    /// When it was said.
    pub at: Millis,
    /// What was said.
    pub value: T,
}

impl<T: Ord + Clone> Latest<T> {
    /// Takes what was said in, over what is known. Says whether that is news.
    pub(in crate::lead) fn take(known: &mut Option<Self>, said: &Self) -> bool {
        let news = known.as_ref().is_none_or(|known| known < said);
        if news {
            *known = Some(said.clone());
        }
        news
    }
}
