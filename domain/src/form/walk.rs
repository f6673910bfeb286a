//! How a form is filled in without script: one step after the other, each sent and answered with a page.

use super::{Answers, Field, Form, Issue};
use alloc::vec::Vec;

/// Where in a form somebody is, as the page that was sent says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place<'a> {
    /// The step that was shown, from 0; nothing where the page does not know of steps, and all was answered at once.
    pub step: Option<u8>,
    /// Whether they want one step back.
    pub back: bool,
    /// The names of the fields that were shown; nothing where the page does not say.
    pub shown: Option<Vec<&'a str>>,
}

/// What comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// A step is shown, or the same once more.
    Show {
        /// Which, from 0.
        step: u8,
        /// What is wrong with the answers in it.
        issues: Vec<Issue>,
        /// Whether something has to be answered that was not shown before.
        more: bool,
    },
    /// All is answered.
    Send,
}

impl Place<'_> {
    /// What comes after these answers to `form`.
    pub fn turn(&self, form: &Form, answers: &Answers) -> Turn {
        let Some(step) = self.step.filter(|_| !form.steps.is_empty()) else {
            return judged(form, answers, None, &self.unseen(form, answers, None));
        };
        let step = step.min(last_step(form));
        if self.back {
            let before = (0..step).rev().find(|&number| is_asked(form, answers, number));
            return Turn::Show { step: before.unwrap_or_default(), issues: Vec::new(), more: false };
        }
        let turn = judged(form, answers, Some(step), &self.unseen(form, answers, Some(step)));
        if turn != Turn::Send {
            return turn;
        }
        match (step..=last_step(form)).skip(1).find(|&number| is_asked(form, answers, number)) {
            Some(step) => Turn::Show { step, issues: Vec::new(), more: false },
            None => judged(form, answers, None, &[]),
        }
    }

    /// The fields that turn out to be asked in the step that was shown, and were not shown.
    fn unseen<'f>(&self, form: &'f Form, answers: &Answers, step: Option<u8>) -> Vec<&'f str> {
        let Some(shown) = &self.shown else { return Vec::new() };
        let asked = answers.asked(form).into_iter().filter(|(field, answer)| answer.is_some() && field.is_seen());
        let here = asked.filter(|(field, _)| is_in(field, step)).map(|(field, _)| field.name.as_str());
        here.filter(|name| !shown.contains(name)).collect()
    }
}

/// Whether a step, or the whole form, is answered.
fn judged(form: &Form, answers: &Answers, step: Option<u8>, unseen: &[&str]) -> Turn {
    let mut issues = answers.check(form).err().unwrap_or_default();
    issues.retain(|issue| step.is_none_or(|step| form.step_of(&issue.field) == step));
    if issues.is_empty() && unseen.is_empty() {
        return Turn::Send;
    }
    let step = step.or_else(|| issues.first().map(|issue| form.step_of(&issue.field))).unwrap_or_default();
    // What was not shown nobody has left out.
    issues.retain(|issue| form.step_of(&issue.field) == step && !unseen.contains(&issue.field.as_str()));
    Turn::Show { step, issues, more: !unseen.is_empty() }
}

fn is_in(field: &Field, step: Option<u8>) -> bool {
    step.is_none_or(|step| field.rule.step == step)
}

fn last_step(form: &Form) -> u8 {
    u8::try_from(form.steps.len()).unwrap_or(u8::MAX).saturating_sub(1)
}

/// Whether anything is asked in a step, under the answers so far.
fn is_asked(form: &Form, answers: &Answers, step: u8) -> bool {
    let asked = answers.asked(form);
    asked.iter().any(|(field, answer)| answer.is_some() && field.is_seen() && field.rule.step == step)
}

impl Form {
    /// The step a field is asked in, from 0.
    pub fn step_of(&self, name: &str) -> u8 {
        self.fields.iter().find(|field| field.name == name).map_or(0, |field| field.rule.step)
    }

    /// The first step in which one of these fields is asked.
    pub fn first_step_of(&self, names: &[&str]) -> u8 {
        names.iter().map(|name| self.step_of(name)).min().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::{RawSite, Site};
    use alloc::{borrow::ToOwned, format, string::String};
    use proptest::prelude::*;
    use serde_json::json;

    /// Three steps; the second one is about a company, and only asked of those who have one.
    fn form(with_steps: bool) -> Form {
        let mut raw: RawSite = serde_json::from_str(include_str!("../site/example.json")).unwrap();
        let is_company = json!({"field": "kind", "is_in": ["company"]});
        let steps = json!([
            {"id": "you", "title": "x", "fields": ["email", "kind", "vat"]},
            {"id": "work", "title": "x", "fields": ["size"]},
            {"id": "rest", "title": "x", "fields": ["topic"]},
        ]);
        let form = json!({"title": "a", "button": "b", "thanks": "c", "step": if with_steps { steps } else { json!([]) }, "field": [
            {"name": "email", "type": "email", "label": "x", "required": true},
            {"name": "kind", "type": "text", "label": "x"},
            {"name": "vat", "type": "text", "label": "x", "required": true, "when": is_company},
            {"name": "size", "type": "number", "label": "x", "required": true, "when": is_company},
            {"name": "topic", "type": "text", "label": "x", "required": true},
        ]});
        raw.forms.insert("form".to_owned(), serde_json::from_value(form).unwrap());
        Site::check(raw).unwrap().forms["form"].clone()
    }

    fn place(step: u8, shown: &'static str) -> Place<'static> {
        Place { step: Some(step), back: false, shown: Some(shown.split(' ').collect()) }
    }

    /// `step: fields that are wrong`, with a plus where more is asked; or `send`.
    fn said(turn: &Turn) -> String {
        match turn {
            Turn::Send => "send".to_owned(),
            Turn::Show { step, issues, more } => {
                let step = format!("{step}{}", if *more { "+" } else { "" });
                let issues = issues.iter().map(|issue| issue.field.as_str());
                [step.as_str()].into_iter().chain(issues).collect::<Vec<_>>().join(" ")
            }
        }
    }

    #[test]
    fn steps_come_one_after_the_other() {
        const YOU: &str = "email=a%40b.example&kind=";
        let table = [
            (0, "email kind", "", "0 email"),
            (0, "email kind", "email=x&kind=company", "0+ email"),
            (0, "email kind", YOU, "2"),
            (0, "email kind", "email=a%40b.example&kind=company", "0+"),
            (0, "email kind vat", "email=a%40b.example&kind=company", "0 vat"),
            (0, "email kind vat", "email=a%40b.example&kind=company&vat=1", "1"),
            (1, "size", "email=a%40b.example&kind=company&vat=1&size=x", "1 size"),
            (1, "size", "email=a%40b.example&kind=company&vat=1&size=5", "2"),
            (2, "topic", "email=a%40b.example&kind=company&vat=1&size=5", "2 topic"),
            (2, "topic", "email=a%40b.example&kind=company&vat=1&size=5&topic=x", "send"),
            // Whatever is wrong in earlier steps is found before it is too late.
            (2, "topic", "email=x&kind=company&topic=x", "0 email vat"),
            (2, "topic", "email=a%40b.example&kind=company&vat=1&topic=x", "1 size"),
            (9, "topic", "email=a%40b.example&topic=x", "send"),
        ];
        for (step, shown, answers, expected) in table {
            let turn = place(step, shown).turn(&form(true), &Answers::read(answers.as_bytes()));
            assert_eq!(said(&turn), expected, "{step} {answers}");
        }
    }

    #[test]
    fn the_way_back_judges_nothing_and_skips_what_is_not_asked() {
        for (step, answers, expected) in [(2, "kind=company", "1"), (2, "email=x", "0"), (1, "", "0"), (0, "", "0")] {
            let back = Place { back: true, ..place(step, "") };
            assert_eq!(said(&back.turn(&form(true), &Answers::read(answers.as_bytes()))), expected, "{step} {answers}");
        }
    }

    #[test]
    fn without_steps_all_is_judged_at_once() {
        let form = form(false);
        let table = [
            ("email kind topic", "email=a%40b.example&topic=x", "send"),
            ("email kind topic", "email=a%40b.example&topic=x&kind=company", "0+"),
            ("email kind topic", "email=x&kind=company", "0+ email topic"),
            ("email kind vat size topic", "email=a%40b.example&topic=x&kind=company&vat=1", "0 size"),
            ("email kind vat size topic", "email=a%40b.example&topic=x", "send"),
        ];
        for (shown, answers, expected) in table {
            let turn = place(0, shown).turn(&form, &Answers::read(answers.as_bytes()));
            assert_eq!(said(&turn), expected, "{answers}");
        }
        let silent = Place::default();
        assert_eq!(
            said(&silent.turn(&form, &Answers::read(b"email=a%40b.example&topic=x&kind=company"))),
            "0 vat size"
        );
    }

    proptest! {
        #[test]
        fn nothing_is_sent_that_would_be_refused(
            step in prop::option::of(0_u8..4), shown in prop::option::of(0_usize..3),
            kind in "(company|)", vat in "[a-z]{0,1}", size in "[0-9x]{0,1}", topic in "[a-z]{0,1}",
        ) {
            let shown = shown.map(|at| ["email kind vat size topic", "email", "topic"][at].split(' ').collect());
            let body = format!("email=a%40b.example&kind={kind}&vat={vat}&size={size}&topic={topic}");
            let (form, answers) = (form(true), Answers::read(body.as_bytes()));
            if (Place { step, back: false, shown }).turn(&form, &answers) == Turn::Send {
                prop_assert!(answers.check(&form).is_ok());
            }
        }
    }
}
