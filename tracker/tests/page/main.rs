//! From what happens in a page to the edge, in a browser.
//!
//! All tests share one page, so each tracks a site of its own: every tracker sees what any test does.

#![cfg(target_family = "wasm")]
#![expect(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

mod capture;
mod consent;
mod leaving;
mod orphans;
mod sending;

use js_sys::{Function, JSON, Object, Reflect};
use leadline_domain::wire::{Batch, Item};
use leadline_tracker::start;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test_configure;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/tests/support.js")]
extern "C" {
    #[wasm_bindgen(js_name = answerWith)]
    fn answer_with(status: u16, text: &str);
    #[wasm_bindgen(js_name = askPatience)]
    fn ask_patience(seconds: &str);
    #[wasm_bindgen(js_name = answerNothing)]
    fn answer_nothing();
    fn hangs(on: bool);
    #[wasm_bindgen(js_name = refuseBeacons)]
    fn refuse_beacons(on: bool);
    fn posted(site: &str) -> u32;
    fn post(site: &str, number: u32) -> String;
    fn beaconed(site: &str) -> u32;
    fn beacon(site: &str, number: u32) -> String;
    #[wasm_bindgen(js_name = longestWait)]
    fn longest_wait() -> u32;
    #[wasm_bindgen(js_name = timePasses)]
    fn time_passes();
    fn live(ms: u32);
    async fn pause();
    fn leave();
    fn restore();
    fn hide();
    #[wasm_bindgen(js_name = goOnline)]
    fn go_online();
    fn replace(path: &str);
    fn push(path: &str);
    #[wasm_bindgen(js_name = nameIt)]
    fn name_it(title: &str);
    fn put(key: &str, text: &str);
    fn stored(key: &str) -> Option<String>;
    fn kept(prefix: &str) -> u32;
    #[wasm_bindgen(js_name = keptKey)]
    fn kept_key(prefix: &str) -> String;
    #[wasm_bindgen(js_name = inTab)]
    fn in_tab(prefix: &str) -> u32;
    fn hear(key: &str, text: Option<&str>);
    async fn held(prefix: &str) -> JsValue;
    async fn asked(prefix: &str) -> JsValue;
    #[wasm_bindgen(js_name = heldName)]
    async fn held_name(prefix: &str) -> JsValue;
    #[wasm_bindgen(js_name = holdLock)]
    async fn hold_lock(name: &str);
    #[wasm_bindgen(js_name = freeLock)]
    fn free_lock();
    #[wasm_bindgen(js_name = refuseLocks)]
    fn refuse_locks(on: bool);
    #[wasm_bindgen(js_name = forgetLocks)]
    fn forget_locks(on: bool);
    #[wasm_bindgen(js_name = delayQueueLocks)]
    fn delay_queue_locks();
    #[wasm_bindgen(js_name = grantQueueLocks)]
    fn grant_queue_locks();
    #[wasm_bindgen(js_name = refuseTracking)]
    fn refuse_tracking(on: bool);
    #[wasm_bindgen(js_name = hideDriver)]
    fn hide_driver(on: bool);
    fn write(markup: &str);
    fn click(id: &str);
    fn enter(id: &str, value: &str);
}

/// A page's tracker.
struct Page(JsValue);

impl Page {
    /// Starts with the attributes that a tag may have, and a view.
    fn open(site: &str, attributes: &[(&str, &str)]) -> Self {
        Self::start(site, attributes, 0)
    }

    /// Starts where the loader has told the view.
    fn told(site: &str, attributes: &[(&str, &str)]) -> Self {
        Self::start(site, attributes, 1)
    }

    fn start(site: &str, attributes: &[(&str, &str)], told: u32) -> Self {
        let options = Object::new();
        for (name, value) in [("site", site)].iter().chain(attributes) {
            Reflect::set(&options, &(*name).into(), &(*value).into()).unwrap();
        }
        Self(start("https://edge.example/ll/", site, options.into(), told))
    }

    fn say(&self, name: &str, value: &str) {
        self.0.unchecked_ref::<Function>().call2(&JsValue::NULL, &name.into(), &value.into()).unwrap();
    }

    /// The value and what goes with it are JSON.
    fn say_with(&self, name: &str, value: &str, extra: &str) {
        let parsed = |text| JSON::parse(text).unwrap();
        self.0.unchecked_ref::<Function>().call3(&JsValue::NULL, &name.into(), &parsed(value), &parsed(extra)).unwrap();
    }
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

async fn until_locks(prefix: &str, number: u32) {
    for _ in 0..2_000 {
        if held(prefix).await == number {
            return;
        }
        pause().await;
    }
    panic!("{number} locks of {prefix} were not held in time");
}

/// A post of the site, the first being 0.
async fn nth_post(site: &str, number: u32) -> Batch {
    until("a post", || posted(site) > number).await;
    Batch::read(post(site, number).as_bytes()).unwrap()
}

/// The same where it comes only after a failure.
async fn nth_post_in_time(site: &str, number: u32) -> Batch {
    until("a post", || {
        time_passes();
        posted(site) > number
    })
    .await;
    nth_post(site, number).await
}

fn nth_beacon(site: &str, number: u32) -> Batch {
    Batch::read(beacon(site, number).as_bytes()).unwrap()
}

fn kinds(batch: &Batch) -> Vec<&str> {
    batch.items.iter().map(|item| item.as_ref().unwrap().kind()).collect()
}

/// Events by their names, other items by their kinds.
fn names(batch: &Batch) -> Vec<&str> {
    let named = batch.items.iter().map(|item| match item.as_ref().unwrap() {
        Item::Event { name, .. } => name.as_str(),
        other => other.kind(),
    });
    named.collect()
}

fn queues(site: &str) -> String {
    ["ll.", site, ".q."].concat()
}

/// Waits until the page holds the lock of its queue.
async fn owned(site: &str) {
    until_locks(&queues(site), 1).await;
}

/// Leaves the page, as the next one sees it.
async fn left(site: &str) {
    leave();
    until_locks(&queues(site), 0).await;
}

async fn all_sent(site: &str) {
    until("the queue to empty", || kept(&queues(site)) == 0).await;
}

/// Another site says something and is heard: whatever was to follow at once has followed by then.
async fn meanwhile(site: &str) {
    answer_with(200, "ll1.x");
    Page::told(site, &[]).say("track", "meanwhile");
    nth_post(site, 0).await;
    all_sent(site).await;
}
