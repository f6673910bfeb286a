//! What somebody sent: fields as `application/x-www-form-urlencoded`, from the script and from a plain form alike.

use super::{Fault, Field, FieldKind, Form, Issue, STRANGER_FIELD, SURE_FIELD, size::MAX_PAIRS};
use crate::{
    email::{self, Email},
    secret::sha256_hex,
};
use alloc::{borrow::ToOwned, collections::BTreeMap, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// The answers as sent. Several of one name, as checkboxes have them, have a line each; what a line break would split is
/// no option.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Answers(BTreeMap<String, Vec<String>>);

/// Answers that may become a lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Whose.
    pub email: Email,
    /// What they answered to the form's other fields, by the lead's fields; empty answers are left out, and several that
    /// were chosen have a semicolon between.
    pub fields: BTreeMap<String, String>,
    /// What they agreed to.
    pub agreed: Vec<Agreed>,
}

/// A purpose somebody agreed to, and the words that stood beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreed {
    /// The purpose.
    pub purpose: String,
    /// What people read.
    pub text: String,
    /// In which language.
    pub locale: String,
}

/// How many hex digits of a hash tell texts apart.
const VERSION_DIGITS: usize = 16;

impl Agreed {
    /// Names the text: another word, or another language, is another version.
    pub fn version(&self) -> String {
        let hash = sha256_hex([self.locale.as_str(), "\n", &self.text].concat().as_bytes());
        hash.get(..VERSION_DIGITS).unwrap_or_default().to_owned()
    }
}

impl Answers {
    /// Reads a body. Any bytes are a form of some kind, so this can't fail. Line breaks become what the browser counts
    /// them as, and what it would make of them in markup: a plain form sends two characters for each.
    pub fn read(body: &[u8]) -> Self {
        let mut answers: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let in_lines = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n");
        for (name, value) in url::form_urlencoded::parse(body).take(MAX_PAIRS) {
            answers.entry(in_lines(&name)).or_default().push(in_lines(&value));
        }
        Self(answers)
    }

    /// The answer to a field, the first if there are several; empty if there is none.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).and_then(|values| values.first()).map_or("", String::as_str)
    }

    /// The answer to a field as its rule judges it: every one of several, in a line each.
    pub fn of(&self, field: &Field) -> String {
        match field.rule.kind {
            FieldKind::Checkboxes => self.0.get(&field.name).map(|values| values.join("\n")).unwrap_or_default(),
            _ => self.get(&field.name).to_owned(),
        }
    }

    /// Whether a name was sent at all, be it with nothing.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Sets the answer to a field.
    pub fn set(&mut self, name: &str, value: String) {
        self.0.insert(name.to_owned(), alloc::vec![value]);
    }

    /// What parameters of a page's address answer of a form; nobody agrees to anything by an address.
    pub fn of_address(form: &Form, query: &str) -> Self {
        let Self(sent) = Self::read(query.as_bytes());
        let asked = form.fields.iter().filter(|field| field.rule.kind != FieldKind::Consent);
        let answered = asked.filter_map(|field| Some((field.name.clone(), sent.get(&field.parameter)?.clone())));
        Self(answered.collect())
    }

    /// With nothing as the answer to each of these fields that was not sent: a box that was shown and not ticked.
    #[must_use]
    pub fn with_unticked<'a>(mut self, shown: impl Iterator<Item = &'a str>) -> Self {
        for name in shown {
            self.0.entry(name.to_owned()).or_default();
        }
        self
    }

    /// With the default as the answer to each field that nobody has answered yet: as a page shows it.
    #[must_use]
    pub fn with_defaults(mut self, form: &Form) -> Self {
        for (field, default) in form.fields.iter().filter_map(|field| Some((field, field.default.as_ref()?))) {
            self.0.entry(field.name.clone()).or_insert_with(|| alloc::vec![default.clone()]);
        }
        self
    }

    /// With the answers to what was not sent taken from earlier.
    #[must_use]
    pub fn beside(mut self, earlier: Self) -> Self {
        for (name, values) in earlier.0 {
            self.0.entry(name).or_insert(values);
        }
        self
    }

    /// Nothing but the answers to these fields.
    #[must_use]
    pub fn only<'f>(&self, fields: impl Iterator<Item = &'f Field>) -> Self {
        let answered = fields.filter_map(|field| Some((field.name.clone(), self.0.get(&field.name)?.clone())));
        Self(answered.collect())
    }

    /// Without what was agreed to: a form that is shown anew may say it in other words, which nobody has read yet.
    #[must_use]
    pub fn without_agreements(mut self, form: &Form) -> Self {
        for field in form.fields.iter().filter(|field| field.rule.kind == FieldKind::Consent) {
            self.0.remove(&field.name);
        }
        self
    }

    /// Whether they are of somebody whom this browser may be recognised as: not at a stand, where it is many people's, nor
    /// where somebody says to be another.
    pub fn may_be_recognised(&self, form: &Form) -> bool {
        !form.kiosk && self.ours(STRANGER_FIELD).is_none()
    }

    /// Whether nothing was answered at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One of our own fields, if sent and not empty.
    pub fn ours(&self, name: &str) -> Option<&str> {
        Some(self.get(name)).filter(|value| !value.is_empty())
    }

    /// The answers that count, field by field: none to what is not asked under the other answers.
    pub fn asked<'f>(&self, form: &'f Form) -> Vec<(&'f Field, Option<String>)> {
        let of = |name: &str| form.fields.iter().find(|field| field.name == name).map(|field| self.of(field));
        form.fields.iter().zip(form.rules().asked(|name| of(name).unwrap_or_default())).collect()
    }

    /// Judges the answers to a form. Fields the form does not have are ignored, and so are those that are not asked.
    pub fn check(&self, form: &Form) -> Result<Checked, Vec<Issue>> {
        let asked = self.asked(form);
        let mut issues: Vec<Issue> = Vec::new();
        for (field, answer) in &asked {
            // As sent: to what spaces mean not every kind says the same.
            let fault = answer.as_ref().and_then(|_| judge(field, &self.of(field)).err());
            issues.extend(fault.map(|fault| issue(field, fault)));
        }
        let email = Email::parse(self.get("email"));
        let named = |issues: &[Issue]| issues.iter().any(|issue| issue.field == "email");
        match &email {
            Err(_) if !named(&issues) => issues.push(about_address(Fault::NotAnEmail, String::new())),
            Ok(email) if !named(&issues) => issues.extend(self.doubt(form, email)),
            _ => {}
        }
        match email {
            Ok(email) if issues.is_empty() => Ok(checked(email, form, &asked)),
            _ => Err(issues),
        }
    }

    /// What is wrong with an address that is one: the form takes no such, or it looks misspelt, and who typed it was not
    /// asked yet.
    fn doubt(&self, form: &Form, email: &Email) -> Option<Issue> {
        if let Err(fault) = form.accept_mail.judge(email) {
            return Some(about_address(fault, String::new()));
        }
        Some(about_address(Fault::Misspelt, self.meant()?))
    }

    /// The address that was probably meant, where the one that was typed looks misspelt and nobody said that it is not.
    pub(super) fn meant(&self) -> Option<String> {
        let typed = self.get("email").trim();
        email::suggestion(typed).filter(|_| !self.get(SURE_FIELD).eq_ignore_ascii_case(typed))
    }
}

/// Judges an answer as the page does, and by what only the edge can tell.
pub(super) fn judge(field: &Field, answer: &str) -> Result<(), Fault> {
    field.rule.judge_choice(answer)?;
    let answer = answer.trim();
    let is_web = |url: &url::Url| matches!(url.scheme(), "http" | "https") && url.has_host();
    match field.rule.kind {
        FieldKind::Url if !answer.is_empty() && !url::Url::parse(answer).is_ok_and(|url| is_web(&url)) => {
            Err(Fault::NotAUrl)
        }
        _ => Ok(()),
    }
}

fn issue(field: &Field, fault: Fault) -> Issue {
    Issue { field: field.name.clone(), fault, hint: field.rule.hint(fault).to_owned() }
}

fn about_address(fault: Fault, hint: String) -> Issue {
    Issue { field: "email".to_owned(), fault, hint }
}

fn checked(email: Email, form: &Form, asked: &[(&Field, Option<String>)]) -> Checked {
    let answered = || {
        let answers = asked.iter().filter_map(|(field, answer)| Some((*field, answer.as_deref()?)));
        let fits = |field: &Field, answer: &str| !answer.is_empty() && field.rule.fits(answer).is_ok();
        answers.filter(move |(field, answer)| field.name != "email" && fits(field, answer))
    };
    let is_consent = |field: &Field| field.rule.kind == FieldKind::Consent;
    let fields = answered()
        .filter(|(field, _)| !is_consent(field))
        .map(|(field, answer)| (field.lead_field.clone(), answer_of_lead(field, answer)))
        .collect();
    let agreed = answered()
        .filter_map(|(field, _)| Some((field, field.purpose.clone()?)))
        .map(|(field, purpose)| Agreed { purpose, text: field.label.clone(), locale: form.locale.clone() })
        .collect();
    Checked { email, fields, agreed }
}

pub(super) fn answer_of_lead(field: &Field, answer: &str) -> String {
    if field.rule.kind == FieldKind::Checkboxes { answer.replace('\n', "; ") } else { answer.to_owned() }
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
    fn what_was_agreed_to_is_not_carried_into_words_that_nobody_has_read() {
        let mut form = site::example().forms["whitepaper"].clone();
        form.fields[1].rule.kind = FieldKind::Consent;
        let answers = Answers::read(b"email=a%40b.example&first_name=yes&job_title=Buyer&ll_locale=de");
        let rest = Answers::read(b"email=a%40b.example&job_title=Buyer&ll_locale=de");
        assert_eq!((form.fields[1].name.as_str(), answers.without_agreements(&form)), ("first_name", rest));
    }

    #[test]
    fn nobody_is_recognised_at_a_stand_or_who_says_to_be_another() {
        let form = site::example().forms["whitepaper"].clone();
        let stand = Form { kiosk: true, ..form.clone() };
        for (body, of_form, of_stand) in
            [("email=x", true, false), ("ll_stranger=", true, false), ("ll_stranger=1", false, false)]
        {
            let answers = Answers::read(body.as_bytes());
            assert_eq!(
                (answers.may_be_recognised(&form), answers.may_be_recognised(&stand)),
                (of_form, of_stand),
                "{body}"
            );
        }
    }

    #[test]
    fn a_line_break_counts_once_as_in_the_browser() {
        for body in ["text=a%0D%0Ab", "text=a%0Db", "text=a%0Ab"] {
            assert_eq!(Answers::read(body.as_bytes()).get("text"), "a\nb", "{body}");
        }
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
            let judge = |name: &str, answer: &str| {
                rules.0.iter().filter(|rule| rule.name == name).all(|rule| rule.judge(answer).is_ok())
            };
            let page_takes = judge("email", &email) && judge("company_size", &size);
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
