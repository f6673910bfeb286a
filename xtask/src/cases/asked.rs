//! A form that asks one thing besides the address, and what the edge says to an answer.

use leadline_domain::form::{Answers, Fault, Form};
use leadline_domain::site::{RawSite, Site};
use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

/// The name of what is asked.
pub(super) const NAME: &str = "x";

/// A form with this field; none if no form's file may say so.
pub(super) fn form(field: &Value) -> Option<Form> {
    let email = json!({"name": "email", "type": "email", "label": "E-mail", "required": true});
    let form = json!({"title": "a", "button": "b", "thanks": "c", "field": [email, field]});
    let scoring = json!({"thresholds": {"mql": 65, "sql": 85}, "grades": {"a": 45, "b": 30, "c": 15}});
    let site = json!({"id": "cases", "name": "Cases", "origins": ["https://shop.example"]});
    let site = json!({"site": site, "scoring": scoring, "routing": {}, "forms": {"asked": form}, "pages": {}});
    let raw: RawSite = serde_json::from_value(site).ok()?;
    Site::check(raw).ok()?.forms.remove("asked")
}

/// The body of a submission with this answer, or without any.
pub(super) fn body(answer: Option<&str>) -> String {
    let mut body = Serializer::new(String::new());
    body.append_pair("email", "ada@example.com");
    if let Some(answer) = answer {
        body.append_pair(NAME, answer);
    }
    body.finish()
}

/// What the lead has as the answer, or why there is no lead.
pub(super) fn taken(form: &Form, body: &str) -> Result<String, Fault> {
    match Answers::read(body.as_bytes()).check(form) {
        Ok(mut checked) => Ok(checked.fields.remove(NAME).unwrap_or_default()),
        Err(issues) => Err(issues.first().map_or(Fault::Missing, |issue| issue.fault)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_is_judged_as_the_edge_judges() {
        let form = form(&json!({"name": NAME, "type": "number", "label": "x", "max": 5})).unwrap();
        assert_eq!(taken(&form, &body(Some("4"))), Ok("4".to_owned()));
        assert_eq!(taken(&form, &body(Some("6"))), Err(Fault::TooLarge));
        assert_eq!(taken(&form, &body(None)), Ok(String::new()));
        assert!(super::form(&json!({"name": NAME, "type": "number", "label": "x", "max": "many"})).is_none());
    }
}
