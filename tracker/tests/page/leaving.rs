//! Pages that are hidden, left and shown again.

use crate::*;
use leadline_domain::wire::{Consent, Item};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn a_page_that_is_left_beacons_and_the_next_one_sends_the_same_batch_again_marked() {
    answer_with(200, "ll1.a\naccepted");
    Page::open("left", &[]);
    owned("left").await;
    left("left").await;
    let last = nth_beacon("left", 0);
    assert_eq!((kinds(&last), kept(&queues("left")), last.beaconed), (vec!["view"], 1, false));

    Page::told("left", &[]).say("track", "next");
    let again = nth_post("left", 0).await;
    assert_eq!((&again.id, &again.items, again.beaconed), (&last.id, &last.items, true));
    let next = nth_post("left", 1).await;
    assert_eq!((names(&next), next.beaconed, next.passport.as_deref()), (vec!["next"], false, Some("ll1.a")));
    all_sent("left").await;
    assert_eq!((posted("left"), beaconed("left")), (2, 1));
}

#[wasm_bindgen_test]
async fn what_no_beacon_takes_is_sent_by_the_next_page_unmarked() {
    answer_with(200, "ll1.a\naccepted");
    refuse_beacons(true);
    Page::open("untaken", &[]);
    owned("untaken").await;
    left("untaken").await;
    refuse_beacons(false);
    Page::told("untaken", &[]);
    let batch = nth_post("untaken", 0).await;
    assert_eq!((kinds(&batch), batch.beaconed, beaconed("untaken")), (vec!["view"], false, 0));
}

#[wasm_bindgen_test]
async fn nothing_waits_nothing_is_beaconed() {
    answer_with(200, "ll1.a\naccepted");
    Page::open("quiet", &[]);
    owned("quiet").await;
    hide();
    nth_post("quiet", 0).await;
    all_sent("quiet").await;
    leave();
    assert_eq!((beaconed("quiet"), kept(&queues("quiet"))), (0, 0));
}

#[wasm_bindgen_test]
async fn a_page_that_is_hidden_says_at_once_what_waits() {
    answer_with(200, "ll1.a\naccepted");
    Page::open("hidden", &[("consent", "required")]);
    assert_eq!(posted("hidden"), 0);
    hide();
    let batch = nth_post("hidden", 0).await;
    assert_eq!((kinds(&batch), batch.consent), (vec!["view"], Consent::None));
}

#[wasm_bindgen_test]
async fn a_living_page_keeps_its_queue_under_a_key_whose_lock_it_holds() {
    hangs(true);
    let page = Page::told("living", &[]);
    owned("living").await;
    page.say("track", "x");
    let key = kept_key(&queues("living"));
    assert_eq!(held_name(&queues("living")).await.as_string().as_deref(), Some(key.as_str()));
    left("living").await;
    assert_eq!((kept_key(&queues("living")), kept(&queues("living"))), (key.clone(), 1), "for the next page");
    restore();
    until("the queue to move", || kept(&queues("living")) == 1 && stored(&key).is_none()).await;
    owned("living").await;
    assert_eq!(held_name(&queues("living")).await.as_string(), Some(kept_key(&queues("living"))));
    hangs(false);
}

#[wasm_bindgen_test]
async fn nothing_is_stored_before_the_lock_is_held() {
    delay_queue_locks();
    hangs(true);
    let page = Page::told("early", &[]);
    page.say("track", "x");
    nth_post("early", 0).await;
    assert_eq!(kept("ll.early."), 0);
    grant_queue_locks();
    until("the queue to be stored", || kept(&queues("early")) == 1).await;
    hangs(false);
}

#[wasm_bindgen_test]
async fn a_page_that_is_left_before_the_lock_is_held_still_leaves_its_queue() {
    delay_queue_locks();
    answer_with(200, "ll1.a\naccepted");
    Page::open("swift", &[]);
    leave();
    grant_queue_locks();
    assert_eq!((kinds(&nth_beacon("swift", 0)), kept(&queues("swift"))), (vec!["view"], 1));
    meanwhile("swift-witness").await;
    Page::told("swift", &[]);
    assert!(nth_post("swift", 0).await.beaconed);
}

#[wasm_bindgen_test]
async fn a_page_that_is_restored_goes_on_with_what_is_left_of_the_queue() {
    answer_nothing();
    let page = Page::open("back", &[]);
    owned("back").await;
    hide();
    let first = nth_post("back", 0).await;
    left("back").await;
    answer_with(200, "ll1.a\naccepted");
    restore();
    let again = nth_post("back", 1).await;
    assert_eq!((&first.id, &first.items), (&again.id, &again.items));
    page.say("track", "x");
    let rest = nth_post("back", 2).await;
    let Ok(Item::View { referrer, .. }) = &rest.items[0] else { panic!("no view") };
    // On a slow machine the view has gone ahead by the time the event is said.
    let next = if rest.items.len() == 1 { Some(nth_post("back", 3).await) } else { None };
    let said: Vec<_> = [Some(&rest), next.as_ref()].into_iter().flatten().flat_map(names).collect();
    assert_eq!((referrer.as_str(), said), ("", vec!["view", "x"]));
    all_sent("back").await;
}

#[wasm_bindgen_test]
async fn what_the_page_says_after_it_was_left_is_beaconed_and_sent_again_by_the_next_page() {
    answer_with(200, "ll1.a\naccepted");
    let page = Page::told("late", &[]);
    owned("late").await;
    left("late").await;
    page.say("track", "late");
    page.say("track", "later");
    let last = [nth_beacon("late", 0), nth_beacon("late", 1)];
    assert_eq!((names(&last[0]), names(&last[1]), beaconed("late")), (vec!["late"], vec!["later"], 2));

    Page::told("late", &[]);
    let mut again = [nth_post("late", 0).await, nth_post("late", 1).await];
    again.sort_by_key(|batch| names(batch).join("").len());
    for (last, again) in last.iter().zip(&again) {
        assert_eq!((&again.id, &again.items, again.beaconed), (&last.id, &last.items, true));
    }
    all_sent("late").await;
    assert_eq!((posted("late"), beaconed("late")), (2, 2));
}

#[wasm_bindgen_test]
async fn what_the_page_says_after_it_was_left_is_sent_once_it_is_restored_and_only_once() {
    answer_with(200, "ll1.a\naccepted");
    let page = Page::told("later", &[("manual", "")]);
    owned("later").await;
    left("later").await;
    page.say("track", "late");
    restore();
    let late = nth_post("later", 0).await;
    assert_eq!((names(&late), late.beaconed, &late.id), (vec!["late"], true, &nth_beacon("later", 0).id));
    all_sent("later").await;
    page.say("track", "restored");
    assert_eq!(names(&nth_post("later", 1).await), ["restored"]);
    all_sent("later").await;
    assert_eq!(posted("later"), 2);
}

#[wasm_bindgen_test]
async fn what_is_under_way_is_not_beaconed_beside_it_and_what_waits_behind_it_is() {
    hangs(true);
    let page = Page::told("behind", &[]);
    owned("behind").await;
    page.say("track", "first");
    let first = nth_post("behind", 0).await;
    page.say("track", "behind");
    left("behind").await;
    let behind = nth_beacon("behind", 0);
    assert_eq!((names(&behind), beaconed("behind")), (vec!["behind"], 1));
    hangs(false);
    answer_with(200, "ll1.a\naccepted");
    Page::told("behind", &[]);
    let (again, last) = (nth_post("behind", 1).await, nth_post("behind", 2).await);
    assert_eq!((again.id, again.beaconed), (first.id, false));
    assert_eq!((last.id, last.beaconed), (behind.id, true));
    all_sent("behind").await;
}
