//! Answers to a form, most of them nearly right.

use super::{
    form::{Drawn, OPTIONS},
    source::Source,
};
use serde_json::Value;

const ADDRESSES: [&str; 7] =
    ["ada@example.com", " Ada@Example.com ", "ada@gmail.com", "ada@mailinator.com", "ada@gmial.com", "ada@b", "ada"];
const PHONES: [&str; 4] = ["+43 (1) 512 89 00", "12345", "1234", "call me"];
const URLS: [&str; 7] =
    ["https://example.com/a?b", "HTTP://example.com", "https://[bad", "http://", "ftp://a.example", "https://a b", "a"];
const DAYS: [&str; 7] =
    ["2026-02-28", "2026-03-01", "2026-05-04", "2028-02-29", "2026-02-30", "2026-1-1", " 2026-05-04"];
const NUMBERS: [&str; 10] = ["0", "2", "-4", "3.5", "0.003", "11", "-99", "1e3", "7 ", "many"];
const TEXTS: [&str; 10] = ["", "a", "ab", "  a  ", "abc\u{1f4a9}", "a\nb", "a\0", "yes", "7", "012345678901234567890"];

/// Names and values, as a form sends them.
pub(crate) fn draw(source: &mut Source<'_>, form: &Drawn) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let fields = form.raw["field"].as_array().unwrap();
    for (field, pattern) in fields.iter().zip(&form.patterns) {
        let name = field["name"].as_str().unwrap();
        // An address has to be there for anything to be taken.
        if name == "email" {
            let at = source.below(ADDRESSES.len() * 2);
            pairs.push((name.to_owned(), ADDRESSES.get(at).unwrap_or(&ADDRESSES[0]).to_string()));
            continue;
        }
        if source.once_in(5) {
            continue;
        }
        let more = if field["type"] == "checkboxes" { source.below(3) } else { 0 };
        for _ in 0..=more {
            let answer = match pattern {
                Some(pattern) if !source.once_in(6) => pattern.text(source),
                _ if source.once_in(8) => (*source.one_of(&TEXTS)).to_owned(),
                _ => near(source, field),
            };
            pairs.push((name.to_owned(), answer));
        }
    }
    pairs
}

/// What such a field asks for, or nearly.
fn near(source: &mut Source<'_>, field: &Value) -> String {
    let one_of = |source: &mut Source<'_>, all: &[&str]| (*source.one_of(all)).to_owned();
    match field["type"].as_str().unwrap() {
        "email" => one_of(source, &ADDRESSES),
        "tel" => one_of(source, &PHONES),
        "url" => one_of(source, &URLS),
        "date" => one_of(source, &DAYS),
        "country" => one_of(source, &["AT", "DE", "XX", "at", ""]),
        "number" => one_of(source, &NUMBERS),
        "rating" => source.below(12).to_string(),
        "checkbox" | "consent" => one_of(source, &["yes", "yes", "", "on"]),
        "select" | "radio" | "checkboxes" => one_of(source, &OPTIONS),
        _ => "ab".repeat(source.below(8)),
    }
}
