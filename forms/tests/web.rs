//! Forms, in a browser.

#![cfg(target_family = "wasm")]
#![expect(clippy::panic, reason = "a test may fail")]

use leadline_domain::form::{FieldKind, FieldRule, Rules};
use leadline_forms::start;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/tests/support.js")]
extern "C" {
    fn answer(status: u16, text: &str);
    #[wasm_bindgen(js_name = answer)]
    fn answer_then(status: u16, text: &str, then: u16, last: &str);
    fn hold();
    #[wasm_bindgen(js_name = letGo)]
    fn let_go(status: u16, text: &str);
    fn serve(id: &str, rules: &str, ticket: &str);
    fn place(id: &str);
    #[wasm_bindgen(js_name = placeHosted)]
    fn place_hosted(id: &str, rules: &str);
    fn forms(id: &str) -> u32;
    #[wasm_bindgen(js_name = type)]
    fn enter(id: &str, name: &str, value: &str);
    fn submit(id: &str);
    fn press(id: &str);
    #[wasm_bindgen(js_name = issueOf)]
    fn issue_of(id: &str, name: &str) -> String;
    fn focused() -> String;
    fn status(id: &str) -> String;
    fn busy(id: &str) -> bool;
    fn value(id: &str, name: &str) -> String;
    fn thanks(id: &str) -> String;
    fn left(id: &str) -> u32;
    fn posted(id: &str) -> u32;
    fn sent(id: &str, number: u32, name: &str) -> Option<String>;
    #[wasm_bindgen(js_name = typeOf)]
    fn type_of(id: &str) -> String;
    fn asked(id: &str) -> u32;
    fn announcements(id: &str) -> u32;
    fn styled(name: &str) -> u32;
    fn sheets() -> u32;
    #[wasm_bindgen(js_name = forgetTimeouts)]
    fn forget_timeouts(on: bool);
    #[wasm_bindgen(js_name = refuseLocks)]
    fn refuse_locks(on: bool);
    fn colour(id: &str) -> String;
    fn keep(passport: &str);
    fn kept() -> Option<String>;
    async fn pause();
}

const BASE: &str = "https://edge.example/ll/";

fn rules() -> String {
    let rule = |name: &str, kind, required| FieldRule {
        name: name.into(),
        kind,
        required,
        max_length: 200,
        options: if kind == FieldKind::Select { vec!["1-10".into()] } else { vec![] },
    };
    let email = rule("email", FieldKind::Email, true);
    // A field that is called like a property of its form hides it.
    let clobbering = rule("elements", FieldKind::Text, true);
    Rules(vec![email, clobbering, rule("company_size", FieldKind::Select, false)]).encode()
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

/// A form that the module has fetched from the edge.
async fn embedded(id: &str) {
    serve(id, &rules(), "ll1.first");
    place(id);
    start(BASE, "demo", "https://edge.example/ll/forms.css");
    until("the form", || forms(id) == 1).await;
}

fn fill(id: &str) {
    enter(id, "email", "ada@b.example");
    enter(id, "elements", "1 & 2");
}

async fn posts(id: &str, number: u32) {
    until("a post", || posted(id) == number).await;
}

#[wasm_bindgen_test]
async fn a_place_gets_the_form_the_edge_has_for_it_once_and_with_its_style() {
    embedded("adopt").await;
    start(BASE, "demo", "");
    pause().await;
    assert_eq!((asked("adopt"), forms("adopt")), (1, 1));
    until("the style", || colour("adopt") == "rgb(1, 2, 3)").await;
    assert_eq!(styled("forms"), 1);
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

#[wasm_bindgen_test]
async fn every_wrong_answer_is_marked_the_first_gets_the_focus_and_a_right_one_clears_its_mark() {
    embedded("issues").await;
    enter("issues", "email", "ada@b");
    assert_eq!(issue_of("issues", "email"), "", "nobody is corrected while typing");
    submit("issues");
    assert!(issue_of("issues", "email").contains("e-mail") && !issue_of("issues", "elements").is_empty());
    assert_eq!((issue_of("issues", "company_size"), focused(), posted("issues")), (String::new(), "email".into(), 0));
    assert!(!status("issues").is_empty() && !busy("issues"));
    enter("issues", "email", "ada@b.example");
    assert_eq!(issue_of("issues", "email"), "");
    assert!(!issue_of("issues", "elements").is_empty());
}

#[wasm_bindgen_test]
async fn a_submission_carries_answers_ticket_and_passport_and_is_thanked_for() {
    keep("ll1.before");
    embedded("send").await;
    answer(200, "ll1.after\nThanks!\nTalk soon.");
    fill("send");
    submit("send");
    until("the thanks", || !thanks("send").is_empty()).await;
    assert_eq!((thanks("send"), focused(), left("send")), ("Thanks!\nTalk soon.".into(), "ll-thanks".into(), 0));
    assert_eq!(type_of("send"), "application/x-www-form-urlencoded");
    let expected =
        [("email", "ada@b.example"), ("elements", "1 & 2"), ("company_size", ""), ("ll_ticket", "ll1.first")];
    for (name, value) in expected {
        assert_eq!(sent("send", 0, name).as_deref(), Some(value));
    }
    assert_eq!(sent("send", 0, "ll_passport").as_deref(), Some("ll1.before"));
    assert_eq!(sent("send", 0, "ll_page"), None);
    assert!(sent("send", 0, "ll_submission").is_some_and(|id| id.starts_with("sub_")));
    assert_eq!(kept().as_deref(), Some("ll1.after"));
}

#[wasm_bindgen_test]
async fn a_double_click_is_one_submission() {
    embedded("double").await;
    hold();
    fill("double");
    submit("double");
    press("double");
    posts("double", 1).await;
    assert!(busy("double"));
    press("double");
    pause().await;
    let_go(200, "ll1.x\nThanks");
    until("the thanks", || !thanks("double").is_empty()).await;
    assert_eq!(posted("double"), 1);
}

#[wasm_bindgen_test]
async fn where_locks_are_refused_a_form_submits() {
    refuse_locks(true);
    embedded("barred").await;
    answer(200, "ll1.x\nThanks");
    fill("barred");
    submit("barred");
    until("the thanks", || !thanks("barred").is_empty()).await;
    assert_eq!(posted("barred"), 1);
    refuse_locks(false);
}

#[wasm_bindgen_test]
async fn another_address_is_another_submission() {
    embedded("another").await;
    fill("another");
    answer(503, "unavailable\n");
    for (number, address) in (1..).zip(["ada@b.example", " Ada@b.example ", "eve@b.example", "ada@b.example"]) {
        enter("another", "email", address);
        submit("another");
        until("an end", || posted("another") == number && !busy("another")).await;
    }
    let ids: Vec<_> = (0..4).map(|number| sent("another", number, "ll_submission")).collect();
    assert!(ids.iter().all(Option::is_some) && ids.first() == ids.get(1), "{ids:?}");
    assert!(ids.get(1) != ids.get(2) && ids.get(2) != ids.get(3) && ids.first() != ids.get(3), "{ids:?}");
}

#[wasm_bindgen_test]
async fn the_visitor_hears_whose_fault_it_is() {
    embedded("sentences").await;
    fill("sentences");
    let table = [
        (0, "your connection"),
        (500, "in a minute"),
        (503, "in a minute"),
        (429, "in a minute"),
        (403, "another way"),
        (404, "another way"),
        (422, "another way"),
    ];
    for (number, (refusal, hint)) in (1..).zip(table) {
        answer(refusal, "code\nWhat the site's people should do.");
        submit("sentences");
        until("an end", || posted("sentences") == number && !busy("sentences")).await;
        let said = status("sentences");
        assert!(said.contains(hint) && said.contains("still here"), "{refusal}: {said}");
    }
}

#[wasm_bindgen_test]
async fn what_was_not_sent_is_kept_and_goes_out_again_under_the_same_id_also_when_corrected() {
    embedded("retry").await;
    fill("retry");
    for (number, broken) in (1..).zip([0, 503, 429]) {
        answer(broken, "unavailable\n");
        submit("retry");
        until("an end", || posted("retry") == number && !busy("retry")).await;
        assert!(status("retry").contains("still here"));
        assert_eq!(value("retry", "email"), "ada@b.example");
    }
    answer(200, "ll1.x\n");
    enter("retry", "elements", "3");
    submit("retry");
    until("the thanks", || !thanks("retry").is_empty()).await;
    let ids: Vec<_> = (0..4).map(|number| sent("retry", number, "ll_submission")).collect();
    assert!(ids.iter().all(|id| id.is_some() && Some(id) == ids.first()));
    assert_eq!(sent("retry", 3, "elements").as_deref(), Some("3"));
}

#[wasm_bindgen_test]
async fn what_the_edge_refuses_is_marked_like_what_the_page_refuses() {
    embedded("refuse").await;
    answer(422, "email\tfree-mail\tPlease use your work address.\ncompany_size\tnot-an-option\tPlease choose.");
    fill("refuse");
    submit("refuse");
    until("the mark", || !issue_of("refuse", "email").is_empty()).await;
    assert_eq!(issue_of("refuse", "email"), "Please use your work address.");
    assert_eq!((issue_of("refuse", "company_size"), focused()), ("Please choose.".into(), "email".into()));
    assert!(!busy("refuse"));
}

#[wasm_bindgen_test]
async fn a_refused_ticket_is_renewed_and_sent_once_more_by_itself() {
    embedded("renew").await;
    serve("renew", &rules(), "ll1.second");
    answer_then(409, "ticket-refused\nLoad again.", 200, "ll1.x\nThanks");
    fill("renew");
    submit("renew");
    until("the thanks", || !thanks("renew").is_empty()).await;
    assert_eq!((posted("renew"), asked("renew")), (2, 2));
    assert_eq!(sent("renew", 1, "ll_ticket").as_deref(), Some("ll1.second"));
    assert_eq!(sent("renew", 0, "ll_submission"), sent("renew", 1, "ll_submission"));
}

#[wasm_bindgen_test]
async fn a_ticket_that_stays_refused_is_said_and_nothing_is_lost() {
    embedded("stale").await;
    answer(409, "ticket-refused\nLoad again.");
    fill("stale");
    submit("stale");
    until("an end", || posted("stale") == 2 && !busy("stale")).await;
    assert!(status("stale").contains("still here"));
    serve("", "", "");
    submit("stale");
    until("an end", || posted("stale") == 3 && !busy("stale")).await;
    assert_eq!(value("stale", "elements"), "1 & 2");
}

#[wasm_bindgen_test]
async fn a_form_without_readable_rules_is_judged_by_the_edge() {
    place_hosted("ruleless", "nonsense");
    start(BASE, "demo", "");
    answer(422, "email\tmissing\tPlease fill in this field.");
    submit("ruleless");
    until("the mark", || !issue_of("ruleless", "email").is_empty()).await;
    assert_eq!(posted("ruleless"), 1);
}
