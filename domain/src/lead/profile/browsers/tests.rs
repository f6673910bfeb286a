use super::*;
use crate::{attribution::Origin, site::SignalKey, time::Day};

fn snapshot(visitor: u16, folded: u32) -> Snapshot {
    let mut signals = SignalCounts::default();
    for _ in 0..folded {
        signals.add(SignalKey(1), Day(1));
    }
    let at = Millis(i64::from(visitor));
    let mut entropy = [0; 16];
    entropy[..2].copy_from_slice(&visitor.to_be_bytes());
    Snapshot {
        visitor: VisitorId::from_entropy(&entropy),
        folded,
        first: Some(Touch::new(&Origin::direct(), at)),
        last: None,
        between: Vec::new(),
        signals,
        visits: Visits { sessions: 1, views: folded, last_seen: Some(at), ..Visits::default() },
    }
}

fn total(browsers: &Browsers) -> u32 {
    let mut counts = SignalCounts::default();
    browsers.add_signals(&mut counts);
    counts.total(SignalKey(1))
}

#[test]
fn more_browsers_than_are_kept_whole_count_once_each_however_often_they_come_back() {
    let mut browsers = Browsers::default();
    for _ in 0..3 {
        for visitor in 0..50 {
            browsers.see(snapshot(visitor, 2), Bond::Claimed);
        }
    }
    assert_eq!(total(&browsers), 100);
    assert_eq!((browsers.visits().sessions, browsers.visits().views), (50, 100));
    assert_eq!(browsers.first_touch().map(|touch| touch.at), Some(Millis(0)), "also of one that is kept in brief");
    let dated = browsers.counting().filter(|seen| !seen.signals.of(SignalKey(1)).1.is_empty()).count();
    assert_eq!(dated, KEPT_WHOLE);
}

#[test]
fn one_that_was_kept_in_brief_and_comes_back_is_kept_whole() {
    let mut browsers = Browsers::default();
    for visitor in 0..40 {
        browsers.see(snapshot(visitor, 2), Bond::Claimed);
    }
    let mut back = snapshot(0, 3);
    back.visits.last_seen = Some(Millis(99));
    assert!(browsers.see(back.clone(), Bond::Claimed));
    assert!(browsers.counting().any(|seen| *seen == back));
    assert_eq!(total(&browsers), 81);
}

#[test]
fn a_snapshot_that_was_taken_or_overtaken_changes_nothing() {
    let mut browsers = Browsers::default();
    assert!(browsers.see(snapshot(1, 3), Bond::Claimed));
    assert!(!browsers.see(snapshot(1, 3), Bond::Claimed) && !browsers.see(snapshot(1, 2), Bond::Claimed));
}

#[test]
fn a_request_that_the_network_brings_again_takes_nothing_back() {
    let mut browsers = Browsers::default();
    let mut stale = snapshot(1, 2);
    stale.visits.last_seen = Some(Millis(3_000));
    browsers.see(snapshot(1, 3), Bond::Claimed);
    assert!(!browsers.see(stale.clone(), Bond::Claimed));
    let mut merged = Browsers::default();
    merged.see(stale, Bond::Claimed);
    merged.merge(&browsers);
    assert_eq!((total(&browsers), total(&merged)), (3, 3));
}

#[test]
fn one_that_is_detached_counts_for_nothing_whatever_more_it_says() {
    let mut browsers = Browsers::default();
    browsers.see(snapshot(1, 3), Bond::Claimed);
    browsers.see(snapshot(2, 4), Bond::Claimed);
    assert!(browsers.detach(&snapshot(1, 0).visitor) && !browsers.detach(&snapshot(1, 0).visitor));
    browsers.see(snapshot(1, 9), Bond::Claimed);
    assert_eq!((total(&browsers), browsers.visits().sessions), (4, 1));
}

#[test]
fn what_was_verified_once_stays_so_and_is_told_apart() {
    let mut browsers = Browsers::default();
    let one = snapshot(1, 3);
    assert!(browsers.see(one.clone(), Bond::Claimed));
    assert_eq!(browsers.bond(&one.visitor), Bond::Claimed);
    assert!(browsers.see(one.clone(), Bond::Verified), "the same snapshot, and news");
    assert!(!browsers.see(one.clone(), Bond::Verified) && !browsers.see(one.clone(), Bond::Claimed));
    browsers.see(snapshot(2, 4), Bond::Claimed);
    let mut counts = SignalCounts::default();
    browsers.add_verified_signals(&mut counts);
    assert_eq!((browsers.bond(&one.visitor), counts.total(SignalKey(1)), total(&browsers)), (Bond::Verified, 3, 7));
    browsers.detach(&one.visitor);
    assert_eq!(browsers.bond(&one.visitor), Bond::Claimed);
}

#[test]
fn so_many_stay_verified_and_the_same_ones_in_whatever_order() {
    let all = || 0..u16::try_from(MAX_VERIFIED + 9).unwrap();
    let see = |order: &mut dyn Iterator<Item = u16>| {
        let mut browsers = Browsers::default();
        order.for_each(|visitor| assert!(browsers.see(snapshot(visitor, 1), Bond::Verified)));
        browsers
    };
    let (there, back) = (see(&mut all()), see(&mut all().rev()));
    assert_eq!((there.verified.len(), &there.verified), (MAX_VERIFIED, &back.verified));
    let mut merged = see(&mut (0..700));
    merged.merge(&see(&mut (500..all().end)));
    assert_eq!(merged.verified, there.verified);
}

#[test]
fn beyond_the_most_the_one_seen_longest_ago_is_forgotten() {
    let mut browsers = Browsers::default();
    for visitor in 0..u16::try_from(MAX_BROWSERS + 3).unwrap() {
        browsers.see(snapshot(visitor, 1), Bond::Claimed);
    }
    assert_eq!(browsers.counting().count(), MAX_BROWSERS);
    assert_eq!(browsers.first_touch().map(|touch| touch.at), Some(Millis(3)));
}
