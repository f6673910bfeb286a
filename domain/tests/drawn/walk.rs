//! Without script: step by step a form ends as it does when everything is sent at once.

use leadline_domain::form::{Answers, Checked, Field, Form, Issue, Place, Turn};

/// Goes through the form, a page each, as somebody does who answers what is shown; says how many pages there were.
pub(crate) fn holds(form: &Form, answers: &Answers, judged: &Result<Checked, Vec<Issue>>) -> usize {
    let last = form.steps.len().saturating_sub(1);
    let is_so_far = |field: &&Field, step: u8| field.rule.step <= step || !field.is_seen();
    let (mut step, mut pages) = (0_u8, 0);
    loop {
        pages += 1;
        assert!(pages <= last + 1, "every page leads further");
        let typed = answers.only(form.fields.iter().filter(|field| is_so_far(field, step)));
        let asked = typed.asked(form).into_iter().filter(|(field, answer)| answer.is_some() && field.rule.step == step);
        let shown = asked.map(|(field, _)| field.name.as_str()).collect();
        let place = Place { step: Some(step), back: false, shown: Some(shown) };
        match place.turn(form, &typed) {
            Turn::Send => {
                assert!(judged.is_ok(), "what is refused at once is refused step by step");
                return pages;
            }
            Turn::Show { step: next, issues, more } if issues.is_empty() => {
                assert!(next > step && !more, "all that is asked was shown");
                step = next;
            }
            Turn::Show { step: at, issues, .. } => {
                let all = judged.as_ref().expect_err("what is taken at once is taken step by step");
                assert!(at <= step && issues.iter().all(|issue| all.contains(issue)), "{issues:?} {all:?}");
                return pages;
            }
        }
    }
}
