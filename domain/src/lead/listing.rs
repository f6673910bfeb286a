//! Leads page by page, newest change first, over all shards of a site.
//!
//! The order of (last change, id) is total, so one position serves all shards: each hands over what is behind it, and the
//! page is the first of all that, merged. A lead that changes while somebody turns pages moves to the front; every other
//! one is shown exactly once.

use crate::{id::LeadId, time::Millis};
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use base64ct::{Base64UrlUnpadded, Encoding};
use core::cmp::Reverse;
use serde::{Deserialize, Serialize};

/// Where a lead stands in the order of last changes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    /// When it changed last.
    pub updated_at: Millis,
    /// Its id: of two that changed at once the greater is shown first.
    pub id: LeadId,
}

impl Position {
    /// The position as text that nobody has to understand: it holds no personal data.
    ///
    /// ```
    /// # use leadline_domain::{id::LeadId, lead::Position, time::Millis};
    /// let position = Position { updated_at: Millis(5), id: LeadId::new(1, &[0; 16]) };
    /// assert_eq!(Position::parse(&position.cursor()), Some(position));
    /// ```
    pub fn cursor(&self) -> String {
        let Self { updated_at, id } = self;
        Base64UrlUnpadded::encode_string(format!("{} {id}", updated_at.0).as_bytes())
    }

    /// Reads a cursor; nothing if it is none of ours.
    pub fn parse(cursor: &str) -> Option<Self> {
        let text = String::from_utf8(Base64UrlUnpadded::decode_vec(cursor).ok()?).ok()?;
        let (updated_at, id) = text.split_once(' ')?;
        let position = Self { updated_at: Millis(updated_at.parse().ok()?), id: LeadId::parse(id).ok()? };
        // Another spelling of the same number is not what was handed out.
        (position.updated_at.0.to_string() == updated_at).then_some(position)
    }
}

/// A lead with its position, as a shard hands it over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed<T> {
    /// Where it stands.
    pub position: Position,
    /// What is shown of it.
    pub lead: T,
}

/// What one shard hands over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet<T> {
    /// The first of its leads that were asked for, newest change first.
    pub leads: Vec<Placed<T>>,
    /// How far it looked, where it stopped before it knew of as many as it was to hand over.
    pub looked_to: Option<Position>,
}

/// The page of all that the shards handed over, and where the next one begins; nothing behind the last.
///
/// Each shard has to hand over one lead more than fit on the page, if it has so many: that there are more is known by it. Where
/// a shard stopped looking, what the others have behind that place is for the next page.
pub fn page<T>(sheets: Vec<Sheet<T>>, limit: usize) -> (Vec<T>, Option<Position>) {
    let edge = sheets.iter().filter_map(|sheet| sheet.looked_to.clone()).max();
    let mut all: Vec<Placed<T>> = sheets.into_iter().flat_map(|sheet| sheet.leads).collect();
    all.sort_unstable_by(|one, other| Reverse(&one.position).cmp(&Reverse(&other.position)));
    let seen = edge.as_ref().map_or(all.len(), |edge| all.partition_point(|placed| placed.position >= *edge));
    all.truncate(seen);
    let more = all.len() > limit;
    all.truncate(limit);
    let next = if more { all.last().map(|last| last.position.clone()) } else { edge };
    (all.into_iter().map(|placed| placed.lead).collect(), next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::collections::BTreeSet;
    use proptest::prelude::*;

    const SHARDS: u8 = 4;

    fn position(at: i64, shard: u8, random: u8) -> Position {
        Position { updated_at: Millis(at), id: LeadId::new(shard, &[random; 16]) }
    }

    /// Which leads are asked for: of all ids, those that a filter takes.
    fn is_asked_for(id: &LeadId, every: u8) -> bool {
        id.as_str().as_bytes()[9].is_multiple_of(every)
    }

    /// What a shard hands over: the SQL of the edge in a few words. It looks at so many and no more.
    fn shard(
        leads: &BTreeSet<Position>,
        number: u8,
        behind: Option<&Position>,
        (limit, looks_at, every): (usize, usize, u8),
    ) -> Sheet<LeadId> {
        let mine = leads.iter().rev().filter(|lead| lead.id.shard() == number);
        let mut mine = mine.filter(|lead| behind.is_none_or(|behind| *lead < behind));
        let looked: Vec<&Position> = mine.by_ref().take(looks_at).collect();
        let asked = looked.iter().filter(|lead| is_asked_for(&lead.id, every)).take(limit + 1);
        let leads: Vec<_> = asked.map(|lead| Placed { position: (*lead).clone(), lead: lead.id.clone() }).collect();
        let stopped = leads.len() <= limit && mine.next().is_some();
        Sheet { leads, looked_to: looked.last().filter(|_| stopped).map(|last| (*last).clone()) }
    }

    fn turn(leads: &BTreeSet<Position>, behind: Option<&Position>, limit: usize) -> (Vec<LeadId>, Option<Position>) {
        turn_of(leads, behind, (limit, usize::MAX, 1))
    }

    fn turn_of(
        leads: &BTreeSet<Position>,
        behind: Option<&Position>,
        bounds: (usize, usize, u8),
    ) -> (Vec<LeadId>, Option<Position>) {
        page((0..SHARDS).map(|number| shard(leads, number, behind, bounds)).collect(), bounds.0)
    }

    #[test]
    fn what_is_no_cursor_is_refused() {
        let good = position(-5, 3, 7).cursor();
        for bad in ["", "x", "Lg", &good[1..], &(good.clone() + "A"), &Base64UrlUnpadded::encode_string(b"+5 lead_")] {
            assert_eq!(Position::parse(bad), None, "{bad}");
        }
        let spelt = format!("05 {}", position(5, 3, 7).id);
        assert_eq!(Position::parse(&Base64UrlUnpadded::encode_string(spelt.as_bytes())), None);
    }

    #[test]
    fn the_last_page_says_so_even_when_it_is_full() {
        let leads: BTreeSet<_> = (0..4).map(|at| position(at, 1, 1)).collect();
        assert!(turn(&leads, None, 3).1.is_some());
        assert_eq!(turn(&leads, None, 4).1, None);
        assert_eq!(turn(&BTreeSet::new(), None, 4), (Vec::new(), None));
    }

    proptest! {
        #[test]
        fn filters_leave_nobody_out_however_little_a_shard_looks_at(
            leads in prop::collection::btree_set((0_i64..6, 0..SHARDS, any::<u8>()), 0..60),
            limit in 1_usize..9,
            looks_at in 1_usize..9,
            every in 1_u8..5,
        ) {
            let leads: BTreeSet<Position> = leads.into_iter().map(|(at, shard, random)| position(at, shard, random)).collect();
            let (mut shown, mut behind) = (Vec::new(), None);
            for turns in 0.. {
                prop_assert!(turns <= 2 * leads.len() + 1, "it ends");
                let (page, next) = turn_of(&leads, behind.as_ref(), (limit, looks_at, every));
                prop_assert!(page.len() <= limit);
                shown.extend(page);
                if next.is_none() {
                    break;
                }
                behind = next;
            }
            let expected: Vec<LeadId> =
                leads.iter().rev().map(|lead| lead.id.clone()).filter(|id| is_asked_for(id, every)).collect();
            prop_assert_eq!(shown, expected);
        }

        #[test]
        fn turning_pages_over_four_shards_shows_every_lead_once_and_in_order(
            // Few moments, so that many leads share one.
            leads in prop::collection::btree_set((0_i64..6, 0..SHARDS, any::<u8>()), 0..60),
            limit in 1_usize..9,
            touched in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
        ) {
            let mut of_id = alloc::collections::BTreeMap::new();
            for (at, shard, random) in leads {
                let lead = position(at, shard, random);
                of_id.insert(lead.id.clone(), lead);
            }
            let mut leads: BTreeSet<Position> = of_id.into_values().collect();
            let all: Vec<Position> = leads.iter().rev().cloned().collect();
            let (mut shown, mut behind, mut changed) = (Vec::new(), None, BTreeSet::new());
            let mut touched = touched.into_iter();
            loop {
                let (page, next) = turn(&leads, behind.as_ref(), limit);
                prop_assert!(page.len() <= limit);
                shown.extend(page);
                // Meanwhile something changes, and goes to the front.
                if let Some(index) = touched.next().filter(|_| !all.is_empty()) {
                    let lead = index.get(&all).clone();
                    leads.retain(|known| known.id != lead.id);
                    leads.insert(Position { updated_at: Millis(99 + i64::try_from(changed.len()).unwrap()), ..lead.clone() });
                    changed.insert(lead.id);
                }
                match next {
                    None => break,
                    next => behind = next,
                }
            }
            let still = |id: &LeadId| !changed.contains(id);
            let expected: Vec<LeadId> = all.into_iter().map(|lead| lead.id).filter(still).collect();
            prop_assert_eq!(shown.iter().filter(|id| still(id)).cloned().collect::<Vec<_>>(), expected);
            let once: BTreeSet<_> = shown.iter().collect();
            prop_assert_eq!(once.len(), shown.len(), "none twice");
        }
    }
}
