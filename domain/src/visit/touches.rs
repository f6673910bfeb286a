//! The path of a visitor: the first touch, the last one, and what lay between.

use super::{MiddleTouch, Touch};
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Most touches kept between the first and the last.
pub const MAX_BETWEEN: usize = 8;

/// Where a visitor came from over time.
///
/// What is kept is decided by the touches alone, so that batches in any order, and browsers merged in any order, end in the
/// same state. A direct visit is a touch only of somebody who never came from anywhere else: any other touch takes its
/// place, as in Google Analytics' attribution. Of those between, the newest stay, being what led up to the last: the same
/// source and campaign on one day counts once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touches {
    /// The first.
    pub first: Option<Touch>,
    /// The last; the same as the first where there is one only.
    pub last: Option<Touch>,
    /// The newest eight of the others, oldest first.
    pub between: Vec<MiddleTouch>,
}

impl Touches {
    /// Whether nobody ever came.
    pub const fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    /// Takes a touch in, whenever it happened.
    pub fn take(&mut self, touch: Touch) {
        let all: Vec<Touch> = [self.first.take(), self.last.take(), Some(touch)].into_iter().flatten().collect();
        self.first = all.iter().min_by_key(|touch| (touch.is_direct(), *touch)).cloned();
        self.last = all.iter().max_by_key(|touch| (!touch.is_direct(), *touch)).cloned();
        let is_end = |touch: &&Touch| self.first.as_ref() == Some(*touch) || self.last.as_ref() == Some(*touch);
        let passed: Vec<MiddleTouch> =
            all.iter().filter(|touch| !is_end(touch) && !touch.is_direct()).map(MiddleTouch::from).collect();
        for touch in passed {
            self.pass(touch);
        }
    }

    /// Takes in all that happened elsewhere to the same person.
    pub fn merge(&mut self, other: &Self) {
        for touch in [&other.first, &other.last].into_iter().flatten() {
            self.take(touch.clone());
        }
        for touch in &other.between {
            self.pass(touch.clone());
        }
    }

    fn pass(&mut self, touch: MiddleTouch) {
        if let Err(at) = self.between.binary_search(&touch) {
            self.between.insert(at, touch);
        }
        if self.between.len() > MAX_BETWEEN {
            self.between.remove(0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{attribution::Channel, time::Millis};
    use alloc::{string::String, vec};
    use proptest::prelude::*;

    fn touch(at: i64, source: &str) -> Touch {
        let channel = if source == "(direct)" { Channel::Direct } else { Channel::Referral };
        Touch { at: Millis(at), source: source.into(), medium: String::new(), campaign: String::new(), channel }
    }

    fn taken(touches: &[Touch]) -> Touches {
        let mut path = Touches::default();
        touches.iter().cloned().for_each(|touch| path.take(touch));
        path
    }

    fn any_touches() -> impl Strategy<Value = Vec<Touch>> {
        let source = prop::sample::select(vec!["a", "b", "c", "(direct)"]);
        prop::collection::vec((0_i64..2_000_000_000, source).prop_map(|(at, source)| touch(at, source)), 0..30)
    }

    #[test]
    fn a_direct_visit_counts_only_where_there_is_no_other() {
        let path = taken(&[touch(1, "(direct)"), touch(2, "(direct)")]);
        assert_eq!((path.first, path.last), (Some(touch(1, "(direct)")), Some(touch(2, "(direct)"))));
        let path = taken(&[touch(1, "(direct)"), touch(2, "a"), touch(3, "(direct)")]);
        assert_eq!((path.first, path.last, path.between), (Some(touch(2, "a")), Some(touch(2, "a")), vec![]));
    }

    #[test]
    fn the_newest_stay_between_the_first_and_the_last() {
        const DAY: i64 = crate::time::DAY;
        let path = taken(&(0..20).map(|day| touch(day * DAY, "a")).collect::<Vec<_>>());
        assert_eq!((path.first, path.last), (Some(touch(0, "a")), Some(touch(19 * DAY, "a"))));
        assert_eq!(path.between.iter().map(|touch| touch.day.0).collect::<Vec<_>>(), (11..19).collect::<Vec<_>>());
    }

    proptest! {
        #[test]
        fn any_order_ends_in_the_same_state(touches in any_touches().prop_flat_map(|t| (Just(t.clone()), Just(t).prop_shuffle()))) {
            let (ordered, shuffled) = touches;
            prop_assert_eq!(taken(&ordered), taken(&shuffled));
            let twice: Vec<Touch> = ordered.iter().chain(&shuffled).cloned().collect();
            prop_assert_eq!(taken(&ordered), taken(&twice));
        }

        #[test]
        fn merging_is_the_same_as_taking_together(a in any_touches(), b in any_touches(), c in any_touches()) {
            let all: Vec<Touch> = a.iter().chain(&b).chain(&c).cloned().collect();
            let (mut left, mut right) = (taken(&a), taken(&c));
            left.merge(&taken(&b));
            left.merge(&taken(&c));
            right.merge(&taken(&b));
            right.merge(&taken(&a));
            prop_assert_eq!(&left, &right);
            prop_assert_eq!(left, taken(&all));
        }
    }
}
