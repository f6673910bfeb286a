//! Accounts: the organisations that leads with business addresses belong to.
//!
//! Each contact tells its account what it contributes: the whole of it, with a version, so that whatever is told twice, late or
//! in another order ends in the same sum. What an account is like flows back into the contacts' scores; what a contact earns by
//! that is left out of what it contributes, or two contacts would lift each other for ever.

use crate::{
    id::LeadId,
    merged::Placed,
    score::Points,
    time::{DAY, Day, Millis},
    trail::Cursor,
};
use alloc::{collections::BTreeMap, string::String};
use serde::{Deserialize, Serialize};

/// For how many days a contact counts as active after it was last heard of.
pub const ACTIVE_DAYS: u16 = 30;

/// How many active contacts are told of one by one; that there are more changes nobody's score.
pub const MOST_TOLD: u32 = 10;

/// How many it takes for the account to tell them at all: one alone is told nothing.
const FEWEST_TOLD: u32 = 2;

/// What a contact contributes to its account.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Contribution {
    /// The version of the lead of which it is said: of two the greater counts.
    pub version: u32,
    /// Whether the lead is no longer a contact: it was merged into another one, or forgotten.
    #[serde(default)]
    pub gone: bool,
    /// What the contact did, in points; without those for what the account is like.
    pub engagement: Points,
    /// The day, UTC, on which it was last heard of.
    pub active_on: Day,
}

impl Contribution {
    /// What a lead contributes that is no longer a contact; `version` is the last it had.
    pub fn gone(version: u32) -> Self {
        Self { version: version.saturating_add(1), gone: true, engagement: Points(0), active_on: Day::default() }
    }
}

/// What is known of an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Standing {
    /// Leads with an address of the organisation.
    pub contacts: u32,
    /// Those of them that were heard of within [`ACTIVE_DAYS`].
    pub active: u32,
    /// What all contacts did, in points.
    pub engagement: Points,
}

/// An account in a list: those that were heard of last come first. That day only ever moves on as long as there are the same
/// contacts, so an account may move to the front while somebody turns pages, and none is missed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// [`crate::secret::AccountKey::hex`] of the domain.
    pub key: String,
    /// The registrable domain; nothing if no contact was heard of since a release that kept none.
    pub domain: Option<String>,
    /// The last day, UTC, on which any contact was heard of.
    pub active_on: Day,
    /// How it stands today.
    pub standing: Standing,
}

impl Placed for Listed {
    fn place(&self) -> Cursor {
        Cursor { at: Millis(i64::from(self.active_on.0).saturating_mul(DAY)), id: self.key.clone() }
    }
}

/// The contacts of one account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Contacts(pub BTreeMap<LeadId, Contribution>);

impl Contacts {
    /// Takes in what a contact says, unless something later is known. Says whether that is news.
    pub fn take(&mut self, lead: &LeadId, said: Contribution) -> bool {
        let news = self.0.get(lead).is_none_or(|known| *known < said);
        if news {
            self.0.insert(lead.clone(), said);
        }
        news
    }

    /// The leads that are contacts.
    pub fn present(&self) -> impl Iterator<Item = (&LeadId, &Contribution)> {
        self.0.iter().filter(|(_, said)| !said.gone)
    }

    /// How the account stands on a day.
    pub fn standing(&self, today: Day) -> Standing {
        self.present().fold(Standing::default(), |sum, (_, said)| Standing {
            contacts: sum.contacts.saturating_add(1),
            active: sum.active.saturating_add(u32::from(is_active(said, today))),
            engagement: Points(sum.engagement.0.saturating_add(said.engagement.0)),
        })
    }

    /// The last day on which any contact was heard of.
    pub fn active_on(&self) -> Option<Day> {
        self.present().map(|(_, said)| said.active_on).max()
    }

    /// When fewer contacts will be active if nothing more is heard of any; never if none is.
    pub fn fades_at(&self, today: Day) -> Option<Millis> {
        let active = self.present().filter(|(_, said)| is_active(said, today));
        let first = active.map(|(_, said)| said.active_on).min()?;
        Some(Millis(i64::from(first.0.saturating_add(ACTIVE_DAYS)).saturating_mul(DAY)))
    }
}

impl Standing {
    /// What scores may depend on: how many contacts are active, from two up, as far as that is told.
    pub fn told(self) -> u32 {
        if self.active < FEWEST_TOLD { 0 } else { self.active.min(MOST_TOLD) }
    }
}

fn is_active(said: &Contribution, today: Day) -> bool {
    today.0.saturating_sub(said.active_on.0) < ACTIVE_DAYS
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    fn lead(nth: u8) -> LeadId {
        LeadId::new(0, &[nth; 16])
    }

    fn said(version: u32, points: i64, day: u16) -> Contribution {
        Contribution { version, gone: false, engagement: Points(points), active_on: Day(day) }
    }

    #[test]
    fn engagement_adds_up_and_who_was_not_heard_of_for_a_month_is_not_active() {
        let mut contacts = Contacts::default();
        for (nth, day) in [(1, 100), (2, 110), (3, 130)] {
            assert!(contacts.take(&lead(nth), said(1, 5_000, day)));
        }
        let on = |day| contacts.standing(Day(day));
        assert_eq!(on(129), Standing { contacts: 3, active: 3, engagement: Points(15_000) });
        assert_eq!((on(130).active, on(140).active, on(160).active), (2, 1, 0));
        assert_eq!(contacts.fades_at(Day(129)), Some(Millis(130 * DAY)));
        assert_eq!(contacts.fades_at(Day(130)).map(Millis::day), Some(Day(140)));
        assert_eq!(contacts.fades_at(Day(200)), None);
    }

    #[test]
    fn a_contact_that_is_gone_counts_no_more_whatever_comes_late() {
        let mut contacts = Contacts::default();
        contacts.take(&lead(1), said(3, 5_000, 100));
        assert!(contacts.take(&lead(1), Contribution::gone(3)));
        assert!(!contacts.take(&lead(1), said(3, 5_000, 100)));
        assert_eq!(contacts.standing(Day(100)), Standing::default());
    }

    proptest! {
        #[test]
        fn order_and_repetition_make_no_difference(
            (one, other) in prop::collection::vec((0_u8..4, 0_u32..4, 0_i64..3, 90_u16..130, any::<bool>()), 0..30)
                .prop_flat_map(|said| (Just(said.clone()), Just(said).prop_shuffle())),
        ) {
            let taken = |all: &[(u8, u32, i64, u16, bool)]| {
                let mut contacts = Contacts::default();
                for (nth, version, points, day, gone) in all {
                    contacts.take(&lead(*nth), Contribution { gone: *gone, ..said(*version, *points, *day) });
                }
                contacts
            };
            prop_assert_eq!(taken(&one), taken(&other));
            let twice: Vec<_> = one.iter().chain(&other).copied().collect();
            prop_assert_eq!(taken(&one), taken(&twice));
        }
    }
}
