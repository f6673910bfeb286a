//! Which channel a tagged visit came by, in GA4's words.

use anyhow::Result;
use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

use super::leadline::Leadline;
use super::rows::text;
use super::tally::Tally;

const TAGS: [&str; 3] = ["utm_source", "utm_medium", "utm_campaign"];

/// Right is the same channel for a page with these tags that nothing referred to.
pub(super) fn score(rows: &[Value], leadline: &Leadline) -> Result<Tally> {
    let questions: Vec<Value> = rows.iter().map(|row| json!({"url": url(row), "referrer": ""})).collect();
    let answers = leadline.classify("visit", &questions)?;
    let mut tally = Tally::default();
    for (row, answer) in rows.iter().zip(&answers) {
        tally.judge(fault(row, answer), || url(row));
    }
    Ok(tally)
}

fn url(row: &Value) -> String {
    let mut query = Serializer::new(String::new());
    query.extend_pairs(TAGS.iter().filter_map(|tag| Some((tag, text(row, tag)?))));
    format!("https://www.example.com/?{}", query.finish())
}

fn fault(row: &Value, answer: &Value) -> Option<String> {
    let (channel, found) = (text(row, "channel")?, text(answer, "channel").unwrap_or("none"));
    (channel != found).then(|| format!("{channel} taken for {found}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_that_are_not_there_are_not_sent() {
        let row = json!({"utm_source": "a b", "utm_medium": null, "utm_campaign": "c", "channel": "SMS"});
        assert_eq!(url(&row), "https://www.example.com/?utm_source=a+b&utm_campaign=c");
        assert_eq!(fault(&row, &json!({"channel": "Email"})).unwrap(), "SMS taken for Email");
        assert!(fault(&row, &json!({"channel": "SMS"})).is_none() && fault(&row, &json!({})).is_some());
    }
}
