//! What a form sends.

use crate::demo;
use leadline_domain::{
    email::Email,
    form::{Answers, Checked, Form, answers_hash},
};
use url::form_urlencoded::Serializer;

/// What the page refuses the edge refuses. Answers that may become a lead are trimmed, not empty, of fields the form has,
/// and when sent as they were taken they are taken as the same.
pub fn check(input: &[u8]) -> bool {
    let answers = Answers::read(input);
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

fn refuses_what_the_page_refuses(form: &Form, answers: &Answers, refused: bool) {
    let rules = form.rules();
    let page_refuses = form.fields.iter().any(|field| rules.judge(&field.name, answers.get(&field.name)).is_err());
    assert!(refused || !page_refuses);
}

fn holds(id: &str, form: &Form, checked: &Checked) {
    assert_eq!(Email::parse(&checked.email.typed).as_ref(), Ok(&checked.email));
    let mut body = Serializer::new(String::new());
    body.append_pair("email", &checked.email.typed);
    for (name, answer) in &checked.fields {
        assert!(!answer.is_empty() && answer.trim() == answer && name != "email");
        assert!(form.fields.iter().any(|field| field.name == *name));
        body.append_pair(name, answer);
    }
    let again = Answers::read(body.finish().as_bytes()).check(form);
    assert_eq!(again.as_ref(), Ok(checked));
    assert_eq!(answers_hash(id, checked).len(), 64);
}
