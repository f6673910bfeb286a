//! What somebody sent: fields as `application/x-www-form-urlencoded`, from the script and from a plain form alike.

use super::{Fault, Form, Issue};
use crate::email::Email;
use alloc::{borrow::ToOwned, collections::BTreeMap, string::String, vec::Vec};

/// Most pairs read from a body; a form has at most 40 fields, and a handful are ours.
const MAX_PAIRS: usize = 100;

/// The answers as sent. The first value of a name counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers(BTreeMap<String, String>);

/// Answers that may become a lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Whose.
    pub email: Email,
    /// What they answered to the form's other fields; empty answers are left out.
    pub fields: BTreeMap<String, String>,
}

impl Answers {
    /// Reads a body. Any bytes are a form of some kind, so this can't fail. Line breaks become what the browser counts
    /// them as: a plain form sends two characters for each.
    pub fn read(body: &[u8]) -> Self {
        let mut answers = BTreeMap::new();
        for (name, value) in url::form_urlencoded::parse(body).take(MAX_PAIRS) {
            answers.entry(name.into_owned()).or_insert_with(|| value.replace("\r\n", "\n"));
        }
        Self(answers)
    }

    /// The answer to a field; empty if there is none.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// One of our own fields, if sent and not empty.
    pub fn ours(&self, name: &str) -> Option<&str> {
        Some(self.get(name)).filter(|value| !value.is_empty())
    }

    /// Judges the answers to a form. Fields the form does not have are ignored.
    pub fn check(&self, form: &Form) -> Result<Checked, Vec<Issue>> {
        let mut issues: Vec<Issue> = form
            .fields
            .iter()
            .filter_map(|field| {
                let fault = field.rule.judge(self.get(&field.name)).err()?;
                Some(Issue { field: field.name.clone(), fault })
            })
            .collect();
        let email = Email::parse(self.get("email"));
        if email.is_err() && !issues.iter().any(|issue| issue.field == "email") {
            issues.push(Issue { field: "email".to_owned(), fault: Fault::NotAnEmail });
        }
        match email {
            Ok(email) if issues.is_empty() => Ok(Checked { email, fields: self.fields(form) }),
            _ => Err(issues),
        }
    }

    fn fields(&self, form: &Form) -> BTreeMap<String, String> {
        form.fields
            .iter()
            .filter(|field| field.name != "email")
            .map(|field| (field.name.clone(), self.get(&field.name).trim().to_owned()))
            .filter(|(_, answer)| !answer.is_empty())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site;
    use alloc::vec;
    use proptest::prelude::*;

    fn check(body: &str) -> Result<Checked, Vec<Issue>> {
        Answers::read(body.as_bytes()).check(&site::example().forms["whitepaper"])
    }

    #[test]
    fn good_answers_are_taken_and_strange_ones_ignored() {
        let checked = check("email=+Ada%40Example.com&first_name=Ada+&job_title=&admin=1&email=b%40b.example").unwrap();
        assert_eq!(checked.email.canonical, "ada@example.com");
        assert_eq!(checked.fields, BTreeMap::from([("first_name".into(), "Ada".into())]));
    }

    #[test]
    fn a_line_break_counts_once_as_in_the_browser() {
        assert_eq!(Answers::read(b"text=a%0D%0Ab").get("text"), "a\nb");
    }

    #[test]
    fn every_fault_is_named_at_once() {
        let issues = check("company_size=9&first_name=%00").unwrap_err();
        let named: Vec<_> = issues.iter().map(|issue| (issue.field.as_str(), issue.fault)).collect();
        assert_eq!(
            named,
            vec![("email", Fault::Missing), ("first_name", Fault::Unprintable), ("company_size", Fault::NotAnOption)]
        );
    }

    proptest! {
        #[test]
        fn what_the_page_refuses_the_edge_refuses(email in ".{0,30}", size in "[0-9-]{0,6}") {
            let form = &site::example().forms["whitepaper"];
            let rules = form.rules();
            let page_takes = rules.judge("email", &email).is_ok() && rules.judge("company_size", &size).is_ok();
            let body = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("email", &email).append_pair("company_size", &size).finish();
            let edge_takes = Answers::read(body.as_bytes()).check(form).is_ok();
            prop_assert!(page_takes || !edge_takes);
        }

        #[test]
        fn no_bytes_make_it_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Answers::read(&body).check(&site::example().forms["whitepaper"]);
        }
    }
}
