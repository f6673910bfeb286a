//! The browser's calls, in a browser.

#![cfg(target_family = "wasm")]
#![expect(clippy::panic, reason = "a test may fail")]

use leadline_browser::{
    clock, entropy,
    exchange::{Answer, Content, Exchange},
    page::{self, Turn},
    passport,
    storage::{self, Place},
    timer::Timer,
};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/tests/support.js")]
extern "C" {
    #[wasm_bindgen(js_name = answerWith)]
    fn answer_with(status: u16, text: &str);
    #[wasm_bindgen(js_name = answerNothing)]
    fn answer_nothing();
    fn hangs(on: bool);
    fn posted(part: &str) -> u32;
    fn body(part: &str, number: u32) -> String;
    fn detail(part: &str, name: &str) -> String;
    fn leave();
    fn restore();
    async fn pause();
    async fn held(lock: &str) -> JsValue;
    #[wasm_bindgen(js_name = forgetLocks)]
    fn forget_locks(on: bool);
    #[wasm_bindgen(js_name = stored)]
    fn is_stored(key: &str) -> bool;
    #[wasm_bindgen(js_name = refuseStorage)]
    fn refuse_storage(on: bool);
    #[wasm_bindgen(js_name = refuseLocks)]
    fn refuse_locks(on: bool);
    #[wasm_bindgen(js_name = holdLock)]
    async fn hold_lock(name: &str);
    #[wasm_bindgen(js_name = freeLock)]
    fn free_lock();
    #[wasm_bindgen(js_name = tenSecondsPass)]
    fn ten_seconds_pass();
    #[wasm_bindgen(js_name = forgetTimeouts)]
    fn forget_timeouts(on: bool);
}

async fn until(what: &str, condition: impl Fn() -> bool) {
    for _ in 0..1_000 {
        if condition() {
            return;
        }
        pause().await;
    }
    panic!("{what} did not happen in time");
}

/// An exchange whose answers are kept.
struct Talk {
    exchange: Exchange,
    answers: Rc<RefCell<Vec<Answer>>>,
}

fn talk(site: &str, compose: impl Fn(Option<String>) -> Option<String> + 'static) -> Talk {
    talk_of(Content::Batch, site, compose)
}

fn talk_of(content: Content, site: &str, compose: impl Fn(Option<String>) -> Option<String> + 'static) -> Talk {
    let answers = Rc::<RefCell<Vec<Answer>>>::default();
    let kept = Rc::clone(&answers);
    let url = ["https://edge.example/ll/b/", site].concat();
    let exchange = Exchange::new(site, url, content, compose, move |answer| kept.borrow_mut().push(answer));
    Talk { exchange, answers }
}

#[expect(clippy::unnecessary_wraps, reason = "other exchanges may compose nothing")]
fn passport_or_none(passport: Option<String>) -> Option<String> {
    Some(passport.unwrap_or_else(|| "none".into()))
}

impl Talk {
    async fn answer(&self) -> Answer {
        self.exchange.begin();
        self.next_answer().await
    }

    async fn next_answer(&self) -> Answer {
        until("an answer", || !self.answers.borrow().is_empty()).await;
        self.answers.borrow_mut().remove(0)
    }
}

#[wasm_bindgen_test]
fn the_clock_runs_and_chance_differs() {
    assert!(clock::now().0 > 1_700_000_000_000);
    assert_ne!(entropy::draw(), entropy::draw());
}

#[wasm_bindgen_test]
fn a_page_tells_its_address() {
    assert!(page::url().starts_with("http://") && !page::url().contains('#'));
    let _ = (page::referrer(), page::title());
}

#[wasm_bindgen_test]
fn what_is_saved_is_loaded_and_what_is_removed_is_gone() {
    for place in [Place::Local, Place::Session, Place::Memory] {
        assert_eq!(storage::load(place, "t.a"), None);
        storage::save(place, "t.a", Some("1"));
        assert_eq!(storage::load(place, "t.a").as_deref(), Some("1"));
        storage::save(place, "t.a", None);
        assert_eq!(storage::load(place, "t.a"), None);
    }
}

#[wasm_bindgen_test]
fn where_storage_is_full_the_page_remembers_and_no_old_state_comes_back() {
    storage::save(Place::Local, "t.b", Some("old"));
    refuse_storage(true);
    storage::save(Place::Local, "t.b", Some("new"));
    assert_eq!(storage::load(Place::Local, "t.b").as_deref(), Some("new"));
    refuse_storage(false);
    storage::save(Place::Local, "t.b", None);
    assert_eq!(storage::load(Place::Local, "t.b"), None);
}

#[wasm_bindgen_test]
async fn a_timer_rings_as_often_as_asked() {
    let rung = Rc::<RefCell<u32>>::default();
    let ringing = Rc::clone(&rung);
    let timer = Timer::new(move || *ringing.borrow_mut() += 1);
    timer.ring_after(0);
    timer.ring_after(1);
    until("two rings", || *rung.borrow() == 2).await;
}

#[wasm_bindgen_test]
async fn the_page_tells_when_it_is_left_and_restored() {
    let turns = Rc::<RefCell<Vec<Turn>>>::default();
    let kept = Rc::clone(&turns);
    page::on_turn(move |turn| kept.borrow_mut().push(turn));
    leave();
    restore();
    assert_eq!(*turns.borrow(), [Turn::Left, Turn::Restored]);
}

#[wasm_bindgen_test]
async fn a_request_needs_no_preflight_carries_no_cookie_and_outlives_its_page() {
    answer_with(200, "ll1.a\naccepted");
    let talk = talk("simple", |_| Some("{}".into()));
    assert_eq!(talk.answer().await, Answer { status: 200, text: "ll1.a\naccepted".into() });
    assert_eq!(body("b/simple", 0), "{}");
    assert_eq!(detail("b/simple", "content-type"), "text/plain");
    assert_eq!(detail("b/simple", "accept"), "text/plain");
    assert_eq!(detail("b/simple", "credentials"), "omit");
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
async fn who_composes_nothing_sends_nothing_and_lets_the_lock_go() {
    answer_with(200, "ll1.a");
    let (silent, loud) = (talk("declined", |_| None), talk("declined", |_| Some("x".into())));
    silent.exchange.begin();
    loud.answer().await;
    assert_eq!(posted("b/declined"), 1);
    assert!(silent.answers.borrow().is_empty());
}

#[wasm_bindgen_test]
async fn exchanges_of_one_site_take_turns_and_leaving_lets_the_lock_go() {
    hangs(true);
    let (first, second) = (talk("turns", |_| Some("1".into())), talk("turns", |_| Some("2".into())));
    first.exchange.begin();
    until("the first request", || posted("b/turns") == 1).await;
    assert!(held("ll.turns").await.is_truthy());
    second.exchange.begin();
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
async fn without_locks_the_passport_stays_in_the_page_and_requests_still_take_turns() {
    forget_locks(true);
    answer_with(200, "ll1.a");
    let (first, second) = (talk("lockless", passport_or_none), talk("lockless", passport_or_none));
    first.exchange.begin();
    second.answer().await;
    assert_eq!((body("b/lockless", 0), body("b/lockless", 1)), ("none".into(), "ll1.a".into()));
    assert!(!is_stored("ll.lockless.p"));
    assert_eq!(passport::read("lockless").as_deref(), Some("ll1.a"));
    forget_locks(false);
}

#[wasm_bindgen_test]
async fn where_locks_are_refused_the_passport_stays_in_the_page_and_requests_still_take_turns() {
    refuse_locks(true);
    answer_with(200, "ll1.a");
    let (first, second) = (talk("barred", passport_or_none), talk("barred", passport_or_none));
    first.exchange.begin();
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
    talk.exchange.begin();
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
    batch.exchange.begin();
    ten_seconds_pass();
    assert_eq!((batch.next_answer().await.status, posted("b/patience")), (0, 0));
    free_lock();
    assert_eq!((batch.answer().await.status, posted("b/patience")), (200, 1));
}

#[wasm_bindgen_test]
async fn answers_that_wait_too_long_for_the_lock_go_out_without_it_and_without_a_passport() {
    storage::save(Place::Local, "ll.hurried.p", Some("ll1.before"));
    hold_lock("ll.hurried").await;
    answer_with(200, "ll1.after\nThanks");
    let answers = talk_of(Content::Answers, "hurried", passport_or_none);
    answers.exchange.begin();
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
    answers.exchange.begin();
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
    silent.exchange.begin();
    until("the first request", || posted("b/queueing") == 1).await;
    hangs(false);
    batch.exchange.begin();
    answers.exchange.begin();
    ten_seconds_pass();
    assert_eq!((batch.next_answer().await.status, answers.next_answer().await.status), (0, 200));
    assert_eq!((posted("b/queueing"), body("b/queueing", 1)), (2, "3".into()));
    assert_eq!(silent.next_answer().await.status, 0);
    assert_eq!(posted("b/queueing"), 2);
    forget_locks(false);
}
