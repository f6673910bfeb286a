//! What holds of every form and every answer to it.

use super::{after, answers, defaults, form, locale, partial, source::Source, turn, walk};
use leadline_domain::{
    form::{Answers, Checked, Fault, FieldKind, FieldRule, Form, Issue, Rules, SURE_FIELD},
    site::{RawSite, Site},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use url::form_urlencoded::Serializer;

/// What became of a form and an answer to it.
pub(crate) struct Outcome {
    /// The kinds it has.
    pub(crate) kinds: BTreeSet<String>,
    /// What the page refuses.
    pub(crate) refused_by_page: bool,
    /// What the edge said.
    pub(crate) judged: Result<Checked, Vec<Issue>>,
    /// What else there was of it.
    pub(crate) seen: Vec<&'static str>,
}

/// Draws a form and answers, and panics where the law is broken.
pub(crate) fn check(input: &[u8]) -> Outcome {
    let mut source = Source::new(input);
    let drawn = form::draw(&mut source);
    let form = checked(&drawn.raw);
    let pairs = answers::draw(&mut source, &drawn);
    let answers = read(&pairs);
    let page = Rules::decode(&form.rules().encode()).expect("rules that were written read");
    reads_back(&page, &form.rules());
    let asked = page.asked(|name| answer(&form, &answers, name));
    let of_edge: Vec<_> = answers.asked(&form).into_iter().map(|(_, answer)| answer).collect();
    assert_eq!(asked, of_edge, "page and edge ask the same");
    let judged = answers.check(&form);
    let wrong = |(rule, asked): (&FieldRule, &Option<String>)| {
        asked.is_some() && rule.judge(&answer(&form, &answers, &rule.name)).is_err()
    };
    let refused_by_page = page.0.iter().zip(&asked).any(wrong);
    assert!(!refused_by_page || judged.is_err(), "what the page refuses the edge refuses");
    has_words(&form, &answers);
    let unasked: BTreeSet<&str> =
        page.0.iter().zip(&asked).filter(|(_, asked)| asked.is_none()).map(|(rule, _)| rule.name.as_str()).collect();
    match &judged {
        Ok(checked) => holds(&form, checked, &unasked),
        Err(issues) => are_reasons(&form, issues, &unasked, refused_by_page),
    }
    does_not_hang_on(&form, &pairs, &unasked, &judged);
    let came = judged.as_ref().map(|checked| after::holds(&drawn.raw, &form, checked));
    let seen = [
        ("unasked", !unasked.is_empty()),
        ("steps", !form.steps.is_empty()),
        ("kiosk", form.kiosk),
        ("confirm", form.confirm.is_some()),
        ("a rule comes after", matches!(came, Ok(Some(_)))),
        ("thanks are all, though there are rules", came == Ok(None) && !form.after.is_empty()),
        ("begun", partial::holds(&form, &answers, &unasked, &judged)),
        ("languages", locale::holds(&drawn.raw, &form, &answers, &judged) > 0),
        ("steps that were walked", walk::holds(&form, &answers, &judged) > 1),
        ("defaults", defaults::holds(&form, &pairs, &answers) > 0),
        ("asked less", turn::holds(&mut source, &form, &answers)),
    ];
    Outcome {
        kinds: form.fields.iter().map(|field| format!("{:?}", field.rule.kind)).collect(),
        refused_by_page,
        seen: seen.into_iter().filter_map(|(what, is)| is.then_some(what)).collect(),
        judged,
    }
}

/// The form as checked, which every form that is drawn has to be.
pub(crate) fn checked(form: &Value) -> Form {
    let scoring = json!({"thresholds": {"mql": 65, "sql": 85}, "grades": {"a": 45, "b": 30, "c": 15}});
    let site = json!({"id": "drawn", "name": "Drawn", "origins": ["https://shop.example"]});
    let email = json!({"name": "email", "type": "email", "label": "x", "required": true});
    // At a stand every form is one of the stand's.
    let is_kiosk = form["kiosk"] == true;
    let other = json!({"title": "a", "button": "b", "thanks": "c", "kiosk": is_kiosk, "field": [email]});
    let mail = json!({"id": "mail", "from": "a@shop.example", "to": ["b@shop.example"], "subject": "x", "text": "x"});
    let site = json!({
        "site": site,
        "scoring": scoring,
        "routing": {"mail": [mail]},
        "forms": {"drawn": form, after::OTHER: other},
        "files": {after::FILE: {"sha256": "0".repeat(64), "bytes": 9}},
        "pages": {},
    });
    let raw: RawSite = serde_json::from_value(site).expect("a site");
    match Site::check(raw) {
        Ok(mut site) => site.forms.remove("drawn").expect("the form"),
        Err(problems) => {
            panic!("{:?} of {form}", problems.iter().map(|one| (&one.place, &one.found)).collect::<Vec<_>>())
        }
    }
}

fn read(pairs: &[(String, String)]) -> Answers {
    Answers::read(Serializer::new(String::new()).extend_pairs(pairs).finish().as_bytes())
}

fn answer(form: &Form, answers: &Answers, name: &str) -> String {
    form.fields.iter().find(|field| field.name == name).map(|field| answers.of(field)).unwrap_or_default()
}

/// A page has the rules as they are, but for the options, which its markup has.
fn reads_back(page: &Rules, edge: &Rules) {
    let mut edge = edge.clone();
    edge.0.iter_mut().for_each(|rule| rule.options.clear());
    assert_eq!(*page, edge);
}

/// Whatever a page finds wrong it has words for.
fn has_words(form: &Form, answers: &Answers) {
    let words = form.words().for_page(&form.rules());
    for field in &form.fields {
        for answer in [&answers.of(field), "", "\0", &"x".repeat(4_001)] {
            if let Err(fault) = field.rule.judge(answer) {
                let said = words.split('\n').nth(fault as usize);
                assert_eq!(said, Some(form.words().about(fault)), "{} of {}", fault.code(), field.name);
            }
        }
    }
}

/// What was not asked is not there, what was needed is, and sent again as it was taken it is taken as the same.
fn holds(form: &Form, checked: &Checked, unasked: &BTreeSet<&str>) {
    let mut again =
        vec![("email".to_owned(), checked.email.typed.clone()), (SURE_FIELD.to_owned(), checked.email.typed.clone())];
    for field in &form.fields {
        let is_asked = !unasked.contains(field.name.as_str());
        let answer = checked.fields.get(&field.lead_field);
        let is_consent = field.rule.kind == FieldKind::Consent;
        if !is_asked {
            assert_eq!(answer, None, "{} was not asked", field.name);
        } else if field.rule.required && field.name != "email" && !is_consent {
            assert!(answer.is_some_and(|answer| !answer.trim().is_empty()), "{} is needed", field.name);
        } else if field.rule.required && is_consent {
            assert!(checked.agreed.iter().any(|agreed| agreed.text == field.label), "{} is needed", field.name);
        }
        let several = field.rule.kind == FieldKind::Checkboxes;
        let answers = answer
            .into_iter()
            .flat_map(|answer| if several { answer.split("; ").collect() } else { vec![&answer[..]] });
        again.extend(answers.map(|answer| (field.name.clone(), answer.to_owned())));
    }
    let mut consents = form.fields.iter().filter(|field| field.rule.kind == FieldKind::Consent);
    if consents.next().is_none() {
        assert_eq!(read(&again).check(form).as_ref(), Ok(checked), "what was taken is taken again");
    }
}

/// Every reason is one field's, which was asked; and where the page saw none, it is of what only the edge can tell.
fn are_reasons(form: &Form, issues: &[Issue], unasked: &BTreeSet<&str>, refused_by_page: bool) {
    assert!(!issues.is_empty());
    let named: BTreeSet<&str> = issues.iter().map(|issue| issue.field.as_str()).collect();
    assert_eq!(named.len(), issues.len(), "one reason a field");
    for Issue { field, fault, .. } in issues {
        assert!(form.fields.iter().any(|known| known.name == *field) && !unasked.contains(field.as_str()), "{field}");
        let is_of_edge = matches!(
            fault,
            Fault::NotAnOption
                | Fault::NotAUrl
                | Fault::NotAnEmail
                | Fault::PrivateMail
                | Fault::DisposableMail
                | Fault::Misspelt
        );
        assert!(refused_by_page || is_of_edge, "the page could have told of {field}: {}", fault.code());
    }
}

/// Nothing that is said to what is not asked, or of what no form asks, changes anything.
fn does_not_hang_on(
    form: &Form,
    pairs: &[(String, String)],
    unasked: &BTreeSet<&str>,
    judged: &Result<Checked, Vec<Issue>>,
) {
    let mut without: Vec<_> = pairs.iter().filter(|(name, _)| !unasked.contains(name.as_str())).cloned().collect();
    without.push(("nobody_asked".to_owned(), "7".to_owned()));
    assert_eq!(read(&without).check(form), *judged, "what is not asked does not count");
}
