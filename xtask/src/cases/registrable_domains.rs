//! Which part of a domain somebody registered.

use anyhow::Result;
use serde_json::{Value, json};
use url::Host;

use super::leadline::Leadline;
use super::rows::text;
use super::tally::Tally;

/// Right is the account of an address at the domain, in whatever spelling. Those of a free or disposable provider have none,
/// and are not asked about.
pub(super) fn score(rows: &[Value], leadline: &Leadline) -> Result<Tally> {
    let asked: Vec<&Value> = rows.iter().filter(|row| text(row, "input").is_some()).collect();
    let address = |row: &&Value| json!({"input": format!("x@{}", text(row, "input").unwrap_or_default())});
    let questions: Vec<Value> = asked.iter().map(address).collect();
    let answers = leadline.classify("email", &questions)?;
    let mut tally = Tally::default();
    for (row, answer) in asked.into_iter().zip(&answers) {
        if matches!(text(answer, "kind"), Some("free" | "disposable")) {
            tally.note("at mail providers, not asked about");
            continue;
        }
        tally.judge(fault(row, answer), || {
            format!("{:?} registered as {:?}", text(row, "input").unwrap_or_default(), text(row, "registrable"))
        });
    }
    Ok(tally)
}

fn fault(row: &Value, answer: &Value) -> Option<String> {
    let (expected, found) = (ascii(text(row, "registrable")), ascii(text(answer, "account")));
    match (expected, found) {
        (expected, found) if expected == found => None,
        (_, None) => Some("nothing found".to_owned()),
        (None, Some(_)) => Some("found where nothing can be registered".to_owned()),
        _ => Some("another part found".to_owned()),
    }
}

/// One spelling for each domain.
fn ascii(domain: Option<&str>) -> Option<String> {
    Host::parse(domain?).ok().map(|host| host.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(expected: Option<&str>, found: Option<&str>) -> Option<String> {
        fault(&json!({"registrable": expected}), &json!({"account": found}))
    }

    #[test]
    fn spellings_of_one_domain_are_equal() {
        assert_eq!(judged(Some("b\u{fc}cher.example"), Some("xn--bcher-kva.example")), None);
        assert_eq!(judged(None, None), None);
        assert!(judged(Some("a.example"), Some("b.example")).is_some());
        assert!(judged(None, Some("b.example")).is_some() && judged(Some("b.example"), None).is_some());
    }
}
