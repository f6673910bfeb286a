//! The browser's calls, in a browser.

#![cfg(target_family = "wasm")]
#![expect(clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

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
    let answers = Rc::<RefCell<Vec<Answer>>>::default();
    let kept = Rc::clone(&answers);
    let url = ["https://edge.example/ll/b/", site].concat();
    let exchange = Exchange::new(site, url, Content::Batch, compose, move |answer| kept.borrow_mut().push(answer));
    Talk { exchange, answers }
}

impl Talk {
    async fn answer(&self) -> Answer {
        let before = self.answers.borrow().len();
        self.exchange.begin();
        until("an answer", || self.answers.borrow().len() > before).await;
        self.answers.borrow()[before].clone()
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
    let talk = talk("pass", |passport| Some(passport.unwrap_or_else(|| "none".into())));
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
    until("both to end", || !first.answers.borrow().is_empty() && !second.answers.borrow().is_empty()).await;
    assert_eq!((first.answers.borrow()[0].status, second.answers.borrow()[0].status), (0, 0));
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
    let compose = |passport: Option<String>| Some(passport.unwrap_or_else(|| "none".into()));
    let (first, second) = (talk("lockless", compose), talk("lockless", compose));
    first.exchange.begin();
    second.answer().await;
    assert_eq!((body("b/lockless", 0), body("b/lockless", 1)), ("none".into(), "ll1.a".into()));
    assert!(!is_stored("ll.lockless.p"));
    assert_eq!(passport::read("lockless").as_deref(), Some("ll1.a"));
    forget_locks(false);
}
