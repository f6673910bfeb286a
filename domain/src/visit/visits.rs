//! How often a visitor came, and how long they stayed.

use super::Touch;
use crate::{admit::Admitted, time::Millis, wire::Item};
use serde::{Deserialize, Serialize};

/// A visitor's sessions, views and engaged time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visits {
    /// Sessions begun.
    pub sessions: u32,
    /// Pages seen.
    pub views: u32,
    /// Engaged milliseconds. Kept to the millisecond, so that no split into reports loses any.
    pub engaged_ms: u64,
    /// The latest thing that happened, by the edge's clock.
    pub last_seen: Option<Millis>,
}

/// Whether an item began a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Session {
    /// It is the first of a new one.
    Begun,
    /// It belongs to the one before.
    Continued,
}

impl Visits {
    /// Takes an item in. A session begins with whatever happens after `idle` milliseconds in which nothing did, at any
    /// time of the day, or with a view that arrives from a `campaign` other than the `last` touch's. What comes late, older
    /// than what is known already, begins none.
    pub(super) fn take(
        &mut self,
        admitted: &Admitted,
        campaign: Option<&Touch>,
        last: Option<&Touch>,
        idle: i64,
    ) -> Session {
        let is_new = campaign.is_some_and(|campaign| last.is_none_or(|last| !campaign.is_of_campaign_of(last)));
        let began = self.begins(admitted, is_new, idle);
        if began {
            self.sessions = self.sessions.saturating_add(1);
        }
        self.last_seen = self.last_seen.max(Some(admitted.at));
        match admitted.item {
            Item::View { .. } => self.views = self.views.saturating_add(1),
            Item::Engagement { ms, .. } => self.engaged_ms = self.engaged_ms.saturating_add(ms),
            _ => {}
        }
        if began { Session::Begun } else { Session::Continued }
    }

    fn begins(&self, admitted: &Admitted, is_new_campaign: bool, idle: i64) -> bool {
        let Some(seen) = self.last_seen else { return true };
        if admitted.at < seen {
            return false;
        }
        began_at(admitted).0.saturating_sub(seen.0) >= idle || is_new_campaign
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            sessions: self.sessions.saturating_add(other.sessions),
            views: self.views.saturating_add(other.views),
            engaged_ms: self.engaged_ms.saturating_add(other.engaged_ms),
            last_seen: self.last_seen.max(other.last_seen),
        }
    }

    /// Whole engaged seconds.
    pub const fn engaged_seconds(self) -> u64 {
        self.engaged_ms / 1_000
    }
}

/// Engagement is reported when it ends: whoever reads a page for an hour was not idle for that hour.
fn began_at(admitted: &Admitted) -> Millis {
    match admitted.item {
        Item::Engagement { ms, .. } => admitted.at.plus(-i64::try_from(ms).unwrap_or(i64::MAX)),
        _ => admitted.at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        attribution::{Arrival, Rules},
        time::MINUTE,
    };
    use alloc::string::String;
    use url::Url;

    const IDLE: i64 = 30 * MINUTE;

    fn admitted(item: Item, at: i64) -> Admitted {
        Admitted { page: Url::parse(item.url()).unwrap(), item, at: Millis(at), proof: None }
    }

    fn view(query: &str, at: i64) -> Admitted {
        let url = String::from("https://shop.example/") + query;
        admitted(Item::View { occurred_at: Millis(at), url, title: String::new(), referrer: String::new() }, at)
    }

    fn engagement(ms: u64, at: i64) -> Admitted {
        let url = String::from("https://shop.example/");
        admitted(Item::Engagement { occurred_at: Millis(at), url, ms, scroll: 10 }, at)
    }

    /// How many sessions begin, each item knowing the touch before it.
    fn sessions(items: &[Admitted]) -> u32 {
        let (mut visits, mut last) = (Visits::default(), None);
        for item in items {
            let campaign = match Arrival::of(&item.page, "", &Rules::default()) {
                Arrival::Tagged(origin) => Some(Touch::new(&origin, item.at)),
                _ => None,
            };
            visits.take(item, campaign.as_ref(), last.as_ref(), IDLE);
            last = campaign.or(last);
        }
        visits.sessions
    }

    #[test]
    fn a_session_ends_after_half_an_hour_of_nothing_and_not_at_midnight() {
        let day = crate::time::DAY;
        assert_eq!(sessions(&[view("", day - MINUTE), view("", day + MINUTE)]), 1);
        assert_eq!(sessions(&[view("", 0), view("", IDLE - 1), view("", 2 * IDLE - 2)]), 1);
        assert_eq!(sessions(&[view("", 0), view("", IDLE)]), 2);
    }

    #[test]
    fn a_new_campaign_begins_a_session_and_the_same_one_does_not() {
        let (news, ads) = ("?utm_source=news&utm_campaign=may", "?gclid=x");
        assert_eq!(sessions(&[view("", 0), view(news, 1)]), 2);
        assert_eq!(sessions(&[view(news, 0), view(news, 1), view("", 2), view(news, 3)]), 1);
        assert_eq!(sessions(&[view(news, 0), view(ads, 1), view("?utm_source=news", 2)]), 3);
    }

    #[test]
    fn what_comes_late_begins_none() {
        let late = view("?utm_source=late", 5);
        assert_eq!(sessions(&[view("", 10 * IDLE), late, view("", 0), view("", 10 * IDLE + 1)]), 1);
    }

    #[test]
    fn who_reads_for_long_is_not_idle() {
        let hour = 2 * IDLE;
        let ms = u64::try_from(hour).unwrap() - 1_000;
        assert_eq!(sessions(&[view("", 0), engagement(ms, hour)]), 1);
        assert_eq!(sessions(&[view("", 0), engagement(5_000, hour)]), 2);
    }
}
