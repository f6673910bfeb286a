//! Bodies that are JSON, nearly, or not at all.

use base64ct::{Base64, Encoding};
use leadline_domain::wire::Batch;
use serde_json::Value;

use super::rows::text;
use super::tally::Tally;

const BEFORE: &[u8] = br#"{"v":1,"batch":"bat_AAAAAAAAAAAAAAAAAAAAAA","sent_at":5,"items":["#;
const AFTER: &[u8] = b"]}";

/// Right is to take a batch with the body as its one item where it is JSON, whatever becomes of the item, and to refuse the
/// batch where it is not. Where either will do, it is right to answer at all.
pub(super) fn score(rows: &[Value]) -> Tally {
    let mut tally = Tally::default();
    for row in rows {
        let body = Base64::decode_vec(text(row, "body_base64").unwrap_or_default());
        let Ok(body) = body else {
            tally.note("not base64, not asked about");
            continue;
        };
        tally.judge(fault(row, takes(&body)), || text(row, "name").unwrap_or_default().to_owned());
    }
    tally
}

fn takes(body: &[u8]) -> bool {
    Batch::read(&[BEFORE, body, AFTER].concat()).is_ok_and(|batch| batch.items.len() == 1)
}

fn fault(row: &Value, taken: bool) -> Option<String> {
    match (text(row, "expect"), taken) {
        (Some("accept"), false) => Some("JSON, and refused".to_owned()),
        (Some("reject"), true) => Some("no JSON, and taken".to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_body_is_taken_as_one_item_or_not_at_all() {
        assert!(takes(b"{}") && takes(b" [1] ") && takes(b"\"x\""));
        assert!(!takes(b"") && !takes(b"1,2") && !takes(b"]") && !takes(b"{]}") && !takes(b"\xff"));
        assert!(fault(&json!({"expect": "either"}), true).is_none());
        assert!(fault(&json!({"expect": "reject"}), true).is_some());
    }
}
