//! What browsers make of a form's fields on the way.

use leadline_domain::form::Answers;
use serde_json::Value;
use url::form_urlencoded::Serializer;

use super::rows::text;
use super::tally::Tally;

const OURS: &str = "application/x-www-form-urlencoded";

/// Right is to read a body as the name and the value that stood in the form, line breaks as the browser counts them,
/// whether the browser sent it itself or the script did. Forms of ours are sent in one way and in UTF-8 only.
pub(super) fn score(rows: &[Value]) -> Tally {
    let mut tally = Tally::default();
    for row in rows {
        if text(row, "enctype") != Some(OURS) {
            tally.note(&format!("not ours: {}", text(row, "enctype").unwrap_or_default()));
        } else if let Some(encoding) = text(row, "formEncoding") {
            tally.note(&format!("not ours: in {encoding}, as no form of ours is sent"));
        } else {
            tally.judge(fault(row), || row.to_string());
        }
    }
    tally
}

fn fault(row: &Value) -> Option<String> {
    let name = in_lines(text(row, "name").unwrap_or_default());
    // Sent this way, a file is its name.
    let value = text(row, "value").or_else(|| row.pointer("/value/file")?.as_str());
    let value = in_lines(value.unwrap_or_default());
    if Answers::read(text(row, "expected")?.as_bytes()).get(&name) != value {
        return Some("sent by the browser, and read otherwise".to_owned());
    }
    // What the script has of a form's fields, it writes as the URL standard says.
    let sent = Serializer::new(String::new()).append_pair(&name, &value).finish();
    (Answers::read(sent.as_bytes()).get(&name) != value).then(|| "sent by the script, and read otherwise".to_owned())
}

fn in_lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_body_is_read_as_what_was_typed() {
        let row = |name: &str, value: &str, expected: &str| json!({"enctype": OURS, "name": name, "value": value, "expected": expected});
        assert_eq!(fault(&row("a", "b\rc d", "a=b%0D%0Ac+d")), None);
        assert_eq!(fault(&row("a\nb", "c", "a%0D%0Ab=c")), None);
        assert!(fault(&row("a", "b", "a=c")).is_some());
    }
}
