//! For how long somebody is kept of whom nothing was heard any more.

use super::{Lead, Mover};
use crate::{
    site::Retention,
    time::{DAY, Millis},
};

impl Lead {
    /// When something was last heard of the person, or done about them by people: not what rules did, nor what systems wrote
    /// into a field, which may go on for ever about somebody who is long gone.
    pub fn heard_of_at(&self) -> Millis {
        let profile = &self.profile;
        let by_people = self.journey.iter().filter(|entry| entry.by == Mover::People).map(|entry| entry.at).max();
        let said = profile.consents.iter().flat_map(|(.., entries)| entries).map(|(_, entry)| entry.at).max();
        let typed = profile.addresses.iter().map(|(_, address)| address.at).max();
        let did = profile.diary.iter().next().map(|entry| entry.at);
        let contacted = profile.contacted.last().copied();
        let heard = [profile.browsers.visits().last_seen, by_people, said, typed, did, contacted];
        heard.into_iter().flatten().fold(self.created_at, Millis::max)
    }

    /// Whether the site has kept the person for as long as it wants to.
    pub fn is_over(&self, retention: &Retention, now: Millis) -> bool {
        let days = if self.test { retention.tests_days } else { retention.leads_days };
        let is_kept = !self.test && retention.keep.contains(&self.stage);
        days.is_some_and(|days| !is_kept && self.heard_of_at().plus(i64::from(days) * DAY) <= now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        email::Email,
        id::LeadId,
        lead::{Stage, StageEntry},
        site::example,
    };
    use alloc::vec::Vec;

    const NOW: Millis = Millis(1_795_000_000_000);

    fn lead(days_ago: i64) -> Lead {
        let email = Email::parse("ada@example.com").unwrap();
        let since = NOW.plus(-days_ago * DAY);
        Lead::new(LeadId::new(0, &[1; 16]), "k", email, since, &example().scoring)
    }

    fn retention() -> Retention {
        Retention { leads_days: Some(365), tests_days: Some(30), ..Retention::default() }
    }

    #[test]
    fn who_was_not_heard_of_for_long_enough_is_over() {
        assert!(lead(365).is_over(&retention(), NOW) && !lead(364).is_over(&retention(), NOW));
        assert!(!lead(9_999).is_over(&Retention::default(), NOW), "a site that says nothing keeps everybody");
        let test = Lead { test: true, ..lead(30) };
        assert!(test.is_over(&retention(), NOW) && !Lead { test: true, ..lead(29) }.is_over(&retention(), NOW));
        assert!(!test.is_over(&Retention { tests_days: None, ..retention() }, NOW));
    }

    #[test]
    fn whoever_people_deal_with_is_heard_of_and_what_rules_do_is_nothing_heard() {
        let entered = |by| {
            let mut lead = lead(400);
            let at = NOW.plus(-DAY);
            lead.journey.enter(StageEntry { at, stage: Stage::Mql, by, reason: None, note: None, request: None });
            lead.is_over(&retention(), NOW)
        };
        assert_eq!((entered(Mover::People), entered(Mover::Rules)), (false, true));
        let mut contacted = lead(400);
        contacted.profile.contact(NOW.plus(-DAY));
        assert!(!contacted.is_over(&retention(), NOW));
    }

    #[test]
    fn stages_that_are_kept_are_kept() {
        let customer = Lead { stage: Stage::Customer, ..lead(9_999) };
        assert!(!customer.is_over(&retention(), NOW));
        assert!(customer.is_over(&Retention { keep: Vec::new(), ..retention() }, NOW));
    }
}
