//! The trail of the `SiteRegistry`: written, kept short, listed.

use super::trail_sql as sql;
use crate::{
    clients::registry::{Listed, Part},
    clock,
};
use leadline_domain::trail::{self, Entry};
use std::cell::Cell;
use worker::{Result, SqlStorage};

/// How many entries there are, as far as this instance counted: counting them reads them all, so it is done once.
#[derive(Default)]
pub(super) struct Trail {
    counted: Cell<Option<u32>>,
}

impl Trail {
    /// Writes an entry: one row. What is too old, or too much, goes.
    pub(super) fn note(&self, store: &SqlStorage, entry: &Entry) -> Result<()> {
        sql::put(store, entry.moment(), entry)?;
        sql::remove_before(store, clock::now().plus(-trail::KEPT))?;
        // Too high where an entry came twice or some have gone: before any are removed for it, they are counted anew.
        let count = self.counted.get().map_or_else(|| sql::count(store), |known| Ok(known.saturating_add(1)))?;
        let count = if count > trail::MOST { sql::count(store)? } else { count };
        self.counted.set(Some(count));
        if count > trail::MOST {
            sql::remove_oldest(store)?;
            self.counted.set(None);
        }
        Ok(())
    }

    /// Entries that name any of these objects, the newest first.
    pub(super) fn naming(store: &SqlStorage, objects: &[String]) -> Result<Vec<Entry>> {
        let oldest = clock::now().plus(-trail::KEPT);
        let mut entries = sql::naming(store, objects)?;
        entries.retain(|entry| entry.moment() > oldest);
        Ok(entries)
    }

    /// Lists entries, the newest first.
    pub(super) fn list(store: &SqlStorage, part: &Part) -> Result<Listed<Entry>> {
        let mut items = sql::behind(store, part.behind.as_ref(), part.limit.saturating_add(1))?;
        let oldest = clock::now().plus(-trail::KEPT);
        items.retain(|entry| entry.moment() > oldest);
        let limit = usize::try_from(part.limit).unwrap_or(usize::MAX);
        let has_more = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| has_more).map(Entry::cursor);
        Ok(Listed { items, next })
    }
}
