//! Where forms come from, and their styles.

use crate::*;
use std::cell::Cell;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn a_place_gets_the_form_the_edge_has_for_it_once_and_with_its_style() {
    embedded("adopt").await;
    start(BASE, "demo", "");
    assert_eq!((asked("adopt"), forms("adopt"), styled("forms")), (1, 1, 1));
}

#[wasm_bindgen_test]
async fn styles_come_once_a_page_however_often_it_looks_for_forms() {
    let (before, css) = (sheets(), "https://edge.example/ll/once.css");
    forget_timeouts(true);
    for id in ["style_first", "style_second"] {
        place_hosted(id, &rules());
        start(BASE, "demo", css);
        until("the sheet", || sheets() > before).await;
    }
    assert_eq!((styled("once"), sheets()), (1, before + 1));
    forget_timeouts(false);
}

#[wasm_bindgen_test]
async fn styles_that_did_not_come_are_asked_for_again() {
    let (before, css) = (sheets(), "https://edge.example/ll/broken.css");
    let places = Cell::new(0);
    until("another request", || {
        places.set(places.get() + 1);
        place_hosted(&format!("style_{}", places.get()), &rules());
        start(BASE, "demo", css);
        styled("broken") == 2
    })
    .await;
    assert_eq!(sheets(), before);
}

#[wasm_bindgen_test]
async fn a_form_that_is_there_already_is_adopted_in_place() {
    place_hosted("hosted", &rules());
    start(BASE, "demo", "");
    submit("hosted");
    assert!(!issue_of("hosted", "email").is_empty());
    assert_eq!((asked("hosted"), posted("hosted")), (0, 0));
}

#[wasm_bindgen_test]
async fn an_edge_that_can_t_be_reached_leaves_the_place_empty_for_the_next_look() {
    serve("", "", "");
    place("nobody");
    start(BASE, "demo", "");
    until("a word to the page", || events("nobody") == "error 0").await;
    assert_eq!((asked("nobody"), forms("nobody")), (1, 0));
    serve("nobody", &rules(), "ll1.late");
    start(BASE, "demo", "");
    until("the form", || forms("nobody") == 1).await;
    assert_eq!(events("nobody"), "error 0, ready 0");
}

#[wasm_bindgen_test]
async fn a_place_without_a_form_gets_it_when_there_is_a_network() {
    serve("", "", "");
    place("unconnected");
    start(BASE, "demo", "");
    until("a word to the page", || events("unconnected") == "error 0").await;
    serve("unconnected", &rules(), "ll1.late");
    connect(true);
    until("the form", || forms("unconnected") == 1).await;
    connect(true);
    assert_eq!((asked("unconnected"), forms("unconnected")), (2, 1));
}

#[wasm_bindgen_test]
async fn whoever_asks_for_a_form_that_is_there_hears_so() {
    embedded("asked_again").await;
    ask_again("asked_again");
    assert_eq!(events("asked_again"), "ready 0, ready 0");
}

#[wasm_bindgen_test]
async fn each_place_says_which_it_is_so_that_one_form_in_two_has_other_ids() {
    embedded("numbered").await;
    embedded("numbered_next").await;
    let number = |id: &str| asking(id, 0, "ll_place").and_then(|number| number.parse::<u32>().ok()).unwrap_or_default();
    assert_eq!(number("numbered_next"), number("numbered") + 1);
}

#[wasm_bindgen_test]
async fn a_widget_comes_once_a_form_from_one_script_and_its_token_survives_a_renewed_ticket() {
    for id in ["verified", "verified_too"] {
        embedded_with(id, &rules(), "data-verified").await;
        fill(id);
    }
    until("the script", || turnstiles() > 0).await;
    serve_as("verified", &rules(), &words(&rules()), "ll1.second", "data-verified");
    answer_then(409, "ticket-refused\nLoad again.", 200, "\nsay\nThanks");
    submit("verified");
    until("the thanks", || !thanks("verified").is_empty()).await;
    submit("verified_too");
    until("the other thanks", || !thanks("verified_too").is_empty()).await;
    let token = |id: &str, number: u32| sent(id, number, "cf-turnstile-response").unwrap_or_default();
    assert!(token("verified", 0).starts_with("key "), "{}", token("verified", 0));
    assert_eq!(
        (token("verified", 0), sent("verified", 1, "ll_ticket").as_deref()),
        (token("verified", 1), Some("ll1.second"))
    );
    assert!(token("verified_too", 0).starts_with("key ") && token("verified_too", 0) != token("verified", 0));
    assert_eq!(turnstiles(), 1);
}

#[wasm_bindgen_test]
async fn the_first_change_is_announced_and_no_other() {
    embedded("begin").await;
    assert_eq!(announcements("begin"), 0);
    fill("begin");
    assert_eq!(announcements("begin"), 1);
}
