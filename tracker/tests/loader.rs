//! `www/loader.js`, in a browser.

#![cfg(target_family = "wasm")]
#![expect(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

use leadline_domain::{
    bond::LINK_PARAMETER,
    page,
    wire::{Batch, Consent, Item},
};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/tests/loader.js")]
extern "C" {
    fn close(gate: &str);
    fn opened(gate: &str);
    #[wasm_bindgen(js_name = tag)]
    fn run(source: &str, site: &str, attribute: &str);
    fn stub();
    fn call(name: &str, value: &str);
    #[wasm_bindgen(js_name = call)]
    fn call_with(name: &str, value: &str, extra: &str);
    #[wasm_bindgen(js_name = askReady)]
    fn ask_ready(site: &str);
    fn prepare();
    fn activate();
    fn address() -> String;
    fn title() -> String;
    fn referrer() -> String;
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
    tag_with(site, "");
}

fn tag_with(site: &str, attribute: &str) {
    run(include_str!("../../www/loader.js"), site, attribute);
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
    assert_eq!((batch.items.len(), batch.passport, batch.consent), (1, None, Consent::None));
    batch.items[0].clone().unwrap()
}

#[wasm_bindgen_test]
async fn calls_before_the_tracker_is_ready_are_replayed_in_order_with_all_they_say() {
    close("replay");
    stub();
    call("track", "one");
    tag("replay");
    call_with("track", "two", "props");
    opened("replay");
    until("call replay track two").await;
    call_with("identify", "three", "");
    let expected = [
        "start tracker replay 0 site",
        "call replay track one",
        "call replay track two props",
        "call replay identify three",
    ];
    assert_eq!(happened("replay"), expected.join("\n"));
}

#[wasm_bindgen_test]
async fn ready_is_told_once_the_tracker_has_heard_all_calls_before_it_and_at_once_after_that() {
    close("prompt");
    stub();
    ask_ready("prompt");
    call("track", "one");
    tag("prompt");
    pause().await;
    assert_eq!(happened("ready prompt"), "");
    opened("prompt");
    until("ready prompt").await;
    let expected = ["start tracker prompt 0 site", "call prompt track one", "ready prompt"];
    assert_eq!(happened("prompt"), expected.join("\n"));
    ask_ready("later");
    until("ready later").await;
}

#[wasm_bindgen_test]
async fn a_page_that_is_only_prepared_says_nothing_and_hears_what_it_was_told_once_it_is_seen() {
    close("prepared");
    opened("prepared");
    stub();
    prepare();
    tag("prepared");
    place("whitepaper");
    ask_ready("prepared");
    call("forms", "");
    call("track", "one");
    leave();
    until("loaded forms prepared").await;
    assert_eq!((happened("start").contains("prepared"), beaconed("prepared")), (false, 0));
    activate();
    until("ready prepared").await;
    until("start forms prepared").await;
    assert_eq!(happened("call prepared"), "call prepared track one");
    clear();
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
    assert_eq!(happened("tracker twice"), "start tracker twice 0 site");
    call("track", "both");
    assert_eq!(happened("twice track both"), "call twice track both");
    assert_eq!(happened("other track both"), "call other track both");
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
    until("call early track x").await;
    assert_eq!(happened("tracker early"), "start tracker early 1 site");
    leave();
    assert_eq!(beaconed("early"), 1);
}

#[wasm_bindgen_test]
async fn a_tag_that_says_manual_sends_no_view_of_itself() {
    close("manual");
    tag_with("manual", "manual");
    leave();
    opened("manual");
    until("start tracker manual 0 manual site").await;
    assert_eq!(beaconed("manual"), 0);
}

#[wasm_bindgen_test]
async fn the_loader_s_view_is_the_tracker_s_view() {
    let long = ["/", &"p".repeat(2_100)].concat();
    // A view of somebody who leaves at once binds nobody, so that it may leave a personal link out.
    let carried: Vec<&str> = page::ALLOWED_PARAMETERS.into_iter().filter(|name| *name != LINK_PARAMETER).collect();
    let campaign = ["/?", &carried.join("=1&"), "=1&token=1"].concat();
    let table = [
        (campaign.as_str(), "Landing"),
        ("/", "Shop"),
        ("/u/ada@b.example/x?utm_source=x&token=1&utm_term=ada%40b.example#top", "Shop of ada@b.example now"),
        ("/u/ada%2540b.example?q=1&gclid=%C3%A4", "\u{1f600}\u{20ac}"),
        ("/\u{e4}?utm_source&UTM_MEDIUM=x&utm_campaign=", ""),
        (&long, "Long"),
    ];
    for (number, (path, named)) in table.into_iter().enumerate() {
        let site = ["same", &number.to_string()].concat();
        go_to(path);
        name_it(named);
        close(&site);
        tag(&site);
        leave();
        let Item::View { url, title: shown, referrer: from, .. } = bare_view(&site) else { panic!("no view") };
        assert_eq!(url, page::address(&address()), "{path}");
        assert_eq!((shown, from), (page::title(&title()), page::referrer(&referrer())));
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
async fn forms_wait_for_the_tracker_which_knows_of_consent() {
    close("waiting");
    place("whitepaper");
    tag("waiting");
    until("loaded forms waiting").await;
    pause().await;
    assert_eq!(happened("start forms waiting"), "");
    opened("waiting");
    until("start forms waiting").await;
    assert!(happened("waiting").starts_with("loaded forms waiting\nstart tracker waiting 0 site\n"));
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
