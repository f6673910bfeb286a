//! What is kept and sent before, with and against the visitor's consent.

use crate::*;
use leadline_domain::wire::Consent;
use wasm_bindgen_test::wasm_bindgen_test;

fn decision(site: &str) -> Option<String> {
    stored(&["ll.", site, ".c"].concat())
}

/// A page that was answered with a passport, and keeps it.
async fn known(site: &str, attributes: &[(&str, &str)]) -> Page {
    answer_with(200, "ll1.a\naccepted");
    let page = Page::told(site, attributes);
    owned(site).await;
    page.say("track", "known");
    nth_post(site, 0).await;
    all_sent(site).await;
    assert_eq!(stored(&["ll.", site, ".p"].concat()).as_deref(), Some("ll1.a"));
    page
}

#[wasm_bindgen_test]
async fn where_consent_is_required_everything_waits_in_memory_and_goes_out_with_identity_once_granted() {
    let page = Page::told("asked", &[("consent", "required")]);
    page.say("track", "a");
    meanwhile("asked-witness").await;
    assert_eq!((posted("asked"), kept("ll.asked.")), (0, 0));
    page.say("consent", "granted");
    let batch = nth_post("asked", 0).await;
    assert_eq!((names(&batch), batch.consent, batch.passport.as_deref()), (vec!["a"], Consent::Given, None));
    all_sent("asked").await;
    page.say("track", "b");
    assert_eq!(nth_post("asked", 1).await.passport.as_deref(), Some("ll1.x"));
    assert_eq!(decision("asked").as_deref(), Some("granted"));
}

#[wasm_bindgen_test]
async fn what_waits_for_an_answer_goes_out_without_identity_when_denied() {
    answer_with(200, "ll1.a\naccepted");
    let page = Page::told("declined", &[("consent", "required")]);
    page.say("track", "a");
    page.say("consent", "denied");
    let batch = nth_post("declined", 0).await;
    assert_eq!((names(&batch), batch.consent), (vec!["a"], Consent::Withdrawn));
    page.say("track", "b");
    assert_eq!(nth_post("declined", 1).await.passport, None);
    assert_eq!((kept("ll.declined."), decision("declined").as_deref()), (1, Some("denied")));
}

#[wasm_bindgen_test]
async fn what_waits_for_an_answer_is_only_counted_when_the_page_is_left() {
    let page = Page::told("silent", &[("consent", "required")]);
    page.say("track", "a");
    leave();
    let batch = nth_beacon("silent", 0);
    assert_eq!((names(&batch), batch.consent, batch.passport.as_deref()), (vec!["a"], Consent::None, None));
    assert_eq!((kept("ll.silent."), beaconed("silent")), (0, 1));
}

#[wasm_bindgen_test]
async fn what_was_granted_is_remembered_and_a_denial_takes_it_back() {
    known("granter", &[("consent", "opt-out")]).await.say("consent", "granted");
    left("granter").await;
    let page = Page::told("granter", &[("consent", "required")]);
    page.say("track", "next");
    let batch = nth_post("granter", 1).await;
    assert_eq!((names(&batch), batch.passport.as_deref()), (vec!["next"], Some("ll1.a")));
    page.say("consent", "denied");
    assert_eq!((kept("ll.granter."), decision("granter").as_deref()), (1, Some("denied")));
    assert_eq!(nth_post("granter", 2).await.consent, Consent::Withdrawn);
}

#[wasm_bindgen_test]
async fn a_denial_clears_what_is_kept_at_once_is_told_and_is_remembered() {
    let page = known("denied", &[]).await;
    page.say("consent", "denied");
    assert_eq!((kept("ll.denied."), decision("denied").as_deref()), (1, Some("denied")));
    let batch = nth_post("denied", 1).await;
    assert_eq!((batch.items.len(), batch.consent, batch.passport), (0, Consent::Withdrawn, None));
    page.say("track", "b");
    let batch = nth_post("denied", 2).await;
    assert_eq!((names(&batch), batch.consent, batch.passport.as_deref()), (vec!["b"], Consent::Withdrawn, None));
    leave();

    Page::told("denied", &[]).say("track", "c");
    let batch = nth_post("denied", 3).await;
    assert_eq!((names(&batch), batch.consent), (vec!["c"], Consent::Withdrawn));
    assert_eq!((kept("ll.denied."), decision("denied").as_deref()), (1, Some("denied")));
}

#[wasm_bindgen_test]
async fn a_denial_is_told_once_and_nothing_of_an_answer_under_way_is_kept() {
    answer_with(200, "ll1.a\naccepted");
    let page = Page::told("wavering", &[]);
    page.say("track", "a");
    nth_post("wavering", 0).await;
    page.say("consent", "denied");
    page.say("consent", "denied");
    nth_post("wavering", 1).await;
    meanwhile("wavering-witness").await;
    assert_eq!((posted("wavering"), kept("ll.wavering.p")), (2, 0));
    page.say("consent", "granted");
    page.say("track", "b");
    let batch = nth_post("wavering", 2).await;
    assert_eq!((names(&batch), batch.consent, batch.passport.as_deref()), (vec!["b"], Consent::Given, None));
    assert_eq!(decision("wavering").as_deref(), Some("granted"));
}

#[wasm_bindgen_test]
async fn what_another_tab_was_told_counts_here_as_well() {
    let page = known("tabs", &[]).await;
    hear("ll.tabs.p", None);
    hear("ll.tabs.c", Some("denied"));
    assert_eq!(kept("ll.tabs."), 0, "the other tab has stored the answer");
    assert_eq!(nth_post("tabs", 1).await.consent, Consent::Withdrawn);
    hear("ll.tabs.c", Some("granted"));
    page.say("track", "again");
    assert_eq!(nth_post("tabs", 2).await.consent, Consent::Given);
    hear("ll.tabs.c", None);
    page.say("track", "unasked");
    assert_eq!(nth_post("tabs", 3).await.consent, Consent::Given, "an answer that is gone is none");
}

#[wasm_bindgen_test]
async fn a_site_without_cookies_keeps_nothing_and_says_so() {
    answer_with(200, "ll1.a\naccepted");
    put("ll.plain.p", "ll1.old");
    let page = Page::told("plain", &[("consent", "cookieless")]);
    page.say("consent", "granted");
    page.say("track", "a");
    page.say("track", "b");
    let batch = nth_post("plain", 0).await;
    assert_eq!((batch.items.len(), batch.consent, batch.passport), (2, Consent::Withdrawn, None));
    page.say("track", "c");
    assert_eq!(nth_post("plain", 1).await.passport, None);
    page.say("track", "d");
    leave();
    assert_eq!((names(&nth_beacon("plain", 0)), kept("ll.plain."), in_tab("ll.plain.")), (vec!["d"], 0, 0));
}

#[wasm_bindgen_test]
async fn a_page_of_another_mode_leaves_an_answer_as_it_is() {
    known("modes", &[]).await.say("consent", "denied");
    let cookieless = Page::told("modes", &[("consent", "cookieless")]);
    hear("ll.modes.c", Some("granted"));
    hear("ll.modes.c", Some("denied"));
    cookieless.say("track", "x");
    Page::told("modes", &[("consent", "required")]).say("track", "x");
    assert_eq!(decision("modes").as_deref(), Some("denied"));
    assert_eq!(nth_post("modes", 1).await.consent, Consent::Withdrawn);
}

#[wasm_bindgen_test]
async fn a_browser_that_says_no_to_all_sites_outweighs_them_but_where_it_is_ignored() {
    answer_with(200, "ll1.a\naccepted");
    refuse_tracking(true);
    let page = Page::told("signal", &[]);
    page.say("consent", "granted");
    page.say("track", "x");
    Page::told("deaf", &[("gpc", "ignore")]).say("track", "x");
    refuse_tracking(false);
    let batch = nth_post("signal", 0).await;
    assert_eq!((batch.consent, kept("ll.signal.")), (Consent::Withdrawn, 0));
    assert_eq!(nth_post("deaf", 0).await.consent, Consent::Given);
}

#[wasm_bindgen_test]
async fn a_mode_can_be_changed_and_one_that_is_unknown_requires_consent() {
    let misspelt = Page::told("misspelt", &[("consent", "optout")]);
    misspelt.say("track", "a");
    let changed = Page::told("changed", &[("consent", "required")]);
    changed.say("track", "a");
    meanwhile("modes-witness").await;
    assert_eq!((posted("misspelt"), posted("changed"), kept("ll.misspelt.")), (0, 0, 0));
    misspelt.say("consent", "granted");
    changed.say("consent", "opt-out");
    for site in ["misspelt", "changed"] {
        let batch = nth_post(site, 0).await;
        assert_eq!((names(&batch), batch.consent), (vec!["a"], Consent::Given));
    }
    changed.say("consent", "cookieless");
    assert_eq!(kept("ll.changed."), 0);
}
