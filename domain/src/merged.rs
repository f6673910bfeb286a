//! One list of what the shards of a site have, page by page.
//!
//! The order of (moment, id) is total, so one cursor serves all shards: each hands over what is behind it, and the page is the
//! first of all that. What moves to the front while somebody turns pages is not shown again; everything else is shown exactly
//! once.

use crate::trail::Cursor;
use alloc::vec::Vec;
use core::cmp::Reverse;

/// Something that stands in a list.
pub trait Placed {
    /// Where: the greatest comes first.
    fn place(&self) -> Cursor;
}

/// The page of all that the shards handed over, and where the next one begins; nothing behind the last.
///
/// Each shard has to hand over one more than fits on the page, if it has so many: that there are more is known by it.
pub fn merged<T: Placed>(lists: Vec<Vec<T>>, limit: usize) -> (Vec<T>, Option<Cursor>) {
    let mut all: Vec<T> = lists.into_iter().flatten().collect();
    all.sort_by_cached_key(|one| Reverse(one.place()));
    let has_more = all.len() > limit;
    all.truncate(limit);
    let next = all.last().filter(|_| has_more).map(Placed::place);
    (all, next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Millis;
    use alloc::{collections::BTreeSet, format};
    use proptest::prelude::*;

    impl Placed for Cursor {
        fn place(&self) -> Cursor {
            self.clone()
        }
    }

    /// What a shard hands over: the SQL of the edge in a few words.
    fn shard(things: &BTreeSet<(i64, u8)>, number: u8, behind: Option<&Cursor>, limit: usize) -> Vec<Cursor> {
        let mine = things.iter().rev().filter(|(_, id)| id % 3 == number);
        let cursors = mine.map(|(at, id)| Cursor { at: Millis(*at), id: format!("{id:03}") });
        cursors.filter(|cursor| behind.is_none_or(|behind| cursor < behind)).take(limit + 1).collect()
    }

    proptest! {
        #[test]
        fn whoever_turns_pages_sees_everything_once_in_order(
            things in prop::collection::btree_set((0..5_i64, any::<u8>()), 0..40), limit in 1..7_usize,
        ) {
            let (mut seen, mut behind): (Vec<Cursor>, Option<Cursor>) = (Vec::new(), None);
            loop {
                let lists = (0..3).map(|number| shard(&things, number, behind.as_ref(), limit)).collect();
                let (page, next) = merged(lists, limit);
                prop_assert!(next.is_none() || page.len() == limit);
                seen.extend(page);
                behind = next;
                if behind.is_none() {
                    break;
                }
            }
            let all: Vec<Cursor> =
                things.iter().rev().map(|(at, id)| Cursor { at: Millis(*at), id: format!("{id:03}") }).collect();
            prop_assert_eq!(seen, all);
        }
    }
}
