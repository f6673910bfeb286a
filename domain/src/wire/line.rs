//! An item as the page writes it: one line of JSON, made without a serialiser, which would cost every visitor a kilobyte.
//! That [`Item::read`](super::Item::read) takes what comes out is tested, so the two can't drift.

use crate::{page, parts::parts};
use alloc::string::String;

/// Writes the item that `said` describes: kind, time in milliseconds and the page's unredacted address, then pairs of
/// key and value, a line each. What must not leave the browser is left out of addresses and texts. A key that begins
/// with `=` has a value that is JSON already; it passes as it is.
///
/// ```
/// use leadline_domain::wire::line;
/// let said = "engagement\n1795000000000\nhttps://a.example/p?token=1\n=ms\n4200";
/// assert_eq!(line(said), r#"{"kind":"engagement","occurred_at":1795000000000,"url":"https://a.example/p","ms":4200}"#);
/// ```
pub fn line(said: &str) -> String {
    let mut words = parts(said, b'\n');
    let mut line = String::from(r#"{"kind":"#);
    push_text(&mut line, words.next().unwrap_or_default());
    line.push_str(r#","occurred_at":"#);
    line.push_str(words.next().unwrap_or_default());
    line.push_str(r#","url":"#);
    push_text(&mut line, &page::address(words.next().unwrap_or_default()));
    while let (Some(key), Some(value)) = (words.next(), words.next()) {
        let name = key.strip_prefix('=');
        line.push(',');
        push_text(&mut line, name.unwrap_or(key));
        line.push(':');
        match name {
            Some(_) => line.push_str(value),
            None => push_text(&mut line, &shown(key, value)),
        }
    }
    line.push('}');
    line
}

/// What of a value may leave the browser.
fn shown(key: &str, value: &str) -> String {
    if matches!(key, "referrer" | "target") { page::referrer(value) } else { page::title(value) }
}

/// A JSON string. Control characters become spaces: nobody means one in a title or a name.
fn push_text(line: &mut String, text: &str) {
    line.push('"');
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| byte < b' ' || byte == b'"' || byte == b'\\') {
        let (plain, special) = rest.split_at_checked(at).unwrap_or_default();
        line.push_str(plain);
        line.push_str(match special.as_bytes().first() {
            Some(b'"') => "\\\"",
            Some(b'\\') => "\\\\",
            _ => " ",
        });
        rest = special.get(1..).unwrap_or_default();
    }
    line.push_str(rest);
    line.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Item;
    use alloc::format;
    use proptest::prelude::*;

    const PAGE: &str = "7\nhttps://a.example/p?token=1";

    fn read(said: &str) -> Item {
        Item::read(&serde_json::from_str(&line(said)).unwrap()).unwrap()
    }

    #[test]
    fn the_edge_reads_every_kind_as_the_page_writes_it() {
        let told = [
            ("view", "\ntitle\nShop \"1\" \\ x\nreferrer\nhttps://s.example/q?q=me"),
            ("event", "\nname\nwebinar"),
            ("event", "\nname\nwebinar\n=props\n{\"seats\":[1,2]}"),
            ("form-start", "\nform\ncontact"),
            ("form-field", "\nform\ncontact\nfield\ncity"),
            ("form-submit", "\nform\ncontact"),
            ("form-abandon", "\nform\ncontact\nfield\ncity"),
            ("engagement", "\n=ms\n4200\n=scroll\n80"),
            ("link", "\nlink\ndownload\ntarget\nhttps://a.example/f.pdf?key=1"),
            ("link", "\nlink\nmail\ntarget\n"),
            ("identify", "\n=traits\n{\"email\":\"ada@b.example\"}"),
            ("reset", ""),
        ];
        for (kind, pairs) in told {
            let item = read(&format!("{kind}\n{PAGE}{pairs}"));
            assert_eq!((item.kind(), item.occurred_at().0, item.url()), (kind, 7, "https://a.example/p"));
        }
        let Item::View { title, referrer, .. } = read(&format!("view\n{PAGE}{}", told[0].1)) else { panic!("no view") };
        assert_eq!((title.as_str(), referrer.as_str()), ("Shop \"1\" \\ x", "https://s.example/q"));
        let Item::Link { target, .. } = read(&format!("link\n{PAGE}{}", told[8].1)) else { panic!("no link") };
        assert_eq!(target, "https://a.example/f.pdf");
    }

    #[test]
    fn what_shows_an_address_stays_behind() {
        let Item::Event { name, .. } = read(&format!("event\n{PAGE}\nname\nby ada@b.example")) else {
            panic!("no event")
        };
        assert_eq!(name, "by *");
    }

    proptest! {
        #[test]
        fn whatever_is_said_is_json(words in prop::collection::vec("[^\n]{0,12}", 0..6)) {
            let said = format!("event\n7\nhttps://a.example/\n{}", words.iter().map(|word| word.trim_start_matches('=')).collect::<alloc::vec::Vec<_>>().join("\n"));
            prop_assert!(serde_json::from_str::<serde_json::Value>(&line(&said)).is_ok(), "{}", line(&said));
        }
    }
}
