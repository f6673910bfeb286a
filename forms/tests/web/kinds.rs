//! What is given with other controls than one line of text.

use crate::*;
use wasm_bindgen_test::wasm_bindgen_test;

fn of_all_kinds() -> String {
    let mut rules = vec![rule("email", FieldKind::Email, true)];
    for (name, kind) in [
        ("one", FieldKind::Radio),
        ("some", FieldKind::Checkboxes),
        ("terms", FieldKind::Consent),
        ("count", FieldKind::Number),
        ("day", FieldKind::Date),
        ("about", FieldKind::Textarea),
    ] {
        rules.push(rule(name, kind, true));
    }
    Rules(rules).encode()
}

const NAMES: [&str; 7] = ["email", "one", "some", "terms", "count", "day", "about"];

#[wasm_bindgen_test]
async fn every_kind_is_marked_and_cleared_and_sent_as_it_was_answered() {
    embedded_with("kinds", &of_all_kinds(), "").await;
    submit("kinds");
    assert!(NAMES.iter().all(|name| !issue_of("kinds", name).is_empty()));
    assert_eq!(summary("kinds").lines().count(), NAMES.len());
    follow("kinds", 1);
    assert_eq!(focused(), "one");
    for (name, text) in [("email", "ada@b.example"), ("count", "3"), ("day", "2026-05-04"), ("about", "a\nb")] {
        enter("kinds", name, text);
    }
    choose("kinds", "one", 1);
    choose("kinds", "some", 0);
    choose("kinds", "some", 1);
    tick("kinds", "terms");
    assert!(NAMES.iter().all(|name| issue_of("kinds", name).is_empty()), "{}", summary("kinds"));
    answer(200, "\nsay\nThanks");
    submit("kinds");
    until("the thanks", || !thanks("kinds").is_empty()).await;
    for (name, value) in [("one", "11+"), ("some", "1-10"), ("terms", "yes"), ("count", "3"), ("about", "a\nb")] {
        assert_eq!(sent("kinds", 0, name).as_deref(), Some(value), "{name}");
    }
}

#[wasm_bindgen_test]
async fn what_the_browser_can_t_make_out_is_wrong_and_not_empty() {
    let optional =
        [("email", FieldKind::Email, true), ("count", FieldKind::Number, false), ("day", FieldKind::Date, false)];
    embedded_with("garbled", &Rules(optional.map(|(name, kind, needed)| rule(name, kind, needed)).into()).encode(), "")
        .await;
    enter("garbled", "email", "ada@b.example");
    garble("garbled", "count");
    garble("garbled", "day");
    submit("garbled");
    assert!(issue_of("garbled", "count").contains("number") && issue_of("garbled", "day").contains("calendar"));
    assert_eq!(posted("garbled"), 0);
}

#[wasm_bindgen_test]
async fn what_nobody_sees_is_left_to_the_edge() {
    let mut hidden = rule("code", FieldKind::Hidden, false);
    hidden.low = "5".into();
    embedded_with("unseen", &Rules(vec![rule("email", FieldKind::Email, true), hidden]).encode(), "").await;
    enter("unseen", "code", "x");
    enter("unseen", "email", "ada@b.example");
    answer(200, "\nsay\nThanks");
    submit("unseen");
    until("the thanks", || !thanks("unseen").is_empty()).await;
}

#[wasm_bindgen_test]
async fn an_address_that_may_be_misspelt_is_confirmed_by_sending_it_again() {
    embedded("misspelt").await;
    fill("misspelt");
    enter("misspelt", "email", " ada@gmial.com");
    answer_then(422, "email\tmisspelt\tDid you mean ada@gmail.com?", 200, "\nsay\nThanks");
    submit("misspelt");
    until("the question", || !issue_of("misspelt", "email").is_empty()).await;
    assert_eq!(sent("misspelt", 0, "ll_sure"), None);
    submit("misspelt");
    until("the thanks", || !thanks("misspelt").is_empty()).await;
    assert_eq!(sent("misspelt", 1, "ll_sure").as_deref(), Some("ada@gmial.com"));
}

#[wasm_bindgen_test]
async fn after_a_submission_comes_what_the_edge_says() {
    embedded("file").await;
    fill("file");
    answer(200, "\nfile\nhttps://edge.example/ll/g/guide\nHere it is.");
    submit("file");
    until("the thanks", || !thanks("file").is_empty()).await;
    assert_eq!((thanks("file"), link("file")), ("Here it is.".into(), "https://edge.example/ll/g/guide".into()));
    assert_eq!(focused(), "ll-button");

    embedded("wordless").await;
    fill("wordless");
    answer(200, "\nsay\n");
    submit("wordless");
    until("the thanks", || !thanks("wordless").is_empty()).await;
    assert_eq!(thanks("wordless"), "Thank you.");

    embedded("before").await;
    fill("before");
    answer(200, "\nform\nnext_form\nOne more thing.");
    serve("next_form", &rules(), "ll1.next");
    submit("before");
    until("the next form", || forms("next_form") == 1).await;
    assert_eq!((forms("before"), status("next_form")), (0, "One more thing.".into()));
    submit("next_form");
    assert!(!issue_of("next_form", "email").is_empty());
}
