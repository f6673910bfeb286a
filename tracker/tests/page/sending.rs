//! What is said, and the edge's answers to it.

use crate::*;
use leadline_domain::{page, wire::Item};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn a_view_goes_out_with_a_redacted_address() {
    answer_with(200, "ll1.a\naccepted");
    replace("/shop/ada@b.example/?utm_source=x&token=1&utm_term=ada%40b.example#top");
    name_it("Shop of ada@b.example");
    Page::open("redacted", &[]);
    let batch = nth_post("redacted", 0).await;
    replace("/");
    let Ok(Item::View { url, title, .. }) = &batch.items[0] else { panic!("no view") };
    assert!(url.ends_with("/shop/*/?utm_source=x"), "{url}");
    assert_eq!(title, "Shop of *");
    assert_eq!((batch.items.len(), batch.passport, batch.beaconed), (1, None, false));
}

#[wasm_bindgen_test]
async fn every_address_the_page_may_have_is_one_the_edge_takes() {
    answer_with(200, "ll1.a\naccepted");
    replace("/%40/\u{e4}?gclid=%C3%A4&q=1");
    Page::open("address", &[]).say("reset", "");
    replace("/");
    let batch = nth_post("address", 0).await;
    let url = batch.items[0].as_ref().unwrap().url().to_owned();
    assert!(url.starts_with("http://127.0.0.1:") && url.ends_with("/*/%C3%A4?gclid=%C3%A4"), "{url}");
    assert_eq!(page::address(&url), url);
}

#[wasm_bindgen_test]
async fn calls_become_items_and_the_next_batch_carries_the_passport() {
    answer_with(200, "ll1.a\naccepted");
    let page = Page::told("calls", &[]);
    page.say("track", "first");
    nth_post("calls", 0).await;
    all_sent("calls").await;
    for (name, value) in [("track", "brochure"), ("form-start", "whitepaper"), ("form-start", "whitepaper")] {
        page.say(name, value);
    }
    page.say_with("track", "\"webinar\"", r#"{"seats":[1,2],"by":"ada@b.example"}"#);
    page.say_with("identify", r#"{"email":"ada@b.example"}"#, "null");
    for name in ["reset", "page", "telepathy", "forms", "ready", ""] {
        page.say(name, "");
    }
    page.say("track", "last");
    let batch = nth_post("calls", 1).await;
    assert_eq!(names(&batch), ["brochure", "form-start", "webinar", "identify", "reset", "view", "last"]);
    assert_eq!(batch.passport.as_deref(), Some("ll1.a"));
    let sent = post("calls", 1);
    assert!(sent.contains(r#""props":{"seats":[1,2],"by":"*"}"#), "{sent}");
    assert!(sent.contains(r#""traits":{"email":"ada@b.example"}"#), "{sent}");
    all_sent("calls").await;
    assert_eq!(posted("calls"), 2);
}

#[wasm_bindgen_test]
async fn what_exceeds_the_bounds_goes_out_clipped_for_the_edge_to_refuse() {
    answer_with(200, "ll1.a\naccepted");
    let page = Page::told("bounds", &[]);
    page.say("track", &"n".repeat(5_000));
    page.say_with("track", "\"x\"", &format!("[\"{}\"]", "n".repeat(5_000)));
    let batch = nth_post("bounds", 0).await;
    assert!(batch.items.iter().all(Result::is_err) && post("bounds", 0).len() < 600, "{:?}", batch.items);
    assert!(post("bounds", 0).contains(r#""props":0"#));
}

#[wasm_bindgen_test]
async fn a_name_that_shows_an_address_never_leaves_the_browser() {
    answer_with(200, "ll1.a\naccepted");
    let page = Page::told("named", &[]);
    for name in ["ada@b.example", "signup of ada%40b.example", "%252540", "40% off"] {
        page.say("track", name);
    }
    page.say("form-start", "ada@b.example");
    let batch = nth_post("named", 0).await;
    assert_eq!(names(&batch), ["*", "signup of *", "*", "40% off", "form-start"]);
    assert!(!post("named", 0).contains("b.example"));
}

#[wasm_bindgen_test]
async fn a_view_the_loader_has_told_is_not_told_again() {
    answer_with(200, "ll1.a");
    Page::told("told", &[]).say("track", "x");
    assert_eq!(kinds(&nth_post("told", 0).await), ["event"]);
}

#[wasm_bindgen_test]
async fn a_browser_that_is_driven_says_so() {
    answer_with(200, "ll1.a");
    Page::told("driven", &[]).say("track", "x");
    hide_driver(true);
    Page::told("walked", &[]).say("track", "x");
    hide_driver(false);
    assert!(nth_post("driven", 0).await.automated && !nth_post("walked", 0).await.automated);
}

#[wasm_bindgen_test]
async fn the_same_batch_goes_out_until_it_is_answered_and_what_came_later_after_it() {
    answer_with(503, "ll1.never");
    let page = Page::told("again", &[]);
    page.say("track", "first");
    let first = nth_post("again", 0).await;
    page.say("track", "later");
    answer_nothing();
    let second = nth_post_in_time("again", 1).await;
    answer_with(200, "ll1.b\naccepted");
    let third = nth_post_in_time("again", 2).await;
    assert_eq!((&first.id, &first.items), (&second.id, &second.items));
    assert_eq!((&first.id, &first.items, &third.passport), (&third.id, &third.items, &None));
    let rest = nth_post("again", 3).await;
    assert_ne!(rest.id, first.id);
    assert_eq!((names(&rest), rest.passport.as_deref(), rest.beaconed), (vec!["later"], Some("ll1.b"), false));
}

#[wasm_bindgen_test]
async fn a_page_that_is_online_again_does_not_wait_any_longer() {
    answer_nothing();
    Page::told("offline", &[]).say("track", "x");
    let first = nth_post("offline", 0).await;
    answer_with(200, "ll1.a\naccepted");
    until("a post", || {
        go_online();
        posted("offline") > 1
    })
    .await;
    assert_eq!(nth_post("offline", 1).await.id, first.id);
}

#[wasm_bindgen_test]
async fn the_edge_is_given_the_time_it_asks_for() {
    ask_patience("77");
    let page = Page::told("patient", &[]);
    page.say("track", "first");
    let first = nth_post("patient", 0).await;
    until("a long wait", || longest_wait() >= 77_000).await;
    page.say("track", "later");
    meanwhile("impatient").await;
    assert_eq!(posted("patient"), 1);
    assert_eq!(nth_post_in_time("patient", 1).await.id, first.id);
}

#[wasm_bindgen_test]
async fn a_page_that_asks_twice_for_the_lock_does_not_send_twice() {
    answer_with(503, "");
    let page = Page::told("eager", &[]);
    owned("eager").await;
    hold_lock("ll.eager").await;
    page.say("track", "x");
    hide();
    hide();
    free_lock();
    nth_post("eager", 0).await;
    for _ in 0..2_000 {
        if asked("ll.eager").await == 0 && held("ll.eager").await == 1 {
            break;
        }
        pause().await;
    }
    assert_eq!((posted("eager"), asked("ll.eager").await == 0), (1, true));
}

#[wasm_bindgen_test]
async fn a_batch_that_is_refused_is_dropped() {
    answer_with(400, "batch-malformed\n");
    let page = Page::told("refused", &[]);
    page.say("track", "bad");
    nth_post("refused", 0).await;
    page.say("track", "good");
    answer_with(200, "ll1.a");
    assert_eq!(names(&nth_post("refused", 1).await), ["good"]);
    all_sent("refused").await;
    assert_eq!(posted("refused"), 2);
}

#[wasm_bindgen_test]
async fn where_locks_are_refused_the_tracker_sends() {
    refuse_locks(true);
    answer_with(200, "ll1.a\naccepted");
    let page = Page::told("barred", &[]);
    page.say("track", "x");
    assert_eq!(names(&nth_post("barred", 0).await), ["x"]);
    until("the queue to empty", || in_tab("ll.barred.q.") == 0).await;
    page.say("track", "y");
    assert_eq!(nth_post("barred", 1).await.passport.as_deref(), Some("ll1.a"));
    assert_eq!(kept("ll.barred."), 0);
    refuse_locks(false);
}
