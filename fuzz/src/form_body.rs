//! What a form sends, ours or that of a mail program.

use crate::demo;
use leadline_domain::{
    email::Email,
    form::{Answers, Checked, FieldKind, FieldRule, Form, SURE_FIELD, YES, answers_hash},
    lead::{Choice, Preferences, Said},
};
use url::form_urlencoded::Serializer;

/// What the page refuses the edge refuses. Answers that may become a lead are trimmed, not empty, of fields the form has,
/// and when sent as they were taken they are taken as the same.
pub fn check(input: &[u8]) -> bool {
    let answers = Answers::read(input);
    changes_nothing_that_was_not_asked(input);
    let mut taken = false;
    for (id, form) in &demo::site().forms {
        let judged = answers.check(form);
        refuses_what_the_page_refuses(form, &answers, judged.is_err());
        if let Ok(checked) = judged {
            holds(id, form, &checked);
            taken = true;
        }
    }
    taken
}

/// Whatever is sent to a preference page speaks of the site's purposes, of what was spoken of before, and of mail.
fn changes_nothing_that_was_not_asked(input: &[u8]) {
    let Some(choice) = Choice::read(input, Some("news")) else { return };
    let (email, key) = ("ada@example.com".to_owned(), "k".to_owned());
    let allows = [("news".to_owned(), true), ("mail".to_owned(), false)].into();
    let purposes = &demo::site().purposes;
    for change in (Preferences { email, key, allows }).change(purposes, &choice) {
        let known = ["news", "mail"].contains(&change.purpose.as_str());
        assert!(known || purposes.iter().any(|purpose| purpose.id == change.purpose));
        assert_eq!(change.said == Said::Withdrawn, change.key.is_none());
    }
}

fn refuses_what_the_page_refuses(form: &Form, answers: &Answers, refused: bool) {
    let of = |name: &str| form.fields.iter().find(|field| field.name == name).map(|field| answers.of(field));
    let rules = form.rules();
    let asked = rules.asked(|name| of(name).unwrap_or_default());
    let wrong = |(rule, answer): (&FieldRule, &Option<String>)| {
        answer.as_ref().is_some_and(|answer| rule.judge(answer).is_err())
    };
    let page_refuses = rules.0.iter().zip(&asked).any(wrong);
    assert!(refused || !page_refuses);
}

fn holds(id: &str, form: &Form, checked: &Checked) {
    assert_eq!(Email::parse(&checked.email.typed).as_ref(), Ok(&checked.email));
    let mut body = Serializer::new(String::new());
    body.append_pair("email", &checked.email.typed).append_pair(SURE_FIELD, &checked.email.typed);
    for (name, answer) in &checked.fields {
        assert!(!answer.is_empty() && answer.trim() == answer && name != "email");
        let field = form.fields.iter().find(|field| field.lead_field == *name).expect("a field of the form");
        let several = field.rule.kind == FieldKind::Checkboxes;
        for one in answer.split("; ").take(if several { usize::MAX } else { 1 }) {
            body.append_pair(&field.name, if several { one } else { answer });
        }
    }
    for agreed in &checked.agreed {
        let field = form.fields.iter().find(|field| field.purpose.as_ref() == Some(&agreed.purpose));
        body.append_pair(&field.expect("a field that asks for it").name, YES);
    }
    let again = Answers::read(body.finish().as_bytes()).check(form);
    assert_eq!(again.as_ref(), Ok(checked));
    assert_eq!(answers_hash(id, checked).len(), 64);
}
