//! Requests, one site's after the other.

use crate::*;
use leadline_browser::{
    dom::{Callback, asked},
    exchange::{Answer, Content, Exchange, Step},
    passport, storage,
};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen_test::wasm_bindgen_test;

/// An exchange whose answers are kept.
struct Talk {
    exchange: Rc<Exchange>,
    call: Callback,
    answers: Rc<RefCell<Vec<Answer>>>,
}

fn talk(site: &str, compose: impl Fn(Option<String>) -> Option<String> + 'static) -> Talk {
    talk_of(Content::Batch, site, compose)
}

fn talk_of(content: Content, site: &str, compose: impl Fn(Option<String>) -> Option<String> + 'static) -> Talk {
    storage::keep(site, true);
    let url = ["https://edge.example/ll/b/", site].concat();
    let exchange = Rc::new(Exchange::new(site, url, content));
    let answers = Rc::<RefCell<Vec<Answer>>>::default();
    let (heard, kept) = (Rc::clone(&exchange), Rc::clone(&answers));
    let call = asked(move |number, text| {
        match heard.step(number, text) {
            Step::Compose(passport) => return compose(passport),
            Step::Answered(answer) => kept.borrow_mut().push(answer),
            Step::Declined | Step::Other => {}
        }
        None
    });
    Talk { exchange, call, answers }
}

#[expect(clippy::unnecessary_wraps, reason = "other exchanges may compose nothing")]
fn passport_or_none(passport: Option<String>) -> Option<String> {
    Some(passport.unwrap_or_else(|| "none".into()))
}

impl Talk {
    fn begin(&self) {
        self.exchange.begin(&self.call);
    }

    async fn answer(&self) -> Answer {
        self.begin();
        self.next_answer().await
    }

    async fn next_answer(&self) -> Answer {
        until("an answer", || !self.answers.borrow().is_empty()).await;
        self.answers.borrow_mut().remove(0)
    }
}

#[wasm_bindgen_test]
async fn a_request_needs_no_preflight_carries_cookies_only_home_and_outlives_its_page() {
    answer_with(200, "ll1.a\naccepted");
    let talk = talk("simple", |_| Some("{}".into()));
    assert_eq!(talk.answer().await, Answer { status: 200, text: "ll1.a\naccepted".into() });
    assert_eq!(body("b/simple", 0), "{}");
    assert_eq!(detail("b/simple", "content-type"), "text/plain");
    assert_eq!(detail("b/simple", "accept"), "text/plain");
    assert_eq!(detail("b/simple", "credentials"), "same-origin");
    assert_eq!(detail("b/simple", "keepalive"), "true");
}

#[wasm_bindgen_test]
async fn a_request_too_large_to_outlive_its_page_does_not_ask_to() {
    answer_with(200, "");
    talk("large", |_| Some("\u{20ac}".repeat(20_000))).answer().await;
    assert_eq!(detail("b/large", "keepalive"), "false");
}

#[wasm_bindgen_test]
async fn only_a_taken_request_brings_a_passport_and_the_next_one_carries_it() {
    let talk = talk("pass", passport_or_none);
    answer_with(500, "ll1.error");
    talk.answer().await;
    answer_nothing();
    assert_eq!(talk.answer().await.status, 0);
    answer_with(200, "<html>");
    talk.answer().await;
    assert_eq!(passport::read("pass"), None);
    answer_with(200, "ll1.a\naccepted");
    talk.answer().await;
    assert_eq!(passport::read("pass").as_deref(), Some("ll1.a"));
    talk.answer().await;
    assert_eq!((body("b/pass", 3), body("b/pass", 4)), ("none".into(), "ll1.a".into()));
}

#[wasm_bindgen_test]
async fn a_passport_that_may_not_be_kept_is_neither_carried_nor_stored() {
    let talk = talk("forgetful", passport_or_none);
    answer_with(200, "ll1.a\naccepted");
    talk.answer().await;
    assert!(is_stored("ll.forgetful.p") && talk.exchange.keeps());
    storage::keep("forgetful", false);
    assert!(!is_stored("ll.forgetful.p") && !talk.exchange.keeps());
    talk.answer().await;
    assert_eq!((body("b/forgetful", 1), is_stored("ll.forgetful.p")), ("none".into(), false));
}

#[wasm_bindgen_test]
async fn who_is_asked_for_patience_hears_for_how_long() {
    let talk = talk("patient", passport_or_none);
    ask_patience("7");
    assert_eq!(talk.answer().await, Answer { status: 429, text: "7".into() });
}

#[wasm_bindgen_test]
async fn who_composes_nothing_sends_nothing_and_lets_the_lock_go() {
    answer_with(200, "ll1.a");
    let (silent, loud) = (talk("declined", |_| None), talk("declined", |_| Some("x".into())));
    silent.begin();
    loud.answer().await;
    assert_eq!(posted("b/declined"), 1);
    assert!(silent.answers.borrow().is_empty());
}

#[wasm_bindgen_test]
async fn exchanges_of_one_site_take_turns_and_leaving_lets_the_lock_go() {
    hangs(true);
    let (first, second) = (talk("turns", |_| Some("1".into())), talk("turns", |_| Some("2".into())));
    first.begin();
    until("the first request", || posted("b/turns") == 1).await;
    assert!(held("ll.turns").await.is_truthy());
    second.begin();
    pause().await;
    assert_eq!(posted("b/turns"), 1);
    leave();
    assert_eq!((first.next_answer().await.status, second.next_answer().await.status), (0, 0));
    assert_eq!(posted("b/turns"), 1);
    assert!(!held("ll.turns").await.is_truthy());
    hangs(false);
    answer_with(200, "");
    assert_eq!(second.answer().await.status, 200);
}

#[wasm_bindgen_test]
async fn without_locks_the_passport_stays_in_the_tab_and_requests_still_take_turns() {
    forget_locks(true);
    answer_with(200, "ll1.a");
    let (first, second) = (talk("lockless", passport_or_none), talk("lockless", passport_or_none));
    first.begin();
    second.answer().await;
    assert_eq!((body("b/lockless", 0), body("b/lockless", 1)), ("none".into(), "ll1.a".into()));
    assert!(!is_stored("ll.lockless.p"));
    assert_eq!(passport::read("lockless").as_deref(), Some("ll1.a"));
    forget_locks(false);
}

#[wasm_bindgen_test]
async fn where_locks_are_refused_the_passport_stays_in_the_tab_and_requests_still_take_turns() {
    refuse_locks(true);
    answer_with(200, "ll1.a");
    let (first, second) = (talk("barred", passport_or_none), talk("barred", passport_or_none));
    first.begin();
    second.answer().await;
    assert_eq!((posted("b/barred"), body("b/barred", 0), body("b/barred", 1)), (2, "none".into(), "ll1.a".into()));
    assert!(!is_stored("ll.barred.p"));
    assert_eq!(passport::read("barred").as_deref(), Some("ll1.a"));
    refuse_locks(false);
}

#[wasm_bindgen_test]
async fn a_browser_without_timeout_signals_sends_and_gives_a_silent_edge_up() {
    forget_timeouts(true);
    answer_with(200, "");
    let talk = talk("timeouts", |_| Some("x".into()));
    assert_eq!(talk.answer().await.status, 200);
    hangs(true);
    talk.begin();
    until("the second request", || posted("b/timeouts") == 2).await;
    ten_seconds_pass();
    assert_eq!(talk.next_answer().await.status, 0);
    hangs(false);
    forget_timeouts(false);
}

#[wasm_bindgen_test]
async fn a_batch_that_waits_too_long_for_the_lock_is_not_sent_and_is_told_so() {
    hold_lock("ll.patience").await;
    answer_with(200, "ll1.a");
    let batch = talk("patience", passport_or_none);
    batch.begin();
    ten_seconds_pass();
    assert_eq!((batch.next_answer().await.status, posted("b/patience")), (0, 0));
    free_lock();
    assert_eq!((batch.answer().await.status, posted("b/patience")), (200, 1));
}

#[wasm_bindgen_test]
async fn answers_that_wait_too_long_for_the_lock_go_out_without_it_and_without_a_passport() {
    storage::save("ll.hurried.p", Some("ll1.before"));
    hold_lock("ll.hurried").await;
    answer_with(200, "ll1.after\nThanks");
    let answers = talk_of(Content::Answers, "hurried", passport_or_none);
    answers.begin();
    ten_seconds_pass();
    assert_eq!(answers.next_answer().await, Answer { status: 200, text: "ll1.after\nThanks".into() });
    assert_eq!((posted("b/hurried"), body("b/hurried", 0)), (1, "none".into()));
    assert_eq!(passport::read("hurried").as_deref(), Some("ll1.before"));
    free_lock();
    answers.answer().await;
    assert_eq!(body("b/hurried", 1), "ll1.before");
    assert_eq!(passport::read("hurried").as_deref(), Some("ll1.after"));
}

#[wasm_bindgen_test]
async fn answers_that_wait_while_the_page_is_left_go_out_as_well() {
    hold_lock("ll.leaving").await;
    answer_with(200, "ll1.a");
    let answers = talk_of(Content::Answers, "leaving", passport_or_none);
    answers.begin();
    pause().await;
    leave();
    until("the request", || posted("b/leaving") == 1).await;
    free_lock();
    assert_eq!((answers.next_answer().await.status, posted("b/leaving")), (200, 1));
}

#[wasm_bindgen_test]
async fn without_locks_nobody_waits_too_long_either() {
    forget_locks(true);
    hangs(true);
    answer_with(200, "");
    let (silent, batch) = (talk("queueing", |_| Some("1".into())), talk("queueing", |_| Some("2".into())));
    let answers = talk_of(Content::Answers, "queueing", |_| Some("3".into()));
    silent.begin();
    until("the first request", || posted("b/queueing") == 1).await;
    hangs(false);
    batch.begin();
    answers.begin();
    ten_seconds_pass();
    assert_eq!((batch.next_answer().await.status, answers.next_answer().await.status), (0, 200));
    assert_eq!((posted("b/queueing"), body("b/queueing", 1)), (2, "3".into()));
    assert_eq!(silent.next_answer().await.status, 0);
    assert_eq!(posted("b/queueing"), 2);
    forget_locks(false);
}
