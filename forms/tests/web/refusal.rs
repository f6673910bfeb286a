//! What the edge does not take.

use crate::*;
use wasm_bindgen_test::wasm_bindgen_test;

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
    assert_eq!((issue_of("refuse", "company_size"), focused()), ("Please choose.".into(), "ll-summary".into()));
    assert!(!busy("refuse"));
}

#[wasm_bindgen_test]
async fn a_refused_ticket_is_renewed_and_sent_once_more_by_itself() {
    embedded("renew").await;
    serve("renew", &rules(), "ll1.second");
    answer_then(409, "ticket-refused\nLoad again.", 200, "ll1.x\nsay\nThanks");
    fill("renew");
    submit("renew");
    until("the thanks", || !thanks("renew").is_empty()).await;
    assert_eq!((posted("renew"), asked("renew")), (2, 2));
    assert_eq!(sent("renew", 1, "ll_ticket").as_deref(), Some("ll1.second"));
    assert_eq!(sent("renew", 0, "ll_submission"), sent("renew", 1, "ll_submission"));
}

#[wasm_bindgen_test]
async fn a_ticket_that_could_not_be_renewed_is_renewed_when_it_is_sent_again() {
    embedded("renewed_later").await;
    fill("renewed_later");
    serve("", "", "");
    answer(409, "ticket-refused\nLoad again.");
    submit("renewed_later");
    until("the failure", || asked("renewed_later") == 2 && !busy("renewed_later")).await;
    assert!(status("renewed_later").contains("in a minute"), "{}", status("renewed_later"));
    serve("renewed_later", &rules(), "ll1.second");
    answer_then(409, "ticket-refused\nLoad again.", 200, "\nsay\nThanks");
    submit("renewed_later");
    until("the thanks", || !thanks("renewed_later").is_empty()).await;
}

#[wasm_bindgen_test]
async fn what_was_agreed_to_goes_along_with_a_renewed_ticket_unless_its_words_are_others() {
    let rules = Rules(vec![rule("email", FieldKind::Email, true), rule("terms", FieldKind::Consent, true)]).encode();
    for id in ["same_words", "other_words"] {
        embedded_with(id, &rules, "").await;
        enter(id, "email", "ada@b.example");
        tick(id, "terms");
        let attributes = if id == "other_words" { "data-reworded=1" } else { "" };
        serve_as(id, &rules, &words(&rules), "ll1.second", attributes);
        answer_then(409, "ticket-refused\nLoad again.", 200, "\nsay\nThanks");
        submit(id);
        if id == "other_words" {
            until("the question", || !issue_of(id, "terms").is_empty()).await;
            assert_eq!((posted(id), value(id, "email")), (1, "ada@b.example".into()), "nobody agreed to these");
            tick(id, "terms");
            submit(id);
        }
        until("the thanks", || !thanks(id).is_empty()).await;
        assert_eq!((posted(id), sent(id, 1, "terms").as_deref()), (2, Some("yes")));
    }
}

#[wasm_bindgen_test]
async fn a_ticket_is_renewed_as_often_as_it_grows_old() {
    embedded("renew_often").await;
    let stale = "ticket-refused\nLoad again.";
    answer_in_turn(409, stale, 503, "unavailable\n", 409, stale, 200, "\nsay\nThanks");
    fill("renew_often");
    submit("renew_often");
    until("an end", || posted("renew_often") == 2 && !busy("renew_often")).await;
    submit("renew_often");
    until("the thanks", || !thanks("renew_often").is_empty()).await;
    assert_eq!((posted("renew_often"), asked("renew_often")), (4, 3));
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
    place_hosted("ruleless", &rules());
    unrule("ruleless");
    start(BASE, "demo", "");
    answer(422, "email\tmissing\tPlease fill in this field.");
    submit("ruleless");
    until("the mark", || !issue_of("ruleless", "email").is_empty()).await;
    assert_eq!(posted("ruleless"), 1);
}
