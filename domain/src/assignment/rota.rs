//! Whose turn it is: stride scheduling (Waldspurger and Weihl, 1995).

use alloc::{collections::BTreeMap, string::String};
use serde::{Deserialize, Serialize};

/// Most an owner may weigh.
pub const MOST_WEIGHT: u16 = 100;

/// How far one turn moves somebody of weight 1. Divided by any weight up to 16 it leaves nothing over.
const STRIDE: u64 = 720_720;

/// Somebody who takes turns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Who.
    pub owner: String,
    /// How often, beside the others: 1 to [`MOST_WEIGHT`].
    pub weight: u16,
}

/// How far each has moved on: whoever is furthest back is next.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rota(BTreeMap<String, u64>);

impl Rota {
    /// Who is next; of several it is the one written first. Whoever is new, or comes back, is not given what the others got
    /// meanwhile.
    pub fn next<'a>(&mut self, shares: &'a [Share]) -> Option<&'a str> {
        self.0.retain(|owner, _| shares.iter().any(|share| share.owner == *owner));
        let start = self.0.values().min().copied().unwrap_or(0);
        let pass = |share: &Share| self.0.get(&share.owner).copied().unwrap_or(start);
        let next = shares.iter().min_by_key(|share| pass(share))?;
        let moved = pass(next).saturating_add(STRIDE / u64::from(next.weight.clamp(1, MOST_WEIGHT)));
        for share in shares {
            self.0.entry(share.owner.clone()).or_insert(start);
        }
        self.0.insert(next.owner.clone(), moved);
        Some(&next.owner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{format, vec::Vec};
    use proptest::prelude::*;

    fn shares(weights: &[u16]) -> Vec<Share> {
        weights.iter().enumerate().map(|(nth, weight)| Share { owner: format!("o{nth}"), weight: *weight }).collect()
    }

    fn turns(rota: &mut Rota, shares: &[Share], count: usize) -> BTreeMap<String, u32> {
        let mut given = BTreeMap::new();
        for _ in 0..count {
            *given.entry(rota.next(shares).unwrap().into()).or_insert(0) += 1;
        }
        given
    }

    #[test]
    fn equal_weights_take_turns_in_the_order_they_are_written() {
        let (mut rota, all) = (Rota::default(), shares(&[1, 1, 1]));
        let order: Vec<&str> = (0..6).filter_map(|_| rota.next(&all)).collect();
        assert_eq!(order, ["o0", "o1", "o2", "o0", "o1", "o2"]);
    }

    #[test]
    fn nobody_makes_up_for_the_time_they_were_away() {
        let (mut rota, all) = (Rota::default(), shares(&[1, 1, 1]));
        turns(&mut rota, &all[..2], 100);
        let given = turns(&mut rota, &all, 30);
        assert!(given.values().all(|count| (9..=11).contains(count)), "{given:?}");
        turns(&mut rota, &all[1..], 100);
        let given = turns(&mut rota, &all, 30);
        assert!(given.values().all(|count| (9..=11).contains(count)), "{given:?}");
    }

    #[test]
    fn nobody_to_choose_from_is_nobody() {
        assert_eq!(Rota::default().next(&[]), None);
    }

    proptest! {
        #[test]
        fn any_two_had_what_their_weights_say_to_within_a_turn_of_the_lighter(
            weights in prop::collection::vec(1_u16..20, 1..6),
            count in 1_usize..300,
        ) {
            let all = shares(&weights);
            let given = turns(&mut Rota::default(), &all, count);
            let had = |share: &Share| f64::from(given.get(&share.owner).copied().unwrap_or(0)) / f64::from(share.weight);
            let turn = all.iter().map(|share| 1.0 / f64::from(share.weight)).fold(0.0, f64::max);
            for (one, other) in all.iter().flat_map(|one| all.iter().map(move |other| (one, other))) {
                prop_assert!((had(one) - had(other)).abs() <= turn + 0.01, "{given:?}");
            }
        }
    }
}
