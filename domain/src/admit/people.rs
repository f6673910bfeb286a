//! How many people a batch may name. Each costs a call of a shard, and a stranger's batch must not cost fifty.

use super::Proof;
use crate::{bond::PersonalLink, outcome::Limit, wire::Item};

/// Most items of a batch after which the visitor is somebody else; one sitting in front of a browser needs one or two.
const MOST: usize = 5;

/// The people of a batch so far.
#[derive(Clone, Debug, Default)]
pub struct People {
    count: usize,
    /// The link that was followed last: followed again it makes nobody else of the visitor.
    link: Option<PersonalLink>,
}

impl People {
    /// Admits an item, unless it names one person too many. What is about nobody else is always admitted.
    pub fn admit(&mut self, item: &Item) -> Result<(), Limit> {
        if !matches!(item, Item::Identify { .. } | Item::Reset { .. }) {
            return Ok(());
        }
        self.one_more().then_some(()).ok_or(Limit::People)
    }

    /// Whether what an item proved may make the visitor somebody else: a link that is one too many leads nowhere.
    pub fn may_follow(&mut self, proof: &Proof) -> bool {
        let Proof::Link(link) = proof else { return true };
        if self.link.as_ref() == Some(link) {
            return true;
        }
        let follows = self.one_more();
        if follows {
            self.link = Some(link.clone());
        }
        follows
    }

    const fn one_more(&mut self) -> bool {
        self.count += 1;
        self.count <= MOST
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{id::LeadId, time::Millis};
    use alloc::{format, vec::Vec};

    #[test]
    fn one_person_too_many_is_refused_and_nothing_else() {
        let reset = Item::Reset { occurred_at: Millis(1), url: "https://a.example/".into() };
        let start = Item::FormStart { occurred_at: Millis(1), url: "https://a.example/".into(), form: "x".into() };
        let mut people = People::default();
        for _ in 0..MOST {
            assert_eq!(people.admit(&reset), Ok(()));
        }
        assert_eq!(people.admit(&reset), Err(Limit::People));
        assert_eq!(people.admit(&start), Ok(()));
    }

    #[test]
    fn a_link_that_is_one_too_many_is_not_followed_when_it_comes_again() {
        let mut people = People::default();
        let mut follow = |nth: usize| {
            let key = format!("{nth}");
            let link = PersonalLink { lead: LeadId::new(0, &[1; 16]), key, expires: Millis(1) };
            people.may_follow(&Proof::Link(link))
        };
        let followed: Vec<bool> = (0..MOST + 2).flat_map(|nth| [nth, nth]).map(&mut follow).collect();
        let (within, beyond) = followed.split_at(2 * MOST);
        assert!(within.iter().all(|followed| *followed) && !beyond.iter().any(|followed| *followed), "{followed:?}");
        assert!(follow(MOST - 1), "whose browser it is since the last that was followed");
    }
}
