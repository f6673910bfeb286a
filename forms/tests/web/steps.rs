//! Fields that are asked under conditions, and one step after another.

use crate::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// A number decides whether a text is asked.
fn conditional(name: &str) -> FieldRule {
    let mut rule = rule(name, FieldKind::Text, true);
    rule.when = "<count\t10\t".into();
    rule
}

fn in_steps(steps: &[u8], mut rules: Vec<FieldRule>) -> String {
    for (rule, step) in rules.iter_mut().zip(steps) {
        rule.step = *step;
    }
    Rules(rules).encode()
}

fn three_steps() -> String {
    let count = rule("count", FieldKind::Number, false);
    let rules = vec![count, conditional("detail"), rule("email", FieldKind::Email, true)];
    in_steps(&[0, 1, 2], rules)
}

#[wasm_bindgen_test]
async fn what_is_not_asked_is_neither_seen_nor_required_nor_sent() {
    let count = rule("count", FieldKind::Number, false);
    let rules = vec![count, conditional("detail"), rule("email", FieldKind::Email, true)];
    embedded_with("condition", &Rules(rules).encode(), "").await;
    assert!(!shows("condition", "detail"));
    enter("condition", "count", "12");
    assert!(shows("condition", "detail"));
    enter("condition", "detail", "much");
    enter("condition", "count", "2");
    enter("condition", "email", "ada@b.example");
    assert!(!shows("condition", "detail"));
    answer(200, "\nsay\nThanks");
    submit("condition");
    until("the thanks", || !thanks("condition").is_empty()).await;
    assert_eq!((sent("condition", 0, "count").as_deref(), sent("condition", 0, "detail")), (Some("2"), None));
}

#[wasm_bindgen_test]
async fn one_step_at_a_time_and_each_is_judged_before_the_next() {
    embedded_with("steps", &three_steps(), "").await;
    assert_eq!(
        (step("steps"), progress("steps"), button("steps")),
        ("Part 0".into(), "Step 1 of 2".into(), "Next".into())
    );
    enter("steps", "count", "11");
    assert_eq!(progress("steps"), "Step 1 of 3");
    submit("steps");
    assert_eq!((step("steps"), focused(), progress("steps")), ("Part 1".into(), "legend".into(), "Step 2 of 3".into()));
    submit("steps");
    assert!(!issue_of("steps", "detail").is_empty());
    assert_eq!((step("steps"), focused()), ("Part 1".into(), "ll-summary".into()));
    enter("steps", "detail", "much");
    submit("steps");
    assert_eq!((step("steps"), button("steps")), ("Part 2".into(), "Send".into()));
    back("steps");
    assert_eq!((step("steps"), value("steps", "detail"), focused()), ("Part 1".into(), "much".into(), "legend".into()));
    submit("steps");
    enter("steps", "email", "ada@b.example");
    answer(200, "\nsay\nThanks");
    submit("steps");
    until("the thanks", || !thanks("steps").is_empty()).await;
    assert_eq!((posted("steps"), sent("steps", 0, "detail").as_deref()), (1, Some("much")));
    assert_eq!(events("steps"), "ready 0, start 0, step 1, error 1, step 2, step 1, step 2, submit 2, done 2");
}

#[wasm_bindgen_test]
async fn a_step_without_anything_to_answer_is_passed_over_both_ways() {
    embedded_with("skip", &three_steps(), "").await;
    submit("skip");
    assert_eq!(
        (step("skip"), progress("skip"), button("skip")),
        ("Part 2".into(), "Step 2 of 2".into(), "Send".into())
    );
    back("skip");
    assert_eq!(step("skip"), "Part 0");
}

#[wasm_bindgen_test]
async fn what_the_edge_refuses_is_shown_in_its_step() {
    embedded_with("refused_step", &three_steps(), "").await;
    enter("refused_step", "count", "3");
    submit("refused_step");
    enter("refused_step", "email", "ada@b.example");
    answer(422, "email\tprivate-mail\tYour work address, please.\ncount\ttoo-small\tMore, please.");
    submit("refused_step");
    until("the mark", || !issue_of("refused_step", "count").is_empty()).await;
    assert_eq!((step("refused_step"), focused()), ("Part 0".into(), "ll-summary".into()));
    assert_eq!(summary("refused_step"), "#ll-refused_step-count count – More, please.");
    assert_eq!(events("refused_step"), "ready 0, start 0, step 2, submit 2, step 0, error 0");
}

#[wasm_bindgen_test]
async fn what_is_asked_on_top_is_led_to_in_whatever_step_it_is() {
    let both = |first: &[&str]| {
        let mut rules: Vec<FieldRule> = first.iter().map(|name| rule(name, FieldKind::Text, true)).collect();
        rules.push(rule("email", FieldKind::Email, true));
        let steps: Vec<u8> = (0..rules.len()).map(|at| u8::from(at == first.len())).collect();
        in_steps(&steps, rules)
    };
    embedded_with("on_top", &both(&["name"]), "").await;
    enter("on_top", "name", "Ada");
    submit("on_top");
    enter("on_top", "email", "ada@b.example");
    serve("on_top", &both(&["name", "more"]), "ll1.second");
    answer_then(409, "form-changed\n", 200, "\nsay\nThanks");
    submit("on_top");
    until("the question", || status("on_top").contains("too")).await;
    assert_eq!(
        (step("on_top"), focused(), value("on_top", "email")),
        ("Part 0".into(), "more".into(), "ada@b.example".into())
    );
    assert!(events("on_top").ends_with("step 0"), "{}", events("on_top"));
}

#[wasm_bindgen_test]
async fn a_draft_keeps_what_is_not_asked_just_now() {
    leadline_browser::storage::keep("demo", true);
    let rules = Rules(vec![
        rule("count", FieldKind::Number, false),
        conditional("detail"),
        rule("email", FieldKind::Email, true),
    ]);
    embedded_with("hidden_draft", &rules.encode(), "").await;
    enter("hidden_draft", "count", "12");
    enter("hidden_draft", "detail", "much");
    enter("hidden_draft", "count", "2");
    remove("hidden_draft");
    embedded_with("hidden_draft", &rules.encode(), "").await;
    assert!(!shows("hidden_draft", "detail"));
    enter("hidden_draft", "count", "12");
    assert_eq!((shows("hidden_draft", "detail"), value("hidden_draft", "detail")), (true, "much".into()));
    leadline_browser::storage::keep("demo", false);
}
