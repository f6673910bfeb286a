//! Whether a domain gives mailboxes away, for good or for ten minutes, or is a company's.

use anyhow::Result;
use serde_json::{Value, json};

use super::leadline::Leadline;
use super::rows::text;
use super::tally::Tally;

/// Right is the same kind for an address at the domain.
pub(super) fn score(rows: &[Value], leadline: &Leadline) -> Result<Tally> {
    let address = |row: &Value| json!({"input": format!("x@{}", text(row, "domain").unwrap_or_default())});
    let questions: Vec<Value> = rows.iter().map(address).collect();
    let answers = leadline.classify("email", &questions)?;
    let mut tally = Tally::default();
    for (row, answer) in rows.iter().zip(&answers) {
        tally.judge(fault(row, answer), || text(row, "domain").unwrap_or_default().to_owned());
    }
    Ok(tally)
}

fn fault(row: &Value, answer: &Value) -> Option<String> {
    let (kind, found) = (text(row, "kind")?, text(answer, "kind").unwrap_or("no address"));
    (kind != found).then(|| format!("{kind} taken for {found}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_domain_was_taken_for_is_said() {
        let (free, business) = (json!({"kind": "free"}), json!({"kind": "business"}));
        assert_eq!(fault(&free, &business).unwrap(), "free taken for business");
        assert_eq!(fault(&free, &json!({"valid": false})).unwrap(), "free taken for no address");
        assert!(fault(&free, &free).is_none());
    }
}
