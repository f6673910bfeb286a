use super::*;
use crate::time::DAY;
use alloc::{collections::BTreeSet, vec};
use proptest::prelude::*;

const NOW: Millis = Millis(1_795_000_000_000);
const AGAIN: i64 = 30 * SECOND;

fn row() -> OutboxId {
    OutboxId::from_entropy(&[1; 16])
}

fn sinks(ids: &[&str]) -> Vec<SinkName> {
    ids.iter().map(|id| SinkName { id: (*id).into(), fingerprint: "one".into() }).collect()
}

fn ledger() -> Ledger {
    let wanted = [("crm", vec![0, 1]), ("chat", vec![1]), ("idle", vec![])];
    Ledger::begin(wanted.into_iter().map(|(sink, left)| (sink.into(), left)), NOW)
}

fn turn(now: Millis) -> Turn {
    Turn { now, again_at: now.plus(AGAIN) }
}

fn said(sink: &str, failures: u32, taken: &[u8], failure: Option<Failure>) -> Attempted {
    Attempted { sink: sink.into(), failures, taken: taken.to_vec(), failure }
}

fn standing<'a>(ledger: &'a Ledger, sink: &str) -> &'a Standing {
    &ledger.0.iter().find(|delivery| delivery.sink == sink).unwrap().standing
}

/// Claims and settles at one moment; a sink that is not named takes everything.
fn round(ledger: &mut Ledger, endpoints: &mut Endpoints, now: Millis, fails: &[(&str, Why)]) -> Vec<Attempt> {
    let all = sinks(&["crm", "chat"]);
    ledger.claim(&row(), &all, endpoints, turn(now));
    let attempts = ledger.attempts(&row(), &all, endpoints, now);
    for Attempt { sink, events, failures } in &attempts {
        let why = fails.iter().find(|(failing, _)| failing == sink).map(|(_, why)| Failure::from(why.clone()));
        let taken = if why.is_some() { &[][..] } else { events };
        ledger.settle(&row(), &said(sink, *failures, taken, why), endpoints.get_mut(sink).unwrap(), now);
    }
    attempts
}

#[test]
fn a_sink_that_wants_nothing_has_nothing_to_do_with_a_row() {
    assert_eq!(ledger().0.len(), 2);
    assert!(Ledger::begin([(String::from("idle"), vec![])].into_iter(), NOW).is_done());
}

#[test]
fn nobody_has_heard_of_a_row_as_long_as_no_sink_was_tried() {
    let (mut tried, mut endpoints) = (ledger(), Endpoints::new());
    assert!(tried.is_unheard());
    tried.claim(&row(), &sinks(&["crm", "chat"]), &mut endpoints, turn(NOW));
    assert!(!tried.is_unheard(), "in hand it may be taken");
    let mut failed = ledger();
    round(&mut failed, &mut endpoints, NOW, &[("crm", Why::Unreachable), ("chat", Why::Unreachable)]);
    assert!(!failed.is_unheard(), "whose answer is lost may have it");
    let mut removed = ledger();
    removed.claim(&row(), &[], &mut Endpoints::new(), turn(NOW));
    assert!(removed.dead_at().is_some() && removed.is_unheard());
}

#[test]
fn a_row_is_under_way_until_all_is_taken_or_something_waits() {
    let all = sinks(&["crm", "chat"]);
    let claimed = || {
        let (mut ledger, mut endpoints) = (ledger(), Endpoints::new());
        assert!(!ledger.is_under_way(), "it waits for somebody to begin");
        ledger.claim(&row(), &all, &mut endpoints, turn(NOW));
        assert!(ledger.is_under_way());
        (ledger, endpoints)
    };
    let (mut ledger, mut endpoints) = claimed();
    let mut settle = |ledger: &mut Ledger, said| ledger.settle(&row(), &said, endpoints.get_mut("crm").unwrap(), NOW);
    settle(&mut ledger, said("crm", 0, &[0, 1], None));
    assert!(ledger.is_under_way(), "the other sink is");
    settle(&mut ledger, said("chat", 0, &[1], None));
    assert!(!ledger.is_under_way() && ledger.is_done());
    for failure in [None, Some(Failure::from(Why::TimedOut)), Some(Failure::from(Why::Gone))] {
        let (mut ledger, _) = claimed();
        settle(&mut ledger, said("crm", 0, &[0], failure));
        assert!(!ledger.is_under_way(), "something is to be tried again, or was given up");
    }
}

#[test]
fn a_message_that_comes_late_is_as_good_as_one_of_the_last_turn() {
    let (all, mut ledger, mut endpoints) = (sinks(&["crm", "chat"]), ledger(), Endpoints::new());
    let mut now = NOW;
    for _ in 0..9 {
        assert!(ledger.claim(&row(), &all, &mut endpoints, turn(now)));
        now = ledger.due_at().unwrap();
    }
    assert_eq!(ledger.attempts(&row(), &all, &mut endpoints, now).len(), 2, "whichever message this is");
}

#[test]
fn what_nobody_hears_of_is_sent_again_less_and_less_often() {
    let (all, mut ledger, mut endpoints) = (sinks(&["crm", "chat"]), ledger(), Endpoints::new());
    let mut waits = Vec::new();
    let mut now = NOW;
    for _ in 0..7 {
        ledger.claim(&row(), &all, &mut endpoints, turn(now));
        let due_at = ledger.due_at().unwrap();
        waits.push((due_at.0 - now.0) / SECOND);
        now = due_at;
    }
    assert_eq!(waits, [30, 30, 60, 120, 240, 300, 300]);
}

#[test]
fn a_sink_that_took_it_is_not_asked_again_while_another_is_in_trouble() {
    let (mut ledger, mut endpoints) = (ledger(), Endpoints::new());
    assert_eq!(round(&mut ledger, &mut endpoints, NOW, &[("crm", Why::TimedOut)]).len(), 2);
    assert_eq!(standing(&ledger, "chat"), &Standing::Done);
    assert_eq!(ledger.due_at(), Some(NOW.plus(5 * SECOND)));
    let later = round(&mut ledger, &mut endpoints, NOW.plus(5 * SECOND), &[]);
    assert_eq!(later, [Attempt { sink: "crm".into(), events: vec![0, 1], failures: 1 }]);
    assert!(ledger.is_done() && ledger.due_at().is_none() && ledger.dead_at().is_none());
}

#[test]
fn an_event_that_was_taken_is_not_sent_again_with_the_next() {
    let (mut ledger, mut endpoints) = (ledger(), Endpoints::new());
    let all = sinks(&["crm", "chat"]);
    assert!(ledger.claim(&row(), &all, &mut endpoints, turn(NOW)));
    let half = said("crm", 0, &[0], Some(Why::Answered(500).into()));
    ledger.settle(&row(), &half, endpoints.entry("crm".into()).or_default(), NOW);
    ledger.settle(&row(), &said("chat", 0, &[1], None), endpoints.entry("chat".into()).or_default(), NOW);
    let later = round(&mut ledger, &mut endpoints, NOW.plus(5 * SECOND), &[]);
    assert_eq!(later, [Attempt { sink: "crm".into(), events: vec![1], failures: 1 }]);
}

#[test]
fn what_nothing_is_heard_of_is_sent_again_and_not_before() {
    let (mut ledger, mut endpoints) = (ledger(), Endpoints::new());
    let all = sinks(&["crm", "chat"]);
    assert!(ledger.claim(&row(), &all, &mut endpoints, turn(NOW)));
    assert_eq!(ledger.due_at(), Some(NOW.plus(AGAIN)));
    assert!(!ledger.claim(&row(), &all, &mut endpoints, turn(NOW.plus(AGAIN - 1))));
    assert!(ledger.claim(&row(), &all, &mut endpoints, turn(NOW.plus(AGAIN))));
}

#[test]
fn attempts_that_overlap_count_once_and_a_late_success_counts() {
    let (mut ledger, mut endpoints) = (ledger(), Endpoints::new());
    let crm = endpoints.entry("crm".into()).or_default();
    ledger.settle(&row(), &said("crm", 0, &[], Some(Why::TimedOut.into())), crm, NOW);
    ledger.settle(&row(), &said("crm", 0, &[], Some(Why::TimedOut.into())), crm, NOW.plus(1));
    let once = Try { failures: 1, due_at: NOW.plus(5 * SECOND), since: NOW };
    assert_eq!(standing(&ledger, "crm"), &Standing::Waiting(once));
    ledger.settle(&row(), &said("crm", 0, &[0, 1], None), crm, NOW.plus(2));
    assert_eq!(standing(&ledger, "crm"), &Standing::Done);
}

#[test]
fn after_ten_failures_it_is_given_up_and_can_be_replayed() {
    let (mut ledger, mut endpoints) = (ledger(), Endpoints::new());
    let mut now = NOW;
    for _ in 0..10 {
        endpoints.values_mut().for_each(Endpoint::revive);
        round(&mut ledger, &mut endpoints, now, &[("crm", Why::Answered(500))]);
        now = ledger.due_at().unwrap_or(now);
    }
    let dead = Standing::Dead { why: Why::Answered(500), failures: 10, at: now };
    assert_eq!(standing(&ledger, "crm"), &dead);
    assert_eq!((ledger.due_at(), ledger.dead_at(), ledger.is_done()), (None, Some(now), false));
    assert!(ledger.replay(Some("chat"), now).is_empty(), "only what was given up");
    assert_eq!(ledger.replay(None, now), ["crm"]);
    assert_eq!((ledger.due_at(), ledger.dead_at()), (Some(now), None));
}

#[test]
fn a_sink_that_is_gone_takes_no_attempt_and_leaves_a_dead_letter() {
    let (mut ledger, mut endpoints) = (ledger(), Endpoints::new());
    round(&mut ledger, &mut endpoints, NOW, &[("crm", Why::Gone)]);
    assert!(matches!(standing(&ledger, "crm"), Standing::Dead { why: Why::Gone, failures: 1, .. }));
    let mut next = self::ledger();
    let attempts = round(&mut next, &mut endpoints, NOW, &[]);
    assert_eq!(attempts.len(), 1, "the other sink has it");
    assert!(matches!(standing(&next, "crm"), Standing::Dead { why: Why::Disabled, failures: 0, .. }));
}

#[test]
fn a_sink_the_site_no_longer_has_leaves_a_dead_letter() {
    let (mut ledger, mut endpoints) = (ledger(), Endpoints::new());
    assert!(ledger.claim(&row(), &sinks(&["chat"]), &mut endpoints, turn(NOW)));
    assert!(matches!(standing(&ledger, "crm"), Standing::Dead { why: Why::Removed, .. }));
}

#[test]
fn while_a_sink_rests_rows_wait_without_an_attempt_but_not_for_ever() {
    let mut endpoints = Endpoints::new();
    for _ in 0..3 {
        round(&mut ledger(), &mut endpoints, NOW, &[("crm", Why::Unreachable)]);
    }
    let mut waiting = ledger();
    assert_eq!(round(&mut waiting, &mut endpoints, NOW, &[]).len(), 1);
    assert_eq!(waiting.due_at(), Some(NOW.plus(30 * SECOND)), "when the rest ends");
    let years = NOW.plus(365 * DAY);
    endpoints.get_mut("crm").unwrap().rests_until = Some(years.plus(SECOND));
    round(&mut waiting, &mut endpoints, years, &[]);
    let dead = Standing::Dead { why: Why::Unreachable, failures: 0, at: years };
    assert_eq!(standing(&waiting, "crm"), &dead);
}

#[test]
fn whose_turn_did_not_come_is_tried_soon_and_has_not_failed() {
    let (mut ledger, mut endpoints) = (ledger(), Endpoints::new());
    let crm = endpoints.entry("crm".into()).or_default();
    ledger.settle(&row(), &said("crm", 0, &[0], None), crm, NOW);
    let soon = Try { failures: 0, due_at: NOW.plus(NOT_REACHED), since: NOW };
    assert_eq!(standing(&ledger, "crm"), &Standing::Waiting(soon));
}

#[test]
fn it_reads_back_as_it_was_written() {
    let (mut ledger, mut endpoints) = (ledger(), Endpoints::new());
    round(&mut ledger, &mut endpoints, NOW, &[("crm", Why::Answered(503))]);
    let text = serde_json::to_string(&ledger).unwrap();
    insta::assert_snapshot!(text);
    assert_eq!(serde_json::from_str::<Ledger>(&text).unwrap(), ledger);
}

proptest! {
    /// Whatever happens in whatever order, an event wanted by a sink was taken, waits with a time, or is a dead letter.
    #[test]
    fn nothing_is_lost(steps in prop::collection::vec((0u8..6, 0i64..40_000_000, any::<bool>()), 0..60)) {
        let (mut ledger, mut endpoints) = (ledger(), Endpoints::new());
        let (mut now, mut taken) = (NOW, BTreeSet::new());
        let all = sinks(&["crm", "chat"]);
        let mut under_way: Vec<Attempt> = Vec::new();
        for (step, later, succeeds) in steps {
            now = now.plus(later);
            match step {
                0 | 1 => { ledger.claim(&row(), &all, &mut endpoints, turn(now)); }
                2 => under_way.extend(ledger.attempts(&row(), &all, &mut endpoints, now)),
                3 => { ledger.replay(None, now); }
                4 => { ledger.claim(&row(), &all[..1], &mut endpoints, turn(now)); }
                _ => if let Some(Attempt { sink, events, failures }) = under_way.pop() {
                    let done = if succeeds { events } else { Vec::new() };
                    taken.extend(done.iter().map(|event| (sink.clone(), *event)));
                    let failure = (!succeeds).then(|| Failure::from(Why::TimedOut));
                    ledger.settle(&row(), &said(&sink, failures, &done, failure), endpoints.entry(sink.clone()).or_default(), now);
                },
            }
            for (sink, event) in [("crm", 0), ("crm", 1), ("chat", 1)] {
                let delivery = ledger.0.iter().find(|delivery| delivery.sink == sink).unwrap();
                let left = delivery.left.contains(&event);
                prop_assert_eq!(left, !taken.contains(&(String::from(sink), event)));
                let waits = matches!(delivery.standing, Standing::Waiting(_) | Standing::Sent(_));
                let dead = matches!(delivery.standing, Standing::Dead { .. });
                prop_assert!(!left || waits || dead);
                prop_assert!(!waits || ledger.due_at().is_some());
                prop_assert!(!dead || ledger.dead_at().is_some());
            }
        }
    }
}
