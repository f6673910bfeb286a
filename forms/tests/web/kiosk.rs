//! A stand of a fair: many people, one after the other, at one browser.

use crate::*;
use leadline_browser::storage;
use wasm_bindgen_test::wasm_bindgen_test;

/// After thanks, and after the last key, in milliseconds.
const THANKED: u32 = 10_000;
const LEFT: u32 = 120_000;

async fn stand(id: &str) {
    embedded_with(id, &rules(), "data-kiosk=1").await;
    fill(id);
}

#[wasm_bindgen_test]
async fn a_kiosk_recognises_nobody_and_keeps_nothing() {
    keep("demo", "ll1.known");
    storage::keep("demo", true);
    stand("kiosk").await;
    assert_eq!(draft("demo", "kiosk"), None);
    answer(200, "\nsay\nThanks");
    submit("kiosk");
    until("the thanks", || !thanks("kiosk").is_empty()).await;
    assert_eq!((sent("kiosk", 0, "ll_stranger").as_deref(), sent("kiosk", 0, "ll_passport")), (Some("1"), None));
    storage::keep("demo", false);
}

#[wasm_bindgen_test]
async fn a_kiosk_is_empty_again_two_minutes_after_the_last_key() {
    stand("kiosk_left").await;
    assert!(ring(LEFT), "every key sets the alarm anew");
    until("the form for the next", || value("kiosk_left", "email").is_empty()).await;
    assert_eq!((asked("kiosk_left"), ring(LEFT)), (2, false), "nobody has touched it yet");
}

#[wasm_bindgen_test]
async fn a_kiosk_whose_network_is_away_for_a_moment_tries_again_until_it_has_the_form_for_the_next() {
    stand("kiosk_away").await;
    answer(200, "\nsay\nThanks");
    submit("kiosk_away");
    until("the thanks", || !thanks("kiosk_away").is_empty()).await;
    serve("", "", "");
    for number in 2..4 {
        assert!(ring(THANKED), "it tries again");
        until("the failure", || answered("kiosk_away") == number).await;
        assert_eq!(thanks("kiosk_away"), "Thanks");
    }
    serve_as("kiosk_away", &rules(), &words(&rules()), "ll1.next", "data-kiosk=1");
    assert!(ring(THANKED));
    until("the form for the next", || thanks("kiosk_away").is_empty()).await;
    assert_eq!((value("kiosk_away", "email"), forms("kiosk_away")), (String::new(), 1));
}

#[wasm_bindgen_test]
async fn what_a_kiosk_left_in_somebody_s_hands_is_asked_for_again_too() {
    stand("kiosk_begun").await;
    serve("", "", "");
    assert!(ring(LEFT));
    until("the failure", || answered("kiosk_begun") == 2 && !busy("kiosk_begun")).await;
    serve_as("kiosk_begun", &rules(), &words(&rules()), "ll1.next", "data-kiosk=1");
    assert!(ring(THANKED), "it tries again");
    until("the form for the next", || value("kiosk_begun", "email").is_empty()).await;
}

#[wasm_bindgen_test]
async fn a_kiosk_throws_nothing_away_that_waits_for_a_network() {
    stand("kiosk_offline").await;
    connect(false);
    answer(200, "\nsay\nThanks");
    submit("kiosk_offline");
    until("a word about it", || status("kiosk_offline").contains("offline")).await;
    assert!(ring(LEFT) && ring(LEFT), "it looks again later");
    assert_eq!((asked("kiosk_offline"), value("kiosk_offline", "email")), (1, "ada@b.example".into()));
    connect(true);
    until("the thanks", || !thanks("kiosk_offline").is_empty()).await;
    assert_eq!(posted("kiosk_offline"), 1);
}

#[wasm_bindgen_test]
async fn a_kiosk_throws_nothing_away_that_is_on_its_way() {
    stand("kiosk_busy").await;
    hold();
    submit("kiosk_busy");
    posts("kiosk_busy", 1).await;
    assert!(ring(LEFT));
    assert_eq!((asked("kiosk_busy"), busy("kiosk_busy")), (1, true));
    let_go(200, "\nsay\nThanks");
    until("the thanks", || !thanks("kiosk_busy").is_empty()).await;
}
