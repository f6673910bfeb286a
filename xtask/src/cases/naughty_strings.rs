//! Strings that break programs.

mod through;

use leadline_domain::wire::{Item, MAX_TITLE};
use serde_json::{Value, json};

use super::rows::text;
use super::tally::Tally;
use through::Forms;

/// Right is that a string goes through as it is: as an event's name, in its properties and as a page's title, and through
/// a form into the command for the lead and into markup, byte for byte but for the spaces around it. Or that it is
/// refused with a reason, which a title within its bound never is.
pub(super) fn score(rows: &[Value]) -> Tally {
    let mut tally = Tally::default();
    let forms = Forms::new();
    for row in rows {
        let input = text(row, "input").unwrap_or_default();
        if Item::read(&event(input)).is_err() {
            tally.note("refused as a name");
        }
        let lost = forms.fault(input, |what| tally.note(what));
        tally.judge(fault(input).or(lost), || format!("{input:?}"));
    }
    tally
}

fn event(input: &str) -> Value {
    json!({"kind": "event", "occurred_at": 1, "url": "https://shop.example/", "name": input})
}

fn fault(input: &str) -> Option<String> {
    let url = "https://shop.example/";
    let props = json!({"kind": "event", "occurred_at": 1, "url": url, "name": "said", "props": {"text": input}});
    let title = json!({"kind": "view", "occurred_at": 1, "url": url, "title": input, "referrer": ""});
    for (said, value) in [("name", event(input)), ("property", props), ("title", title)] {
        match Item::read(&value) {
            Ok(item) if serde_json::to_value(&item).ok().as_ref() != Some(&value) => {
                return Some(format!("another string as a {said}"));
            }
            Err(_) if said == "title" && input.len() <= MAX_TITLE => return Some("refused as a title".to_owned()),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_go_through_or_are_refused_with_a_reason() {
        for text in ["", "plain", "\u{0}", "\u{202e}", "a@b.example", "\"'<>&", "\u{1f4a9}"] {
            assert_eq!(fault(text), None, "{text:?}");
        }
        assert_eq!(fault(&"x".repeat(9_999)), None);
    }
}
