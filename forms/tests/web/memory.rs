//! What a browser remembers, what it fills in, and whom it tells about.

use crate::*;
use leadline_browser::storage;
use wasm_bindgen_test::wasm_bindgen_test;

fn with_consent_and_text() -> String {
    let mut rules = vec![rule("email", FieldKind::Email, true), rule("about", FieldKind::Textarea, false)];
    rules.extend([rule("terms", FieldKind::Consent, false), rule("source", FieldKind::Hidden, false)]);
    rules.push(rule("company_size", FieldKind::Select, false));
    rules.push(rule("some", FieldKind::Checkboxes, false));
    Rules(rules).encode()
}

/// Opens the form as if the page had been loaded again.
async fn reloaded(id: &str, rules: &str) {
    remove(id);
    embedded_with(id, rules, "").await;
}

#[wasm_bindgen_test]
async fn a_draft_comes_back_whole_and_goes_when_it_was_sent() {
    storage::keep("demo", true);
    let rules = with_consent_and_text();
    embedded_with("draft", &rules, "").await;
    enter("draft", "about", "a & b\nc");
    choose("draft", "some", 1);
    enter("draft", "company_size", "11+");
    answer(0, "");
    enter("draft", "email", "ada@b.example");
    submit("draft");
    until("the failure", || status("draft").contains("still here")).await;
    reloaded("draft", &rules).await;
    assert_eq!((value("draft", "about"), value("draft", "company_size")), ("a & b\nc".into(), "11+".into()));
    answer(200, "\nsay\nThanks");
    submit("draft");
    until("the thanks", || !thanks("draft").is_empty()).await;
    assert_eq!(sent("draft", 1, "some").as_deref(), Some("11+"));
    assert_eq!(sent("draft", 0, "ll_submission"), sent("draft", 1, "ll_submission"), "a reload is no other submission");
    assert_eq!(draft("demo", "draft"), None);
    storage::keep("demo", false);
}

#[wasm_bindgen_test]
async fn a_draft_opens_where_it_was_left() {
    storage::keep("demo", true);
    let (mut name, email) = (rule("name", FieldKind::Text, true), rule("email", FieldKind::Email, true));
    name.step = 1;
    let rules = Rules(vec![email, name]).encode();
    embedded_with("left", &rules, "").await;
    enter("left", "email", "ada@b.example");
    submit("left");
    reloaded("left", &rules).await;
    assert_eq!((step("left"), value("left", "email")), ("Part 1".into(), "ada@b.example".into()));
    storage::keep("demo", false);
    assert_eq!(draft("demo", "left"), None);
}

#[wasm_bindgen_test]
async fn without_consent_nothing_is_kept() {
    embedded("unkept").await;
    fill("unkept");
    assert_eq!(draft("demo", "unkept"), None);
}

#[wasm_bindgen_test]
async fn other_forms_are_filled_in_but_for_consent_and_what_is_long_or_not_seen() {
    storage::keep("demo", true);
    let rules = with_consent_and_text();
    embedded_with("own", &rules, "").await;
    for (name, text) in [("email", "ada@b.example"), ("about", "long"), ("source", "fair"), ("company_size", "11+")] {
        enter("own", name, text);
    }
    tick("own", "terms");
    answer(200, "\nsay\nThanks");
    submit("own");
    until("the thanks", || !thanks("own").is_empty()).await;
    embedded_with("other", &rules, "").await;
    submit("other");
    posts("other", 1).await;
    for (name, expected) in [("email", "ada@b.example"), ("about", ""), ("source", ""), ("company_size", "11+")] {
        assert_eq!(sent("other", 0, name).as_deref(), Some(expected), "{name}");
    }
    assert_eq!(sent("other", 0, "terms"), None);
    storage::keep("demo", false);
}

#[wasm_bindgen_test]
async fn the_page_s_address_answers_but_agrees_to_nothing() {
    address("?email=eve%40b.example&source=fair&terms=yes&company_size=none&some=1-10&some=11%2B");
    embedded_with("told", &with_consent_and_text(), "").await;
    address("");
    answer(200, "\nsay\nThanks");
    submit("told");
    until("the thanks", || !thanks("told").is_empty()).await;
    for (name, expected) in [("email", "eve@b.example"), ("source", "fair"), ("company_size", ""), ("some", "1-10")] {
        assert_eq!(sent("told", 0, name).as_deref(), Some(expected), "{name}");
    }
    assert_eq!(sent("told", 0, "terms"), None);
}

#[wasm_bindgen_test]
async fn who_is_somebody_else_is_asked_as_a_stranger_and_answers_as_one() {
    keep("demo", "ll1.known");
    storage::keep("demo", true);
    embedded_with("known", &rules(), "data-known").await;
    assert_eq!(asking("known", 0, "ll_passport").as_deref(), Some("ll1.known"));
    enter("known", "elements", "mine");
    serve("known", &rules(), "ll1.stranger");
    stranger("known");
    until("another form", || value("known", "elements").is_empty()).await;
    assert_eq!((asking("known", 1, "ll_stranger").as_deref(), asking("known", 1, "ll_passport")), (Some("1"), None));
    assert_eq!(draft("demo", "known"), None);
    fill("known");
    answer(200, "ll1.new\nsay\nThanks");
    submit("known");
    until("the thanks", || !thanks("known").is_empty()).await;
    assert_eq!((sent("known", 0, "ll_stranger").as_deref(), sent("known", 0, "ll_passport")), (Some("1"), None));
    storage::keep("demo", false);
}

#[wasm_bindgen_test]
async fn offline_the_visitor_knows_and_it_goes_out_by_itself_once() {
    embedded("offline").await;
    fill("offline");
    connect(false);
    answer(200, "\nsay\nThanks");
    submit("offline");
    submit("offline");
    until("a word about it", || status("offline").contains("offline")).await;
    assert_eq!(posted("offline"), 0);
    connect(true);
    until("the thanks", || !thanks("offline").is_empty()).await;
    connect(true);
    // One form after another goes out.
    embedded("offline_later").await;
    fill("offline_later");
    submit("offline_later");
    until("the later thanks", || !thanks("offline_later").is_empty()).await;
    assert_eq!(posted("offline"), 1);
}

#[wasm_bindgen_test]
async fn a_form_that_was_for_somebody_else_asks_for_more_and_loses_nothing() {
    embedded("changed").await;
    fill("changed");
    let mut rules = Rules::decode(&rules()).unwrap_or_else(|| Rules(Vec::new()));
    rules.0.push(rule("more", FieldKind::Text, true));
    serve("changed", &rules.encode(), "ll1.second");
    answer_then(409, "form-changed\n", 200, "\nsay\nThanks");
    submit("changed");
    until("the question", || status("changed").contains("too")).await;
    assert_eq!((value("changed", "elements"), focused()), ("1 & 2".into(), "more".into()));
    assert_eq!(asking("changed", 1, "ll_stranger").as_deref(), Some("1"));
    enter("changed", "more", "of it");
    submit("changed");
    until("the thanks", || !thanks("changed").is_empty()).await;
    assert_eq!(sent("changed", 0, "ll_submission"), sent("changed", 1, "ll_submission"));
}

#[wasm_bindgen_test]
async fn a_page_made_for_anybody_gets_the_form_of_whom_it_is_shown_unless_they_have_begun() {
    keep("demo", "ll1.known");
    storage::keep("demo", true);
    for (id, begins) in [("hosted_known", false), ("hosted_begun", true)] {
        serve_as(id, &rules(), &words(&rules()), "ll1.personal", "data-known");
        place_hosted(id, &rules());
        start(BASE, "demo", "");
        if begins {
            enter(id, "elements", "mine");
        }
        until("the form of whom it is shown", || answered(id) == 1).await;
        fill(id);
        answer(503, "");
        submit(id);
        until("an end", || posted(id) == 1 && !busy(id)).await;
        let ticket = if begins { "ll1.hosted" } else { "ll1.personal" };
        assert_eq!(sent(id, 0, "ll_ticket").as_deref(), Some(ticket));
    }
    storage::keep("demo", false);
}

#[wasm_bindgen_test]
async fn what_was_begun_is_told_only_where_the_form_says_so_and_an_address_is_there() {
    for (id, attributes) in [("partial", "data-partial=1"), ("whole", "")] {
        embedded_with(id, &rules(), attributes).await;
        enter(id, "elements", "1");
        leave();
        assert_eq!(beaconed(id), "");
        enter(id, "email", "ada@b.example");
        leave();
    }
    assert!(beaconed("partial").contains("email=ada%40b.example") && !beaconed("partial").contains("ll_submission"));
    assert_eq!(beaconed("whole"), "");
}

#[wasm_bindgen_test]
async fn whoever_is_in_the_form_already_keeps_it() {
    keep("demo", "ll1.known");
    storage::keep("demo", true);
    serve_as("hosted_focus", &rules(), &words(&rules()), "ll1.personal", "data-known");
    place_hosted("hosted_focus", &rules());
    focus("hosted_focus", "email");
    start(BASE, "demo", "");
    until("the form of whom it is shown", || answered("hosted_focus") == 1).await;
    assert_eq!((focused(), forms("hosted_focus")), ("email".into(), 1));
    focus("hosted_focus", "elements");
    assert_eq!(focused(), "elements");
    storage::keep("demo", false);
}

#[wasm_bindgen_test]
async fn who_said_to_be_somebody_else_before_the_script_came_stays_so() {
    storage::keep("demo", true);
    keep("demo", "ll1.known");
    embedded("stranger_before").await;
    fill("stranger_before");
    answer(200, "ll1.known\nsay\nThanks");
    submit("stranger_before");
    until("the thanks", || !thanks("stranger_before").is_empty()).await;
    serve_as("strange", &rules(), &words(&rules()), "ll1.personal", "data-known");
    place_hosted("strange", &rules());
    bring("strange", "ll_stranger", "1");
    start(BASE, "demo", "");
    until("the answer", || answered("strange") == 1).await;
    assert_eq!(
        (asking("strange", 0, "ll_stranger").as_deref(), asking("strange", 0, "ll_passport")),
        (Some("1"), None)
    );
    assert_eq!(value("strange", "email"), "", "nothing of whom this browser knows is filled in");
    storage::keep("demo", false);
}

#[wasm_bindgen_test]
async fn who_says_twice_to_be_somebody_else_is_asked_once() {
    embedded_with("twice_asked", &rules(), "data-known").await;
    hold_forms();
    stranger("twice_asked");
    stranger("twice_asked");
    let_forms_go();
    until("another form", || answered("twice_asked") == asked("twice_asked")).await;
    assert_eq!((asked("twice_asked"), forms("twice_asked")), (2, 1));
}

#[wasm_bindgen_test]
async fn where_storage_is_forbidden_not_you_makes_a_stranger_all_the_same() {
    embedded_with("forbidden", &rules(), "data-known").await;
    refuse_storage(true);
    enter("forbidden", "elements", "mine");
    serve("forbidden", &rules(), "ll1.stranger");
    stranger("forbidden");
    until("another form", || value("forbidden", "elements").is_empty()).await;
    refuse_storage(false);
    assert_eq!(asking("forbidden", 1, "ll_stranger").as_deref(), Some("1"));
}

#[wasm_bindgen_test]
async fn one_person_s_answers_are_never_put_beside_another_s_address() {
    storage::keep("demo", true);
    answer(200, "\nsay\nThanks");
    for (id, address, size) in [("of_ada", "ada@b.example", "11+"), ("of_eve", "eve@b.example", "")] {
        let rules = if size.is_empty() { Rules(vec![rule("email", FieldKind::Email, true)]).encode() } else { rules() };
        embedded_with(id, &rules, "").await;
        enter(id, "email", address);
        if !size.is_empty() {
            enter(id, "elements", "1");
            enter(id, "company_size", size);
        }
        submit(id);
        until("the thanks", || !thanks(id).is_empty()).await;
    }
    embedded("after_eve").await;
    assert_eq!(
        (value("after_eve", "email"), value("after_eve", "company_size")),
        ("eve@b.example".into(), String::new())
    );
    storage::keep("demo", false);
}

#[wasm_bindgen_test]
async fn whose_address_the_page_brings_gets_nobody_else_s_answers() {
    storage::keep("demo", true);
    answer(200, "\nsay\nThanks");
    embedded("by_ada").await;
    fill("by_ada");
    submit("by_ada");
    until("the thanks", || !thanks("by_ada").is_empty()).await;
    let pages = [("for_ada", "?email=ADA%40b.example", true), ("for_eve", "?email=eve%40b.example", false)];
    for (id, query, is_answered) in pages {
        address(query);
        embedded(id).await;
        address("");
        assert_eq!(!value(id, "elements").is_empty(), is_answered, "{query}");
    }
    storage::keep("demo", false);
}

#[wasm_bindgen_test]
async fn what_was_chosen_before_the_script_came_stays() {
    storage::keep("demo", true);
    let kinds = [
        ("email", FieldKind::Email),
        ("one", FieldKind::Radio),
        ("some", FieldKind::Checkboxes),
        ("size", FieldKind::Select),
    ];
    let rules = Rules(kinds.map(|(name, kind)| rule(name, kind, false)).into()).encode();
    embedded_with("early", &rules, "").await;
    choose("early", "one", 0);
    choose("early", "some", 0);
    enter("early", "size", "1-10");
    enter("early", "email", "ada@b.example");
    remove("early");
    place_hosted("early", &rules);
    choose("early", "one", 1);
    choose("early", "some", 1);
    enter("early", "size", "11+");
    start(BASE, "demo", "");
    assert_eq!(value("early", "email"), "ada@b.example", "the rest comes from the draft");
    let chosen = ["one", "some"].map(|name| [0, 1].map(|at| is_chosen("early", name, at)));
    assert_eq!((chosen, value("early", "size")), ([[false, true]; 2], "11+".into()));
    answer(200, "\nsay\nThanks");
    submit("early");
    until("the thanks", || !thanks("early").is_empty()).await;
    assert_eq!(sent("early", 0, "ll_again").as_deref(), Some("1"), "who has little to type is fast");
    storage::keep("demo", false);
}

#[wasm_bindgen_test]
async fn a_draft_is_good_for_a_week_and_its_submission_too() {
    storage::keep("demo", true);
    for (id, days, is_kept) in [("old_draft", 8, false), ("fresh_draft", 6, true)] {
        embedded(id).await;
        fill(id);
        answer(0, "");
        submit(id);
        until("the failure", || status(id).contains("still here")).await;
        age("demo", id, days);
        reloaded(id, &rules()).await;
        assert_eq!(asking(id, 1, "ll_again").as_deref(), Some("1"), "whoever has answers is fast");
        assert_eq!((!value(id, "elements").is_empty(), draft("demo", id).is_some()), (is_kept, is_kept));
        fill(id);
        answer(200, "\nsay\nThanks");
        submit(id);
        until("the thanks", || !thanks(id).is_empty()).await;
        assert_eq!(sent(id, 0, "ll_submission") == sent(id, 1, "ll_submission"), is_kept);
    }
    storage::keep("demo", false);
}
