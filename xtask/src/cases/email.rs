//! Which text is an e-mail address.

use anyhow::Result;
use serde_json::{Value, json};

use super::leadline::Leadline;
use super::rows::{text, truth};
use super::tally::Tally;

/// Right is to find valid what is.
pub(super) fn score(rows: &[Value], leadline: &Leadline) -> Result<Tally> {
    let questions: Vec<Value> = rows.iter().map(|row| json!({"input": row.get("input")})).collect();
    let answers = leadline.classify("email", &questions)?;
    let mut tally = Tally::default();
    for (row, answer) in rows.iter().zip(&answers) {
        tally.judge(fault(row, answer), || format!("{:?}", text(row, "input").unwrap_or_default()));
    }
    Ok(tally)
}

fn fault(row: &Value, answer: &Value) -> Option<String> {
    match (truth(row, "valid"), truth(answer, "valid").unwrap_or_default()) {
        (Some(true), false) => Some("valid, and refused".to_owned()),
        (Some(false), true) => Some("not valid, and taken".to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_verdict_counts() {
        for (row, answer, right) in
            [(true, true, true), (false, false, true), (true, false, false), (false, true, false)]
        {
            assert_eq!(fault(&json!({"valid": row}), &json!({"valid": answer})).is_none(), right);
        }
        assert!(fault(&json!({"valid": true}), &json!({"error": "no"})).is_some());
    }
}
