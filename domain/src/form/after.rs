//! What comes after a submission.

use super::{Checked, Form};
use crate::{
    condition::{Formula, Person, Truth},
    geo::Place,
    lead::{FieldValue, Fields},
    time::Millis,
};
use alloc::string::String;

/// What comes after a submission of which a condition holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct After {
    /// Its name in translations.
    pub id: Option<String>,
    /// What has to be true of the submission; any if there is none.
    pub when: Option<Formula<Truth>>,
    /// What is said; the form's thanks if there is nothing.
    pub message: Option<String>,
    /// What follows besides.
    pub next: Option<Next>,
}

/// What follows besides a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// The visitor goes elsewhere.
    Redirect(String),
    /// A file is theirs.
    File {
        /// What it is called.
        name: String,
        /// SHA-256 of its bytes, in hex.
        sha256: String,
    },
    /// Another form, by its id.
    Form(String),
}

impl Form {
    /// Which rule comes after a submission: the first whose condition holds of it, whatever else is known of whoever sent it.
    /// None if the form's thanks are all.
    pub fn after_submission(&self, checked: &Checked, place: &Place, competitors: &[String]) -> Option<usize> {
        let mut fields = Fields::default();
        for (name, value) in &checked.fields {
            fields.learn(name, FieldValue { at: Millis(0), value: value.clone(), source: String::new(), typed: None });
        }
        let person = Person {
            country: place.country.as_deref(),
            region: place.region.as_deref(),
            ..Person::with_address(&checked.email, &fields, competitors)
        };
        let holds = |when: &Formula<Truth>| when.holds(&|truth: &Truth| truth.holds(&person));
        self.after.iter().position(|rule| rule.when.as_ref().is_none_or(holds))
    }

    /// What is said then, and what follows besides.
    pub fn outcome(&self, after: Option<usize>) -> (&str, Option<&Next>) {
        let rule = after.and_then(|at| self.after.get(at));
        let said = rule.and_then(|rule| rule.message.as_deref()).unwrap_or(&self.thanks);
        (said, rule.and_then(|rule| rule.next.as_ref()))
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        form::Answers,
        geo::Place,
        site::{RawSite, Site},
    };
    use serde_json::json;

    #[test]
    fn the_first_rule_that_holds_of_the_submission_alone_comes_after_it() {
        let mut raw: RawSite = serde_json::from_str(include_str!("../site/example.json")).unwrap();
        let rules = json!([
            {"when": {"email": "free"}, "message": "free"},
            {"when": {"all": [{"field": "company_size", "is_in": ["51-200"]}, {"country": ["AT"]}]}, "redirect": "/thanks#x"},
            {"when": {"not": {"field": "company_size", "present": true}}, "redirect": "https://shop.example/y"},
        ]);
        let origin = raw.site.origins[0].clone();
        raw.site.redirect_hosts.push("shop.example".into());
        raw.forms.get_mut("whitepaper").unwrap().after = serde_json::from_value(rules).unwrap();
        let site = Site::check(raw).unwrap();
        let form = &site.forms["whitepaper"];
        for (body, country, expected) in [
            ("email=a@gmail.com&company_size=51-200", "AT", Some(0)),
            ("email=a@b.example&company_size=51-200", "AT", Some(1)),
            ("email=a@b.example&company_size=51-200", "DE", None),
            ("email=a@b.example&company_size=51-200", "", None),
            ("email=a@b.example", "AT", Some(2)),
        ] {
            let checked = Answers::read(body.as_bytes()).check(form).unwrap();
            assert_eq!(
                form.after_submission(&checked, &Place::of(country, ""), &[]),
                expected,
                "{body} {country} {origin}"
            );
        }
        assert_eq!(form.outcome(Some(0)).0, "free");
        assert_eq!(form.outcome(None), (form.thanks.as_str(), None));
        assert_eq!(form.outcome(Some(9)), (form.thanks.as_str(), None), "a page's address may say anything");
    }
}
