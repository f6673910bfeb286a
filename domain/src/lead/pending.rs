//! What somebody began to type into a form that says that it keeps it, and did not send.
//!
//! One record for an address and a form, for a week. It is no lead, and leads to none: nobody is bound to it, scored or listed.
//! What was sent ends it, and a mark stays for as long as something from before may still be on its way. Whoever types one address
//! and sends another has begun and sent one form: both are known by hashes of the visitor and of the ticket, too.

use super::{Abandoned, Event, EventType, OutboxRow};
use crate::{
    email::Email,
    id::{Entropy, OutboxId, VisitorId},
    secret::{Key, LeadKey, derived_entropy},
    time::{DAY, MINUTE, Millis},
};
use alloc::{boxed::Box, collections::BTreeMap, string::String, vec, vec::Vec};
use serde::{Deserialize, Serialize};

const HOUR: i64 = 60 * MINUTE;

/// For how long a record lives, in milliseconds, and how old a form may be whose answers make one.
pub const PENDING_FOR: i64 = 7 * DAY;
/// How soon somebody is asked again who did not answer, in milliseconds.
const AGAIN: i64 = MINUTE;
/// How many forms that were begun a shard keeps from one hour to the next; then those go that came in first.
pub const MOST_BEGUN: u32 = 2_000;
/// How many marks of forms that were sent it keeps beside them. They displace nothing that was begun, and nothing displaces them
/// but other marks.
pub const MOST_DONE: u32 = 10_000;

/// By what the one who types is known again in the same browser, whichever address they type: keyed hashes of the visitor, and of
/// the ticket that was made for one visitor alone. Neither says who it is.
pub fn typists(key: &Key, visitor: Option<&VisitorId>, personal_ticket: Option<&str>) -> Vec<LeadKey> {
    let of = |what: &str, text: &str| LeadKey::of(key, &["typist\0", what, "\0", text].concat());
    let visitor = visitor.map(|visitor| of("visitor", visitor.as_str()));
    visitor.into_iter().chain(personal_ticket.map(|ticket| of("ticket", ticket))).collect()
}

/// What somebody typed so far, as far as it is valid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beginning {
    /// [`crate::secret::LeadKey::hex`] of the address.
    pub key: String,
    /// Which form.
    pub form: String,
    /// When it was shown, by the edge's clock.
    pub shown_at: Millis,
    /// The address.
    pub email: Email,
    /// The other answers, by the lead's fields.
    pub fields: BTreeMap<String, String>,
    /// After how many minutes others are told, if they are.
    pub remind_minutes: Option<u16>,
    /// [`LeadKey::hex`] of the [`typists`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub typists: Vec<String>,
}

/// What is kept of an address and a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pending {
    /// It was begun.
    Begun {
        /// With this, last.
        beginning: Beginning,
        /// When something came in first.
        began_at: Millis,
        /// When something came in last.
        at: Millis,
        /// Whether others were told.
        #[serde(default)]
        told: bool,
        /// The row by which they were.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        row: Option<OutboxId>,
    },
    /// It was sent at this time: what was begun before is over.
    Done(Millis),
    /// The same, where others may have been told before that it was not.
    Late {
        /// When it was sent.
        at: Millis,
        /// The row by which they were told.
        row: OutboxId,
    },
}

/// What becomes of a record as time passes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Passed {
    /// It is over.
    Over,
    /// It stays as it is.
    Stays,
    /// Others are told, and it stays as this.
    Told(Box<Pending>, OutboxRow),
    /// It is not known yet: somebody has to be asked again, at this time.
    Later(Millis),
}

/// What is heard of a form from one who typed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Who could say did not answer.
    Nothing,
    /// They have not sent it.
    Unsent,
    /// They sent it at this time.
    Sent(Millis),
}

impl Pending {
    /// What is kept once somebody typed something; nothing if that changes nothing. A form that was shown before it was sent, or
    /// before the person was erased, was typed into before that, too, whenever it arrives.
    pub fn begin(known: Option<&Self>, beginning: Beginning, erased_at: Option<Millis>, now: Millis) -> Option<Self> {
        let shown_at = beginning.shown_at;
        let is_over = shown_at.plus(PENDING_FOR) <= now || erased_at.is_some_and(|erased_at| shown_at <= erased_at);
        if is_over {
            return None;
        }
        match known {
            Some(Self::Done(at) | Self::Late { at, .. }) if shown_at <= *at => None,
            Some(Self::Begun { beginning: before, .. }) if shown_at < before.shown_at => None,
            Some(Self::Begun { began_at, told, row, .. }) => {
                Some(Self::Begun { beginning, began_at: *began_at, at: now, told: *told, row: row.clone() })
            }
            // Who was told of an earlier one is to hear if the person is erased.
            _ => {
                let row = known.and_then(Self::row).cloned();
                Some(Self::Begun { beginning, began_at: now, at: now, told: false, row })
            }
        }
    }

    /// When something is due next: others are to be told, or it is over. Marks of one hour are over together, so that no alarm
    /// rings for each form that was sent.
    pub fn next_at(&self) -> Millis {
        match self {
            Self::Begun { beginning: Beginning { remind_minutes: Some(minutes), .. }, at, told: false, .. } => {
                at.plus(i64::from(*minutes) * MINUTE)
            }
            Self::Begun { at, .. } => at.plus(PENDING_FOR),
            Self::Done(at) | Self::Late { at, .. } => hour_from(at.plus(PENDING_FOR)),
        }
    }

    /// When it came in.
    pub const fn came_at(&self) -> Millis {
        match self {
            Self::Begun { at, .. } | Self::Done(at) | Self::Late { at, .. } => *at,
        }
    }

    /// The row by which others were told of it.
    pub const fn row(&self) -> Option<&OutboxId> {
        match self {
            Self::Begun { row, .. } => row.as_ref(),
            Self::Late { row, .. } => Some(row),
            Self::Done(_) => None,
        }
    }

    /// What is kept once the form was sent; `told_by` is the row by which somebody may have heard before that it was not.
    pub fn sent(told_by: Option<OutboxId>, now: Millis) -> Self {
        told_by.map_or(Self::Done(now), |row| Self::Late { at: now, row })
    }

    /// When the form was sent; nothing where it was not.
    pub const fn sent_at(&self) -> Option<Millis> {
        match self {
            Self::Begun { .. } => None,
            Self::Done(at) | Self::Late { at, .. } => Some(*at),
        }
    }

    /// Those who may have sent the form under another address, which is to be asked before others are told.
    pub fn asks(&self) -> &[String] {
        match self {
            Self::Begun { beginning, told: false, .. } if beginning.remind_minutes.is_some() => &beginning.typists,
            _ => &[],
        }
    }

    /// What becomes of it by now, by what is heard from those it [asks](Self::asks). Once one of them sent the form it is over,
    /// unless it was shown after that: then it is another one. As long as one could not be asked nobody is told, until the week
    /// is over.
    pub fn verdict(&self, site: &str, heard: impl Fn(&str) -> Heard, entropy: &Entropy, now: Millis) -> Passed {
        let heard: Vec<Heard> = self.asks().iter().map(|typist| heard(typist)).collect();
        if heard.iter().any(|heard| matches!(heard, Heard::Sent(at) if self.is_over_since(*at))) {
            return Passed::Over;
        }
        match self.pass(site, entropy, now) {
            Passed::Told(..) if heard.contains(&Heard::Nothing) => {
                if now < self.came_at().plus(PENDING_FOR) {
                    Passed::Later(now.plus(AGAIN))
                } else {
                    Passed::Over
                }
            }
            passed => passed,
        }
    }

    /// Whether it is over because one of its typists sent the form at this time.
    fn is_over_since(&self, sent_at: Millis) -> bool {
        matches!(self, Self::Begun { beginning, .. } if beginning.shown_at <= sent_at)
    }

    /// The same where nobody has to be asked.
    pub fn pass(&self, site: &str, entropy: &Entropy, now: Millis) -> Passed {
        let is_due = self.next_at() <= now;
        match self {
            Self::Begun { beginning, began_at, at, told: false, .. }
                if is_due && beginning.remind_minutes.is_some() =>
            {
                let row = abandonment(site, beginning, *began_at, *at, entropy, now);
                let (beginning, began_at, at) = (beginning.clone(), *began_at, *at);
                let told = Self::Begun { beginning, began_at, at, told: true, row: Some(row.id.clone()) };
                Passed::Told(Box::new(told), row)
            }
            _ if is_due => Passed::Over,
            _ => Passed::Stays,
        }
    }

    /// What somebody began, for whoever has a right to know; nothing of a mark.
    pub fn told(&self) -> Option<Abandoned> {
        match self {
            Self::Begun { beginning, began_at, at, .. } => Some(abandoned(beginning, *began_at, *at)),
            Self::Done(_) | Self::Late { .. } => None,
        }
    }
}

/// The next full hour, or this one if it is full.
const fn hour_from(at: Millis) -> Millis {
    at.plus((-at.0).rem_euclid(HOUR))
}

/// The row that tells whoever was told by the row `told` to forget it. Made again it is the same row.
pub fn forgetting(site: &str, told: &OutboxId, erased_at: Millis) -> OutboxRow {
    let id = OutboxId::from_entropy(&derived_entropy(&[EventType::FormForgotten.name(), site, told.as_str()]));
    let events = vec![Event::forgotten(&id, site, told, erased_at)];
    OutboxRow { id, lead: None, key: None, events }
}

fn abandoned(Beginning { form, email, fields, .. }: &Beginning, began_at: Millis, at: Millis) -> Abandoned {
    Abandoned {
        form: form.clone(),
        email: email.canonical.clone(),
        fields: fields.clone(),
        began_at: began_at.rfc3339(),
        left_at: at.rfc3339(),
    }
}

/// The row that tells others that somebody began a form and left it.
fn abandonment(
    site: &str,
    beginning: &Beginning,
    began_at: Millis,
    at: Millis,
    entropy: &Entropy,
    now: Millis,
) -> OutboxRow {
    let id = OutboxId::from_entropy(entropy);
    let events = vec![Event::abandoned(&id, site, abandoned(beginning, began_at, at), now)];
    OutboxRow { id, lead: None, key: Some(beginning.key.clone()), events }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        secret::{Purpose, RootSecret},
        time::SECOND,
    };
    use proptest::prelude::*;

    const NOW: Millis = Millis(1_795_000_000_000);

    fn beginning(shown_at: Millis, remind_minutes: Option<u16>) -> Beginning {
        Beginning {
            key: "00".repeat(32),
            form: "whitepaper".into(),
            shown_at,
            email: Email::parse("ada@example.com").unwrap(),
            fields: BTreeMap::from([("first_name".into(), "Ada".into())]),
            remind_minutes,
            typists: vec!["0f".repeat(32)],
        }
    }

    fn begun(known: Option<&Pending>, shown_at: Millis, now: Millis) -> Option<Pending> {
        Pending::begin(known, beginning(shown_at, Some(60)), None, now)
    }

    #[test]
    fn what_is_typed_later_replaces_what_was_and_the_beginning_stays() {
        let first = begun(None, NOW, NOW.plus(SECOND)).unwrap();
        let second = begun(Some(&first), NOW, NOW.plus(2 * SECOND)).unwrap();
        let told = second.told().unwrap();
        assert_eq!(told.began_at, NOW.plus(SECOND).rfc3339());
        assert_eq!(told.left_at, NOW.plus(2 * SECOND).rfc3339());
        assert_eq!(begun(Some(&second), NOW.plus(-1), NOW.plus(3 * SECOND)), None, "of a form shown before");
    }

    #[test]
    fn what_was_typed_before_it_was_sent_or_erased_changes_nothing_afterwards() {
        let done = Pending::Done(NOW);
        assert_eq!(begun(Some(&done), NOW, NOW.plus(SECOND)), None);
        assert!(begun(Some(&done), NOW.plus(1), NOW.plus(SECOND)).is_some(), "the form was opened anew");
        let erased = |at| Pending::begin(None, beginning(NOW, None), Some(at), NOW.plus(SECOND));
        assert_eq!((erased(NOW), erased(NOW.plus(-1)).is_some()), (None, true));
        assert_eq!(begun(None, NOW, NOW.plus(PENDING_FOR)), None, "a form a week old");
    }

    #[test]
    fn others_are_told_once_in_time_and_then_it_waits_to_be_over() {
        let pending = begun(None, NOW, NOW).unwrap();
        let due = NOW.plus(60 * MINUTE);
        assert_eq!(pending.pass("demo", &[1; 16], due.plus(-1)), Passed::Stays);
        let Passed::Told(told, row) = pending.pass("demo", &[1; 16], due) else { panic!() };
        assert_eq!(row.lead, None);
        let event = serde_json::to_value(&row.events[0]).unwrap();
        let data = serde_json::json!({
            "form": "whitepaper", "email": "ada@example.com", "fields": {"first_name": "Ada"},
            "began_at": NOW.rfc3339(), "left_at": NOW.rfc3339(),
        });
        assert_eq!((&event["type"], &event["subject"]), (&"form.abandoned".into(), &"demo".into()));
        assert_eq!((&event["data"], row.events.len()), (&data, 1));
        assert_eq!((told.row(), told.asks().len(), pending.asks().len()), (Some(&row.id), 0, 1));
        assert_eq!(told.pass("demo", &[2; 16], due.plus(DAY)), Passed::Stays);
        let again = begun(Some(&told), NOW.plus(1), due.plus(DAY)).unwrap();
        assert_eq!(again.pass("demo", &[2; 16], due.plus(2 * DAY)), Passed::Stays, "nobody hears of it twice");
        assert_eq!(again.row(), Some(&row.id), "and by which row they heard of it stays known");
        assert_eq!(again.pass("demo", &[2; 16], due.plus(DAY).plus(PENDING_FOR)), Passed::Over);
    }

    #[test]
    fn what_becomes_of_what_was_begun_is_said_by_whoever_typed_it() {
        let typists = vec!["0f".repeat(32), "1f".repeat(32)];
        let pending =
            Pending::begin(None, Beginning { typists, ..beginning(NOW, Some(60)) }, None, NOW.plus(MINUTE)).unwrap();
        let (due, week) = (NOW.plus(61 * MINUTE), NOW.plus(MINUTE + PENDING_FOR));
        let (nothing, unsent) = (Heard::Nothing, Heard::Unsent);
        let (before, since) = (Heard::Sent(NOW.plus(-1)), Heard::Sent(NOW));
        let table = [
            ([unsent, unsent], due.plus(-1), "stays"),
            ([unsent, unsent], due, "told"),
            ([unsent, before], due, "told"),
            ([unsent, since], due, "over"),
            ([since, unsent], due, "over"),
            ([nothing, since], due, "over"),
            ([nothing, unsent], due, "later"),
            ([before, nothing], due, "later"),
            ([nothing, nothing], due.plus(-1), "stays"),
            ([nothing, nothing], week.plus(-1), "later"),
            ([nothing, unsent], week, "over"),
            ([unsent, unsent], week, "told"),
        ];
        for (heard, now, expected) in table {
            let verdict = pending.verdict("demo", |typist| heard[usize::from(typist.starts_with('1'))], &[1; 16], now);
            let found = match verdict {
                Passed::Over => "over",
                Passed::Stays => "stays",
                Passed::Told(..) => "told",
                Passed::Later(at) => {
                    assert_eq!(at, now.plus(MINUTE));
                    "later"
                }
            };
            assert_eq!(found, expected, "{heard:?} {}", now.0 - due.0);
        }
    }

    #[test]
    fn where_nobody_is_told_nobody_has_to_be_asked() {
        let unasked = Pending::begin(None, beginning(NOW, None), None, NOW).unwrap();
        let asked = |_: &str| panic!("nobody has to be asked");
        assert_eq!(unasked.verdict("demo", asked, &[1; 16], unasked.next_at()), Passed::Over);
        assert_eq!(Pending::Done(NOW).verdict("demo", asked, &[1; 16], NOW), Passed::Stays);
        let Passed::Told(told, _) = begun(None, NOW, NOW).unwrap().pass("demo", &[1; 16], NOW.plus(DAY)) else {
            panic!()
        };
        assert_eq!(told.verdict("demo", asked, &[1; 16], NOW.plus(PENDING_FOR)), Passed::Over);
    }

    #[test]
    fn who_was_told_before_the_form_was_sent_is_still_known_then_and_told_to_forget() {
        let row = OutboxId::from_entropy(&[1; 16]);
        let late = Pending::sent(Some(row.clone()), NOW);
        assert_eq!((late.row(), late.sent_at(), late.told()), (Some(&row), Some(NOW), None));
        assert_eq!((begun(Some(&late), NOW, NOW.plus(SECOND)), late.next_at()), (None, Pending::Done(NOW).next_at()));
        assert_eq!(late.pass("demo", &[1; 16], late.next_at()), Passed::Over);
        let anew = begun(Some(&late), NOW.plus(1), NOW.plus(SECOND)).unwrap();
        assert_eq!(anew.row(), Some(&row), "also where the form is begun once more");
        assert_eq!(Pending::sent(None, NOW), Pending::Done(NOW));
        let told = forgetting("demo", &row, NOW);
        assert_eq!(told, forgetting("demo", &row, NOW));
        let event = serde_json::to_value(&told.events[0]).unwrap();
        let abandoned = abandonment("demo", &beginning(NOW, None), NOW, NOW, &[1; 16], NOW);
        let data = serde_json::json!({"abandoned": abandoned.events[0].id, "erased_at": NOW.rfc3339()});
        assert_eq!((&event["type"], &event["data"]), (&"form.forgotten".into(), &data));
    }

    #[test]
    fn who_types_is_known_by_hashes_of_the_visitor_and_of_a_ticket_of_their_own() {
        let key = |site: &str| RootSecret::new("s".repeat(32)).unwrap().key(site, Purpose::Sighting);
        let visitor = VisitorId::from_entropy(&[1; 16]);
        let both = typists(&key("demo"), Some(&visitor), Some("ll1.ticket"));
        assert_eq!(both.len(), 2);
        assert_eq!(typists(&key("demo"), Some(&visitor), None), both.get(..1).unwrap());
        assert_eq!(typists(&key("demo"), None, Some("ll1.ticket")), both.get(1..).unwrap());
        assert_eq!(typists(&key("demo"), None, None), []);
        assert_ne!(typists(&key("other"), Some(&visitor), Some("ll1.ticket")), both);
    }

    #[test]
    fn without_a_reminder_nobody_is_told() {
        let pending = Pending::begin(None, beginning(NOW, None), None, NOW).unwrap();
        assert_eq!(pending.pass("demo", &[1; 16], NOW.plus(PENDING_FOR - 1)), Passed::Stays);
        assert_eq!(pending.pass("demo", &[1; 16], NOW.plus(PENDING_FOR)), Passed::Over);
    }

    #[test]
    fn marks_of_an_hour_are_over_together_after_a_week_and_what_was_begun_when_it_was_said() {
        let hour = Millis(NOW.0 - NOW.0.rem_euclid(HOUR));
        let over = hour.plus(PENDING_FOR + HOUR);
        for (at, expected) in [(1, over), (MINUTE, over), (HOUR - 1, over), (HOUR, over), (HOUR + 1, over.plus(HOUR))] {
            let mark = Pending::Done(hour.plus(at));
            let late = Pending::sent(Some(OutboxId::from_entropy(&[1; 16])), hour.plus(at));
            assert_eq!((mark.next_at(), late.next_at()), (expected, expected), "{at}");
            assert_eq!(mark.pass("demo", &[1; 16], expected.plus(-1)), Passed::Stays, "{at}");
            assert_eq!(mark.pass("demo", &[1; 16], expected), Passed::Over, "{at}");
        }
        assert_eq!(begun(None, NOW, NOW).unwrap().next_at(), NOW.plus(60 * MINUTE));
    }

    proptest! {
        #[test]
        fn whatever_comes_late_nothing_is_told_of_a_form_that_was_sent(
            beacons in prop::collection::vec((0_i64..100, 0_i64..300), 0..12), sent in 0_i64..200,
        ) {
            let (sent, mut state) = (NOW.plus(sent * MINUTE), None);
            let mut told = 0;
            let mut beacons: Vec<(i64, i64)> = beacons.into_iter().map(|(shown, late)| (shown, shown + late)).collect();
            beacons.sort_by_key(|(_, at)| *at);
            let mut is_sent = false;
            for minute in 0..600 {
                let now = NOW.plus(minute * MINUTE);
                if now >= sent && !is_sent {
                    (state, is_sent) = (Some(Pending::Done(now)), true);
                }
                // All were shown before it was sent.
                for (shown, _) in beacons.iter().filter(|(shown, at)| *at == minute && NOW.plus(shown * MINUTE) <= sent) {
                    state = begun(state.as_ref(), NOW.plus(shown * MINUTE), now).or(state);
                }
                if let Some(Passed::Told(next, _)) = state.as_ref().map(|state| state.pass("demo", &[1; 16], now)) {
                    state = Some(*next);
                    told += 1;
                    prop_assert!(!is_sent);
                }
            }
            prop_assert!(told <= 1 && matches!(state, Some(Pending::Done(_))));
        }
    }
}
