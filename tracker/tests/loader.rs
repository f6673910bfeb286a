//! `www/loader.js`, in a browser.

#![cfg(target_family = "wasm")]
#![expect(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

use leadline_domain::{
    page,
    wire::{Batch, Item},
};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/tests/loader.js")]
extern "C" {
    fn close(gate: &str);
    fn opened(gate: &str);
    #[wasm_bindgen(js_name = tag)]
    fn run(source: &str, site: &str);
    fn stub();
    fn call(name: &str, value: &str);
    #[wasm_bindgen(js_name = callStrangely)]
    fn call_strangely() -> JsValue;
    fn happened(part: &str) -> String;
    fn beaconed(site: &str) -> u32;
    fn beacon(site: &str) -> String;
    fn leave();
    async fn pause();
    #[wasm_bindgen(js_name = goTo)]
    fn go_to(path: &str);
    #[wasm_bindgen(js_name = nameIt)]
    fn name_it(title: &str);
    fn place(form: &str);
    fn clear();
    #[wasm_bindgen(js_name = forgetTimeouts)]
    fn forget_timeouts(on: bool);
}

fn tag(site: &str) {
    run(include_str!("../../www/loader.js"), site);
}

async fn until(part: &str) {
    for _ in 0..1_000 {
        if !happened(part).is_empty() {
            return;
        }
        pause().await;
    }
    panic!("{part:?} did not happen in time");
}

fn bare_view(site: &str) -> Item {
    assert_eq!(beaconed(site), 1);
    let batch = Batch::read(beacon(site).as_bytes()).unwrap();
    assert_eq!((batch.items.len(), batch.passport), (1, None));
    batch.items[0].clone().unwrap()
}

#[wasm_bindgen_test]
async fn calls_before_the_tracker_is_ready_are_replayed_in_order() {
    close("replay");
    stub();
    call("track", "one");
    tag("replay");
    call("track", "two");
    opened("replay");
    until("call replay 0 track two").await;
    call("form-start", "three");
    let expected = ["start tracker replay 0", "call replay 0 track one", "call replay 0 track two"];
    assert_eq!(happened("replay"), [&expected.join("\n"), "\ncall replay 0 form-start three"].concat());
}

#[wasm_bindgen_test]
async fn a_second_tag_of_the_same_site_does_nothing_and_one_of_another_works() {
    close("twice");
    opened("twice");
    tag("twice");
    tag("twice");
    tag("other");
    until("start tracker other").await;
    until("start tracker twice").await;
    pause().await;
    assert_eq!(happened("tracker twice"), "start tracker twice 0");
    call("track", "both");
    assert_eq!(happened("twice 0 track both"), "call twice 0 track both");
    assert_eq!(happened("other 0 track both"), "call other 0 track both");
}

#[wasm_bindgen_test]
async fn a_page_left_before_the_tracker_is_ready_says_once_that_it_was_seen() {
    close("early");
    tag("early");
    call("track", "x");
    leave();
    leave();
    assert_eq!(bare_view("early").kind(), "view");
    opened("early");
    until("call early 0 track x").await;
    assert_eq!(happened("tracker early"), "start tracker early 1");
    leave();
    assert_eq!(beaconed("early"), 1);
}

#[wasm_bindgen_test]
async fn the_loader_s_view_is_the_tracker_s_view() {
    let long = ["/", &"p".repeat(2_100)].concat();
    let table = [
        ("/", "Shop"),
        ("/u/ada@b.example/x?utm_source=x&token=1&utm_term=ada%40b.example#top", "Shop of ada@b.example now"),
        ("/u/ada%2540b.example?q=1&gclid=%C3%A4", "\u{1f600}\u{20ac}"),
        ("/\u{e4}?utm_source&UTM_MEDIUM=x&utm_campaign=", ""),
        (&long, "Long"),
    ];
    for (number, (path, title)) in table.into_iter().enumerate() {
        let site = ["same", &number.to_string()].concat();
        go_to(path);
        name_it(title);
        close(&site);
        tag(&site);
        leave();
        let here = leadline_browser::page::url();
        let Item::View { url, title, referrer, .. } = bare_view(&site) else { panic!("no view") };
        assert_eq!(url, page::address(&here), "{path}");
        assert_eq!(title, page::title(&leadline_browser::page::title()));
        assert_eq!(referrer, page::referrer(&leadline_browser::page::referrer()));
    }
    go_to("/");
}

#[wasm_bindgen_test]
async fn forms_come_only_where_there_is_one_and_look_again_when_asked() {
    close("forms");
    opened("forms");
    tag("formless");
    until("start tracker formless").await;
    assert_eq!(happened("start forms formless"), "");
    place("whitepaper");
    call("forms", "");
    until("start forms formless").await;
    tag("formful");
    until("start forms formful").await;
    assert!(happened("start forms formful").ends_with("/forms.css"));
    clear();
}

#[wasm_bindgen_test]
async fn whatever_the_page_calls_nothing_is_thrown_at_it() {
    close("strange");
    opened("strange");
    tag("strange");
    call_strangely();
    until("start tracker strange").await;
    call_strangely();
    pause().await;
    assert_eq!(happened("unhandled"), "");
}

#[wasm_bindgen_test]
async fn a_browser_without_timeout_signals_loads_the_tracker() {
    forget_timeouts(true);
    close("timeouts");
    opened("timeouts");
    tag("timeouts");
    until("start tracker timeouts").await;
    forget_timeouts(false);
}
