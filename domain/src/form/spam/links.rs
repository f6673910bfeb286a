//! What is sold by spam is sold by links.

use super::{Seen, Suspicion};
use crate::{form::FieldKind, site::Spam};

/// Longest part of a text in which links are looked for, in bytes: longer ones than answers may be.
const LOOKED_AT: usize = 20_000;

pub(super) fn suspects(seen: &Seen<'_>, spam: &Spam) -> Option<Suspicion> {
    let texts = seen
        .form
        .fields
        .iter()
        .filter(|field| matches!(field.rule.kind, FieldKind::Text | FieldKind::Textarea | FieldKind::Company));
    let links: usize = texts.map(|field| links(&seen.answers.of(field))).sum();
    (links > usize::from(spam.links)).then_some(Suspicion::Links)
}

/// How many links a text holds: `http://`, `https://` or `www.` at the beginning of a word, in whatever letters. Where the one
/// stands right behind the other, `https://www.`, that is one link.
fn links(text: &str) -> usize {
    let end = text.floor_char_boundary(LOOKED_AT);
    let text = text.get(..end).unwrap_or_default().to_ascii_lowercase();
    let words = text.split(|c: char| {
        c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '(' | ')' | '[' | ']' | ',' | ';' | '=')
    });
    words
        .map(|word| {
            word.matches("http://").count() + word.matches("https://").count() + usize::from(word.starts_with("www."))
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_counted_however_they_are_written() {
        let table = [
            ("", 0),
            ("We sell http pumps, and www is no word", 0),
            ("see https://example.com/a", 1),
            ("see HTTPS://WWW.example.com", 1),
            ("www.a.example,www.b.example http://c.example", 3),
            ("<a href=\"http://a.example\">http://a.example</a>", 2),
            ("[url=https://a.example]x[/url]", 1),
            ("https://a.examplehttps://b.example", 2),
        ];
        for (text, expected) in table {
            assert_eq!(links(text), expected, "{text}");
        }
    }
}
