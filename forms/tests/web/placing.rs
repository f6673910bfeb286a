//! Where forms come from, and their styles.

use crate::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn a_place_gets_the_form_the_edge_has_for_it_once_and_with_its_style() {
    embedded("adopt").await;
    start(BASE, "demo", "");
    pause().await;
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
    pause().await;
    assert_eq!((styled("once"), sheets()), (1, before + 1));
    forget_timeouts(false);
}

#[wasm_bindgen_test]
async fn styles_that_did_not_come_are_asked_for_again() {
    let (before, css) = (sheets(), "https://edge.example/ll/broken.css");
    place_hosted("style_broken", &rules());
    start(BASE, "demo", css);
    pause().await;
    place_hosted("style_later", &rules());
    start(BASE, "demo", css);
    assert_eq!((styled("broken"), sheets()), (2, before));
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
    pause().await;
    assert_eq!((asked("nobody"), forms("nobody")), (1, 0));
    serve("nobody", &rules(), "ll1.late");
    start(BASE, "demo", "");
    until("the form", || forms("nobody") == 1).await;
}

#[wasm_bindgen_test]
async fn the_first_change_is_announced_and_no_other() {
    embedded("begin").await;
    assert_eq!(announcements("begin"), 0);
    fill("begin");
    assert_eq!(announcements("begin"), 1);
}
