//! What module and markup have to agree on, which each of them writes down for itself.

use leadline_domain::form::PageWord;
use std::collections::BTreeSet;
use wasm_bindgen_test::wasm_bindgen_test;

const MODULE: &str = include_str!("../../src/form.rs");
const MARKUP: &str = include_str!("../../src/markup.js");

#[wasm_bindgen_test]
fn the_words_of_the_page_have_the_numbers_they_have_in_the_domain() {
    let table = [
        ("NOT_SENT", PageWord::NotSent),
        ("THANKS", PageWord::Thanks),
        ("STEP_OF", PageWord::StepOf),
        ("NEXT", PageWord::Next),
        ("DOWNLOAD", PageWord::Download),
    ];
    for (name, word) in table {
        let line = format!("\nconst {name} = {};", word as u32);
        assert!(MARKUP.contains(&line), "markup.js has {name} otherwise than domain/src/form/words.rs");
    }
    let errors = [PageWord::NotSent, PageWord::Waiting, PageWord::NotTaken, PageWord::Refused].map(|word| word as u32);
    let between = PageWord::NotSent as u32..PageWord::Thanks as u32;
    assert!(
        errors.into_iter().eq(between),
        "the word for waiting is the next, and what went wrong stands before thanks"
    );
}

#[wasm_bindgen_test]
fn what_the_markup_tells_is_what_the_module_hears() {
    assert_eq!(told(MARKUP), told(MODULE));
    assert!(told(MODULE).len() > 4);
}

#[wasm_bindgen_test]
fn a_form_is_opened_in_the_ways_that_the_markup_knows() {
    for (name, number) in [("GENTLY", 1), ("FOR_MORE", 3)] {
        assert!(MODULE.contains(&format!("\nconst {name}: u32 = {number};")), "{name}");
        assert!(MARKUP.contains(&format!("\nconst {name} = {number};")), "{name}");
    }
    // Those in between are told apart by being more than gently.
    assert!(MODULE.contains("\nconst ANEW: u32 = 0;") && MODULE.contains("\nconst TO_SEND: u32 = 2;"));
}

/// The numbers from 3000 to 3099 in a text.
fn told(text: &str) -> BTreeSet<&str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    words.filter(|word| word.len() == 4 && word.starts_with("30") && word.bytes().all(|b| b.is_ascii_digit())).collect()
}
