//! From a page view to the edge, in a browser.

#![cfg(target_family = "wasm")]
#![expect(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

use js_sys::Function;
use leadline_domain::{
    page,
    wire::{Batch, Item},
};
use leadline_tracker::start;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/tests/support.js")]
extern "C" {
    #[wasm_bindgen(js_name = answerWith)]
    fn answer_with(status: u16, text: &str);
    #[wasm_bindgen(js_name = answerNothing)]
    fn answer_nothing();
    fn posted(site: &str) -> u32;
    fn post(site: &str, number: u32) -> String;
    fn beaconed(site: &str) -> u32;
    fn beacon(site: &str, number: u32) -> String;
    fn leave();
    fn restore();
    async fn pause();
    #[wasm_bindgen(js_name = goTo)]
    fn go_to(path: &str);
    #[wasm_bindgen(js_name = nameIt)]
    fn name_it(title: &str);
    #[wasm_bindgen(js_name = inTab)]
    fn in_tab(key: &str) -> Option<String>;
    fn kept(prefix: &str) -> u32;
    fn hangs(on: bool);
    #[wasm_bindgen(js_name = refuseLocks)]
    fn refuse_locks(on: bool);
}

const BASE: &str = "https://edge.example/ll/";

fn say(tracker: &JsValue, lines: &str) {
    let tracker: &Function = tracker.unchecked_ref();
    tracker.call2(&JsValue::NULL, &0.into(), &lines.into()).unwrap();
}

async fn until(what: &str, condition: impl Fn() -> bool) {
    for _ in 0..2_000 {
        if condition() {
            return;
        }
        pause().await;
    }
    panic!("{what} did not happen in time");
}

async fn nth_post(site: &str, number: u32) -> Batch {
    until("a post", || posted(site) > number).await;
    Batch::read(post(site, number).as_bytes()).unwrap()
}

fn nth_beacon(site: &str, number: u32) -> Batch {
    Batch::read(beacon(site, number).as_bytes()).unwrap()
}

fn kinds(batch: &Batch) -> Vec<&str> {
    batch.items.iter().map(|item| item.as_ref().unwrap().kind()).collect()
}

async fn all_sent(site: &str) {
    until("the queue to empty", || kept(&["ll.", site, ".q."].concat()) == 0).await;
}

#[wasm_bindgen_test]
async fn a_view_goes_out_with_a_redacted_address() {
    answer_with(200, "ll1.a\naccepted");
    go_to("/shop/ada@b.example/?utm_source=x&token=1&utm_term=ada%40b.example#top");
    name_it("Shop of ada@b.example");
    start(BASE, "redacted", 0);
    let batch = nth_post("redacted", 0).await;
    go_to("/");
    let Ok(Item::View { url, title, .. }) = &batch.items[0] else { panic!("no view") };
    assert!(url.ends_with("/shop/*/?utm_source=x"), "{url}");
    assert_eq!(title, "Shop of *");
    assert_eq!((batch.items.len(), batch.passport), (1, None));
}

#[wasm_bindgen_test]
async fn calls_become_items_and_the_next_batch_carries_the_passport() {
    answer_with(200, "ll1.a\naccepted");
    let tracker = start(BASE, "calls", 0);
    nth_post("calls", 0).await;
    all_sent("calls").await;
    for lines in ["track\nbrochure", "form-start\nwhitepaper", "telepathy\nx", "track\n", "forms", ""] {
        say(&tracker, lines);
    }
    say(&tracker, &["track\n", &"n".repeat(65)].concat());
    let batch = nth_post("calls", 1).await;
    assert_eq!(kinds(&batch), ["event", "form-start"]);
    assert_eq!(batch.passport.as_deref(), Some("ll1.a"));
    all_sent("calls").await;
    assert_eq!(posted("calls"), 2);
}

#[wasm_bindgen_test]
async fn the_same_batch_goes_out_until_it_is_answered_and_what_came_later_after_it() {
    answer_with(503, "ll1.never");
    let tracker = start(BASE, "again", 0);
    let first = nth_post("again", 0).await;
    say(&tracker, "track\nlater");
    answer_nothing();
    let second = nth_post("again", 1).await;
    answer_with(200, "ll1.b\naccepted");
    let third = nth_post("again", 2).await;
    assert_eq!((&first.id, &first.items), (&second.id, &second.items));
    assert_eq!((&first.id, &first.items, &third.passport), (&third.id, &third.items, &None));
    let rest = nth_post("again", 3).await;
    assert_ne!(rest.id, first.id);
    assert_eq!((kinds(&rest), rest.passport.as_deref()), (vec!["event"], Some("ll1.b")));
}

#[wasm_bindgen_test]
async fn a_batch_that_is_refused_is_dropped() {
    answer_with(400, "batch-malformed\n");
    start(BASE, "refused", 0);
    nth_post("refused", 0).await;
    all_sent("refused").await;
    assert_eq!(posted("refused"), 1);
}

#[wasm_bindgen_test]
async fn a_view_the_loader_has_told_is_not_told_again() {
    answer_with(200, "ll1.a");
    let tracker = start(BASE, "told", 1);
    say(&tracker, "track\nx");
    assert_eq!(kinds(&nth_post("told", 0).await), ["event"]);
}

#[wasm_bindgen_test]
async fn a_page_that_is_left_beacons_and_the_next_one_sends_the_same_batch_again() {
    answer_with(200, "ll1.a\naccepted");
    start(BASE, "left", 0);
    leave();
    let last = nth_beacon("left", 0);
    assert_eq!((kinds(&last), kept("ll.left.q.")), (vec!["view"], 1));
    pause().await;

    start(BASE, "left", 0);
    let again = nth_post("left", 0).await;
    assert_eq!((&again.id, &again.items), (&last.id, &last.items));
    assert_eq!(kinds(&nth_post("left", 1).await), ["view"]);
    all_sent("left").await;
    assert_eq!((posted("left"), beaconed("left")), (2, 1));
}

#[wasm_bindgen_test]
async fn nothing_waits_nothing_is_beaconed() {
    answer_with(200, "ll1.a\naccepted");
    start(BASE, "quiet", 0);
    all_sent("quiet").await;
    leave();
    assert_eq!(beaconed("quiet"), 0);
}

#[wasm_bindgen_test]
async fn a_living_page_alone_knows_its_tab() {
    answer_with(200, "ll1.a\naccepted");
    start(BASE, "tab", 0);
    assert_eq!(in_tab("ll.tab.t"), None);
    leave();
    let tab = in_tab("ll.tab.t");
    assert!(tab.is_some());
    restore();
    assert_eq!(in_tab("ll.tab.t"), None);
    all_sent("tab").await;
    leave();
    assert_eq!(in_tab("ll.tab.t"), tab);
}

#[wasm_bindgen_test]
async fn a_page_that_is_restored_goes_on_with_what_is_left_of_the_queue() {
    answer_nothing();
    let tracker = start(BASE, "back", 0);
    let first = nth_post("back", 0).await;
    leave();
    answer_with(200, "ll1.a\naccepted");
    restore();
    let again = nth_post("back", 1).await;
    assert_eq!(first.id, again.id);
    all_sent("back").await;
    say(&tracker, "track\nx");
    assert_eq!(kinds(&nth_post("back", 2).await), ["event"]);
}

#[wasm_bindgen_test]
async fn every_address_the_page_may_have_is_one_the_edge_takes() {
    answer_with(200, "ll1.a\naccepted");
    go_to("/%40/\u{e4}?gclid=%C3%A4&q=1");
    start(BASE, "address", 0);
    let batch = nth_post("address", 0).await;
    go_to("/");
    let url = batch.items[0].as_ref().unwrap().url().to_owned();
    assert!(url.starts_with("http://127.0.0.1:") && url.ends_with("/*/%C3%A4?gclid=%C3%A4"), "{url}");
    assert_eq!(page::address(&url), url);
}

#[wasm_bindgen_test]
async fn where_locks_are_refused_the_tracker_sends() {
    refuse_locks(true);
    answer_with(200, "ll1.a\naccepted");
    start(BASE, "barred", 0);
    assert_eq!(kinds(&nth_post("barred", 0).await), ["view"]);
    all_sent("barred").await;
    refuse_locks(false);
}

#[wasm_bindgen_test]
async fn a_name_that_shows_an_address_never_leaves_the_browser() {
    answer_with(200, "ll1.a\naccepted");
    let tracker = start(BASE, "named", 1);
    for name in ["ada@b.example", "signup of ada%40b.example", "%252540"] {
        say(&tracker, &["track\n", name].concat());
        say(&tracker, &["form-start\n", name].concat());
    }
    say(&tracker, "track\n40% off");
    let batch = nth_post("named", 0).await;
    assert_eq!(kinds(&batch), ["event"]);
    let Ok(Item::Event { name, .. }) = &batch.items[0] else { panic!("no event") };
    assert_eq!(name, "40% off");
    all_sent("named").await;
    assert_eq!(posted("named"), 1);
}

#[wasm_bindgen_test]
async fn what_the_page_says_after_it_was_left_is_beaconed_and_sent_again_by_the_next_page() {
    answer_with(200, "ll1.a\naccepted");
    let tracker = start(BASE, "late", 0);
    nth_post("late", 0).await;
    all_sent("late").await;
    leave();
    say(&tracker, "track\nlate");
    say(&tracker, "track\nlater");
    let last = nth_beacon("late", 0);
    assert_eq!((kinds(&last), beaconed("late")), (vec!["event"], 1));

    start(BASE, "late", 1);
    let again = nth_post("late", 1).await;
    assert_eq!((&again.id, &again.items), (&last.id, &last.items));
    let Ok(Item::Event { name, .. }) = &nth_post("late", 2).await.items[0] else { panic!("no event") };
    assert_eq!(name, "later");
    all_sent("late").await;
    say(&tracker, "track\nmuch later");
    assert_eq!((posted("late"), kept("ll.late.q.")), (3, 0), "the queue is the next page's");
}

#[wasm_bindgen_test]
async fn what_the_page_says_after_it_was_left_is_sent_once_it_is_restored() {
    answer_nothing();
    let tracker = start(BASE, "later", 0);
    let first = nth_post("later", 0).await;
    leave();
    say(&tracker, "track\nlater");
    answer_with(200, "ll1.a\naccepted");
    restore();
    assert_eq!(nth_post("later", 1).await.id, first.id);
    assert_eq!(kinds(&nth_post("later", 2).await), ["event"]);
    all_sent("later").await;
    assert_eq!(posted("later"), 3);
}

#[wasm_bindgen_test]
async fn what_waits_behind_a_request_under_way_is_left_to_the_next_page() {
    hangs(true);
    let tracker = start(BASE, "behind", 0);
    let first = nth_post("behind", 0).await;
    say(&tracker, "track\nbehind");
    leave();
    assert_eq!(beaconed("behind"), 0);
    hangs(false);
    answer_with(200, "ll1.a\naccepted");
    start(BASE, "behind", 1);
    assert_eq!(nth_post("behind", 1).await.id, first.id);
    assert_eq!(kinds(&nth_post("behind", 2).await), ["event"]);
    all_sent("behind").await;
}
