//! What a visitor types, and its way to the edge.

use crate::*;
use leadline_browser::storage;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn every_wrong_answer_is_marked_and_summed_up_and_a_right_one_clears_its_mark() {
    embedded("issues").await;
    enter("issues", "email", "ada@b");
    assert_eq!(issue_of("issues", "email"), "", "nobody is corrected while typing");
    submit("issues");
    assert!(issue_of("issues", "email").contains("e-mail") && !issue_of("issues", "elements").is_empty());
    assert_eq!(
        (issue_of("issues", "company_size"), focused(), posted("issues")),
        (String::new(), "ll-summary".into(), 0)
    );
    assert!(summary("issues").starts_with("#ll-issues-email email – Please enter an e-mail") && !busy("issues"));
    follow("issues", 1);
    assert_eq!(focused(), "elements");
    enter("issues", "email", "ada@b.example");
    assert_eq!(issue_of("issues", "email"), "");
    assert!(!issue_of("issues", "elements").is_empty());
    assert_eq!(summary("issues"), "#ll-issues-elements elements – Please fill in this field.");
    enter("issues", "elements", "1");
    assert_eq!(summary("issues"), "");
}

#[wasm_bindgen_test]
async fn what_is_still_wrong_is_not_read_aloud_again() {
    embedded("aloud").await;
    submit("aloud");
    assert_eq!((summary("aloud").lines().count(), summary_changes("aloud")), (2, "0 came, 0 went".into()));
    for letter in ["a", "ad", "ada"] {
        enter("aloud", "elements", letter);
    }
    assert_eq!(summary_changes("aloud"), "0 came, 1 went");
    enter("aloud", "company_size", "11+");
    assert_eq!(summary_changes("aloud"), "0 came, 0 went");
    enter("aloud", "elements", "");
    submit("aloud");
    assert_eq!((summary("aloud").lines().count(), summary_changes("aloud")), (2, "1 came, 0 went".into()));
}

#[wasm_bindgen_test]
async fn while_a_form_is_on_its_way_nothing_leads_back() {
    let mut rules = Rules::decode(&rules()).unwrap_or_else(|| Rules(Vec::new()));
    rules.0.iter_mut().skip(1).for_each(|rule| rule.step = 1);
    embedded_with("under_way", &rules.encode(), "data-known").await;
    fill("under_way");
    submit("under_way");
    hold();
    submit("under_way");
    posts("under_way", 1).await;
    back("under_way");
    stranger("under_way");
    assert_eq!((step("under_way"), asked("under_way"), busy("under_way")), ("Part 1".into(), 1, true));
    let_go(200, "\nsay\nThanks");
    until("the thanks", || !thanks("under_way").is_empty()).await;
    assert_eq!(sent("under_way", 0, "ll_stranger"), None);
}

#[wasm_bindgen_test]
async fn a_submission_carries_answers_ticket_and_passport_and_is_thanked_for() {
    keep("demo", "ll1.before");
    storage::keep("demo", true);
    embedded("send").await;
    answer(200, "ll1.after\nsay\nThanks!\nTalk soon.");
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
    for absent in ["ll_page", "ll_again", "ll_consent"] {
        assert_eq!(sent("send", 0, absent), None, "{absent}");
    }
    assert!(sent("send", 0, "ll_submission").is_some_and(|id| id.starts_with("sub_")));
    assert_eq!(kept("demo").as_deref(), Some("ll1.after"));
    storage::keep("demo", false);
}

/// A field hides the property of its form that has its name.
#[wasm_bindgen_test]
async fn a_field_may_be_called_like_what_a_form_can_do() {
    let mut rules = vec![rule("email", FieldKind::Email, true)];
    rules.extend(["matches", "submit", "closest", "append", "remove"].map(|name| rule(name, FieldKind::Text, false)));
    embedded_with("hidden_names", &Rules(rules).encode(), "").await;
    enter("hidden_names", "email", "ada@b.example");
    answer(200, "\nsay\nThanks");
    submit("hidden_names");
    until("the thanks", || !thanks("hidden_names").is_empty()).await;
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
    let_go(200, "ll1.x\nsay\nThanks");
    until("the thanks", || !thanks("double").is_empty()).await;
    assert_eq!(posted("double"), 1);
}

#[wasm_bindgen_test]
async fn where_locks_are_refused_a_form_submits() {
    refuse_locks(true);
    embedded("barred").await;
    answer(200, "ll1.x\nsay\nThanks");
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
async fn without_consent_a_submission_carries_no_passport_says_so_and_leaves_none() {
    keep("undecided", "ll1.before");
    place_hosted("undecided", &rules());
    start(BASE, "undecided", "");
    answer(200, "ll1.after\nsay\nThanks");
    fill("undecided");
    submit("undecided");
    until("the thanks", || !thanks("undecided").is_empty()).await;
    assert_eq!(sent("undecided", 0, "ll_passport"), None);
    assert_eq!(sent("undecided", 0, "ll_consent").as_deref(), Some("none"));
    assert_eq!(kept("undecided").as_deref(), Some("ll1.before"));
}
