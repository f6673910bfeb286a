//! What is seen of a page.

use crate::*;
use leadline_domain::wire::Item;
use wasm_bindgen_test::wasm_bindgen_test;

/// The items said until now, whose request `number` this is.
async fn said(page: &Page, site: &str, number: u32) -> Vec<Item> {
    page.say("track", "end");
    let mut batch = nth_post(site, number).await;
    all_sent(site).await;
    assert_eq!(names(&batch).last(), Some(&"end"));
    batch.items.pop();
    batch.items.into_iter().map(Result::unwrap).collect()
}

fn view(item: &Item) -> (String, &str, &str) {
    let Item::View { url, title, referrer, .. } = item else { panic!("no view: {item:?}") };
    (path(url), title, referrer)
}

fn path(url: &str) -> String {
    ["/", url.splitn(4, '/').nth(3).unwrap_or_default()].concat()
}

#[wasm_bindgen_test]
async fn a_single_page_site_is_seen_page_by_page_each_with_its_title_and_the_address_before() {
    answer_with(200, "ll1.a");
    replace("/one");
    name_it("One");
    let page = Page::open("single", &[]);
    push("/two?utm_source=x");
    name_it("Two");
    replace("/two/amended");
    push("/two/amended#part");
    let views = said(&page, "single", 0).await;
    assert_eq!(views.len(), 2, "{views:?}");
    assert_eq!(view(&views[0]).0, "/one");
    let (shown, title, referrer) = view(&views[1]);
    assert_eq!((shown.as_str(), title, path(referrer).as_str()), ("/two/amended", "Two", "/one"));
    replace("/two/amended?page=2");
    replace("/three");
    let views = said(&page, "single", 1).await;
    assert_eq!((views.len(), path(view(&views[0]).2)), (1, "/two/amended".into()));
    replace("/");
}

#[wasm_bindgen_test]
async fn a_view_waits_for_the_title_and_then_goes_out_by_itself() {
    answer_with(200, "ll1.a");
    name_it("Before");
    Page::open("titled", &[]);
    name_it("After");
    let batch = nth_post("titled", 0).await;
    assert_eq!(view(batch.items[0].as_ref().unwrap()).1, "After");
}

#[wasm_bindgen_test]
async fn a_manual_page_says_views_when_told() {
    answer_with(200, "ll1.a");
    let page = Page::open("by-hand", &[("manual", "")]);
    push("/by-hand");
    assert_eq!(said(&page, "by-hand", 0).await, []);
    page.say("page", "");
    let views = said(&page, "by-hand", 1).await;
    assert_eq!((views.len(), view(&views[0]).0.as_str()), (1, "/by-hand"));
    replace("/");
}

#[wasm_bindgen_test]
async fn a_fragment_counts_as_path_where_the_tag_says_so() {
    answer_with(200, "ll1.a");
    replace("/");
    let page = Page::open("hashed", &[("hash", "")]);
    push("/#/pricing?x=1");
    push("/#top");
    let views = said(&page, "hashed", 0).await;
    let paths: Vec<String> = views.iter().map(|item| view(item).0).collect();
    assert_eq!(paths, ["/", "/#/pricing", "/"]);
}

#[wasm_bindgen_test]
async fn engagement_is_told_when_the_page_is_hidden_if_it_is_worth_a_word() {
    answer_with(200, "ll1.a");
    let page = Page::told("engaged", &[]);
    live(2_900);
    hide();
    assert_eq!(said(&page, "engaged", 0).await, []);
    live(100);
    hide();
    let batch = nth_post("engaged", 1).await;
    let Ok(Item::Engagement { ms, scroll, .. }) = batch.items[0] else { panic!("no engagement: {batch:?}") };
    assert!(ms == 3_000 && scroll <= 100, "{ms} {scroll}");
}

#[wasm_bindgen_test]
async fn links_and_marked_elements_are_told_when_clicked() {
    answer_with(200, "ll1.a");
    let page = Page::told("clicks", &[("downloads", "stl,step")]);
    write(
        r#"<a id="out" href="https://b.example/x?token=1">x</a> <a id="in" href="/inside">x</a>
        <a id="mail" href="mailto:ada@b.example">x</a> <a id="phone" href="tel:+491234"><b id="within">x</b></a>
        <a id="paper" href="/files/paper.PDF?key=1">x</a> <a id="model" href="/files/part.step">x</a>
        <button id="marked" type="button" data-leadline-event="demo"><i id="deep">x</i></button>"#,
    );
    for id in ["out", "in", "mail", "within", "paper", "model", "deep"] {
        click(id);
    }
    let items = said(&page, "clicks", 0).await;
    let told: Vec<String> = items
        .iter()
        .map(|item| match item {
            Item::Link { link, target, .. } => format!("{link:?} {}", path(target)),
            Item::Event { name, .. } => format!("event {name}"),
            other => other.kind().into(),
        })
        .collect();
    assert_eq!(
        told,
        ["Outbound /x", "Mail /", "Phone /", "Download /files/paper.PDF", "Download /files/part.step", "event demo"]
    );
}

#[wasm_bindgen_test]
async fn tracked_forms_tell_fields_and_their_end_but_no_secrets() {
    answer_with(200, "ll1.a");
    let page = Page::told("fields", &[]);
    write(
        r#"<form data-leadline-track="signup"><input id="su-city" name="city"><input id="su-code" type="password" name="code">
        <button id="su-send">x</button></form>
        <div data-leadline-track><form id="order"><input type="hidden" name="id" value="7"><input type="hidden" name="form">
        <input id="or-size" name="size"></form></div>
        <form><input id="un-seen" name="seen"></form>"#,
    );
    for id in ["su-city", "su-code", "su-city", "or-size", "un-seen"] {
        enter(id, "x");
    }
    click("su-send");
    push("/next");
    let items = said(&page, "fields", 0).await;
    let told: Vec<String> = items
        .iter()
        .map(|item| match item {
            Item::FormStart { form, .. } => format!("start {form}"),
            Item::FormField { form, field, .. } => format!("field {form} {field}"),
            Item::FormSubmit { form, .. } => format!("submit {form}"),
            Item::FormAbandon { form, field, .. } => format!("abandon {form} {field}"),
            other => other.kind().into(),
        })
        .collect();
    assert_eq!(
        told,
        [
            "start signup",
            "field signup city",
            "start order",
            "field order size",
            "submit signup",
            "abandon order size",
            "view"
        ]
    );
    replace("/");
}
