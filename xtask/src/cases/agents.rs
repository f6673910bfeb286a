//! Which user agent is a crawler's, and which a browser's.

use anyhow::Result;
use serde_json::{Value, json};

use super::leadline::Leadline;
use super::rows::{text, truth};
use super::tally::Tally;

/// Right is to know a crawler for one, and above all no browser. What it is called is not asked.
pub(super) fn score(rows: &[Value], leadline: &Leadline) -> Result<Tally> {
    let questions: Vec<Value> = rows.iter().map(|row| json!({"input": row.get("input")})).collect();
    let answers = leadline.classify("agent", &questions)?;
    let mut tally = Tally::default();
    for (row, answer) in rows.iter().zip(&answers) {
        tally.judge(fault(row, answer), || text(row, "input").unwrap_or_default().to_owned());
    }
    Ok(tally)
}

fn fault(row: &Value, answer: &Value) -> Option<String> {
    match (truth(row, "bot"), truth(answer, "bot")) {
        (_, None) => Some("no answer".to_owned()),
        (Some(true), Some(false)) => Some("a crawler missed".to_owned()),
        (Some(false), Some(true)) => {
            Some(format!("a browser taken for {}", text(answer, "name").unwrap_or("a crawler")))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_taken_for_a_crawler_says_for_which() {
        let (bot, browser) = (json!({"bot": true, "name": "Fetchy"}), json!({"bot": false}));
        assert_eq!(fault(&browser, &bot).unwrap(), "a browser taken for Fetchy");
        assert!(fault(&bot, &browser).is_some() && fault(&bot, &bot).is_none() && fault(&browser, &browser).is_none());
        assert!(fault(&bot, &json!({"error": "no"})).is_some());
    }
}
