//! Forms, in a browser.

#![cfg(target_family = "wasm")]
#![expect(clippy::panic, reason = "a test may fail")]

mod answers;
mod kinds;
mod kiosk;
mod memory;
mod placing;
mod refusal;
mod steps;
mod words;

use leadline_domain::form::{FieldKind, FieldRule, Rules, Words};
use leadline_forms::start;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test_configure;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/tests/support.js")]
extern "C" {
    fn answer(status: u16, text: &str);
    #[wasm_bindgen(js_name = answer)]
    fn answer_then(status: u16, text: &str, then: u16, last: &str);
    #[wasm_bindgen(js_name = answer)]
    fn answer_in_turn(first: u16, one: &str, second: u16, two: &str, third: u16, three: &str, fourth: u16, four: &str);
    fn hold();
    fn ring(ms: u32) -> bool;
    #[wasm_bindgen(js_name = holdForms)]
    fn hold_forms();
    #[wasm_bindgen(js_name = letFormsGo)]
    fn let_forms_go();
    fn turnstiles() -> u32;
    fn bring(id: &str, name: &str, value: &str);
    fn focus(id: &str, name: &str);
    #[wasm_bindgen(js_name = isChosen)]
    fn is_chosen(id: &str, name: &str, at: u32) -> bool;
    #[wasm_bindgen(js_name = askAgain)]
    fn ask_again(id: &str);
    fn age(site: &str, id: &str, days: u32);
    #[wasm_bindgen(js_name = refuseStorage)]
    fn refuse_storage(on: bool);
    #[wasm_bindgen(js_name = summaryChanges)]
    fn summary_changes(id: &str) -> String;
    fn answered(id: &str) -> u32;
    #[wasm_bindgen(js_name = letGo)]
    fn let_go(status: u16, text: &str);
    #[wasm_bindgen(js_name = serve)]
    fn serve_in_words(id: &str, rules: &str, words: &str, ticket: &str);
    #[wasm_bindgen(js_name = serveAs)]
    fn serve_as(id: &str, rules: &str, words: &str, ticket: &str, attributes: &str);
    fn place(id: &str);
    #[wasm_bindgen(js_name = placeHosted)]
    fn place_in_words(id: &str, rules: &str, words: &str);
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
    fn keep(site: &str, passport: &str);
    fn kept(site: &str) -> Option<String>;
    async fn pause();
    fn summary(id: &str) -> String;
    fn follow(id: &str, at: u32);
    fn choose(id: &str, name: &str, at: u32);
    fn tick(id: &str, name: &str);
    fn garble(id: &str, name: &str);
    fn shows(id: &str, name: &str) -> bool;
    fn step(id: &str) -> String;
    fn progress(id: &str) -> String;
    fn button(id: &str) -> String;
    fn back(id: &str);
    fn stranger(id: &str);
    fn link(id: &str) -> String;
    fn asking(id: &str, number: u32, name: &str) -> Option<String>;
    fn draft(site: &str, id: &str) -> Option<String>;
    fn remove(id: &str);
    fn address(query: &str);
    fn events(id: &str) -> String;
    fn connect(on: bool);
    fn leave();
    fn unrule(id: &str);
    fn beaconed(id: &str) -> String;
}

const BASE: &str = "https://edge.example/ll/";

fn rule(name: &str, kind: FieldKind, required: bool) -> FieldRule {
    FieldRule {
        name: name.into(),
        kind,
        required,
        step: 0,
        low: String::new(),
        high: String::new(),
        spacing: String::new(),
        pattern: String::new(),
        when: String::new(),
        options: vec![],
    }
}

fn rules() -> String {
    let email = rule("email", FieldKind::Email, true);
    // A field that is called like a property of its form hides it.
    let clobbering = rule("elements", FieldKind::Text, true);
    Rules(vec![email, clobbering, rule("company_size", FieldKind::Select, false)]).encode()
}

fn words(rules: &str) -> String {
    Rules::decode(rules).map(|rules| Words::english().for_page(&rules)).unwrap_or_default()
}

fn serve(id: &str, rules: &str, ticket: &str) {
    serve_in_words(id, rules, &words(rules), ticket);
}

fn place_hosted(id: &str, rules: &str) {
    place_in_words(id, rules, &words(rules));
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

/// A form that the module has fetched from the edge, with its style: one that came later would be another test's.
async fn embedded(id: &str) {
    embedded_with(id, &rules(), "").await;
}

async fn embedded_with(id: &str, rules: &str, attributes: &str) {
    serve_as(id, rules, &words(rules), "ll1.first", attributes);
    place(id);
    start(BASE, "demo", "https://edge.example/ll/forms.css");
    until("the form", || forms(id) == 1).await;
    until("the style", || colour(id) == "rgb(1, 2, 3)").await;
}

fn fill(id: &str) {
    enter(id, "email", "ada@b.example");
    enter(id, "elements", "1 & 2");
}

async fn posts(id: &str, number: u32) {
    until("a post", || posted(id) == number).await;
}
