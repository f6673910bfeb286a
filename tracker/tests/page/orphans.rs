//! Queues whose page is gone.

use crate::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// A queue as a page leaves it: a batch, of which a beacon was given a copy or not.
fn orphan(site: &str, name: &str, beaconed: bool) -> String {
    let key = [&queues(site), name].concat();
    let batch = ["bat_", &name.repeat(21), "A", if beaconed { "+" } else { "" }].concat();
    let item = format!(r#"{{"kind":"event","occurred_at":7,"url":"https://a.example/","name":"{name}"}}"#);
    put(&key, &[&batch, "\n", &item, "\n\n"].concat());
    key
}

#[wasm_bindgen_test]
async fn orphans_are_adopted_removed_and_sent_under_the_ids_they_have() {
    answer_with(200, "ll1.a\naccepted");
    let keys = [orphan("orphans", "a", false), orphan("orphans", "b", true)];
    Page::told("orphans", &[]);
    let mut batches = [nth_post("orphans", 0).await, nth_post("orphans", 1).await];
    batches.sort_by_key(|batch| batch.beaconed);
    let [first, second] = &batches;
    assert_eq!((names(first), first.id.as_str(), first.beaconed), (vec!["a"], "bat_aaaaaaaaaaaaaaaaaaaaaA", false));
    assert_eq!((names(second), second.id.as_str(), second.beaconed), (vec!["b"], "bat_bbbbbbbbbbbbbbbbbbbbbA", true));
    assert_eq!(keys.map(|key| stored(&key)), [None, None]);
    all_sent("orphans").await;
    assert_eq!(posted("orphans"), 2);
}

#[wasm_bindgen_test]
async fn adopted_batches_are_stored_as_the_page_s_own_until_they_are_answered() {
    hangs(true);
    let key = orphan("ward", "a", false);
    Page::told("ward", &[]);
    let batch = nth_post("ward", 0).await;
    let own = kept_key(&queues("ward"));
    assert_eq!((own == key, kept(&queues("ward"))), (false, 1));
    assert!(stored(&own).is_some_and(|text| text.contains(batch.id.as_str())));
    hangs(false);
}

#[wasm_bindgen_test]
async fn the_queue_of_a_living_page_is_left_alone() {
    answer_with(200, "ll1.a\naccepted");
    let (living, gone) = (orphan("family", "a", false), orphan("family", "b", false));
    hold_lock(&living).await;
    Page::told("family", &[]);
    assert_eq!(names(&nth_post("family", 0).await), ["b"]);
    until("the orphan to be removed", || stored(&gone).is_none() && kept(&queues("family")) == 1).await;
    assert_eq!((stored(&living).is_some(), posted("family")), (true, 1));
    free_lock();
}

#[wasm_bindgen_test]
async fn text_that_is_no_queue_is_refused_by_the_edge_and_stops_nothing() {
    answer_with(400, "batch-malformed\n");
    put("ll.nonsense.q.x", "{}\"");
    let page = Page::told("nonsense", &[]);
    until("the nonsense to be sent", || posted("nonsense") == 1).await;
    answer_with(200, "ll1.a");
    all_sent("nonsense").await;
    page.say("track", "x");
    assert_eq!(names(&nth_post("nonsense", 1).await), ["x"]);
}

#[wasm_bindgen_test]
async fn without_locks_the_next_page_of_the_tab_adopts() {
    forget_locks(true);
    refuse_beacons(true);
    answer_with(200, "ll1.a\naccepted");
    Page::open("lone", &[]);
    pause().await;
    leave();
    assert_eq!((in_tab("ll.lone.q."), kept("ll.lone.")), (1, 0));
    Page::told("lone", &[]);
    assert_eq!(kinds(&nth_post("lone", 0).await), ["view"]);
    until("the queue to empty", || in_tab("ll.lone.q.") == 0).await;
    refuse_beacons(false);
    forget_locks(false);
}

#[wasm_bindgen_test]
async fn without_consent_nobody_is_adopted_and_orphans_go() {
    answer_with(200, "ll1.a\naccepted");
    let key = orphan("strangers", "a", false);
    let page = Page::told("strangers", &[("consent", "cookieless")]);
    assert_eq!(stored(&key), None);
    page.say("track", "x");
    assert_eq!(names(&nth_post("strangers", 0).await), ["x"]);
    meanwhile("witness").await;
    assert_eq!(posted("strangers"), 1);
}
