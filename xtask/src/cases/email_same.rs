//! When two addresses are one mailbox.

use anyhow::Result;
use serde_json::{Value, json};

use super::leadline::Leadline;
use super::rows::{text, truth};
use super::tally::Tally;

/// Right is to give one canonical form to the same, and two to different ones. An address that is refused is the same as
/// none.
pub(super) fn score(rows: &[Value], leadline: &Leadline) -> Result<Tally> {
    let asked = |column: &str| -> Result<Vec<Value>> {
        let questions: Vec<Value> = rows.iter().map(|row| json!({"input": row.get(column)})).collect();
        leadline.classify("email", &questions)
    };
    let (first, second) = (asked("a")?, asked("b")?);
    let mut tally = Tally::default();
    for ((row, a), b) in rows.iter().zip(&first).zip(&second) {
        let shown = |column| text(row, column).unwrap_or_default();
        tally.judge(fault(row, a, b), || format!("{:?} and {:?}", shown("a"), shown("b")));
    }
    Ok(tally)
}

fn fault(row: &Value, a: &Value, b: &Value) -> Option<String> {
    let (a, b) = (text(a, "canonical"), text(b, "canonical"));
    match (truth(row, "same"), a.is_some() && a == b) {
        (Some(true), false) => Some("the same, and told apart".to_owned()),
        (Some(false), true) => Some("different, and taken for the same".to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_forms_are_compared_and_none_equals_none() {
        let of = |canonical: Option<&str>| json!({"canonical": canonical});
        let same = |same: bool, a, b| fault(&json!({"same": same}), &of(a), &of(b)).is_none();
        assert!(same(true, Some("a"), Some("a")) && same(false, Some("a"), Some("b")) && same(false, None, None));
        assert!(!same(true, Some("a"), Some("b")) && !same(false, Some("a"), Some("a")) && !same(true, None, None));
    }
}
