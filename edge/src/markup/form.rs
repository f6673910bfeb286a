//! A form's markup: complete without script, and what the script adopts.

use leadline_domain::form::{Answers, Field, FieldKind, Form, Issue, TEST_FIELD, TICKET_FIELD};
use maud::{DOCTYPE, Markup, html};

/// What the markup of a form needs.
pub(crate) struct View<'a> {
    /// Form id.
    pub(crate) id: &'a str,
    /// The form.
    pub(crate) form: &'a Form,
    /// Where a plain submission goes.
    pub(crate) action: &'a str,
    /// The sealed ticket.
    pub(crate) ticket: String,
    /// Whether what is sent is a test.
    pub(crate) test: bool,
}

/// A document that holds nothing but the form, for the script to take it out of.
pub(crate) fn document(view: &View<'_>, answers: &Answers, issues: &[Issue]) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            head { meta charset="utf-8"; title { (view.form.title) } }
            body { (form(view, answers, issues, None)) }
        }
    }
    .into_string()
}

/// The form, with answers already given and what is wrong with them.
pub(crate) fn form(view: &View<'_>, answers: &Answers, issues: &[Issue], message: Option<&str>) -> Markup {
    html! {
        form.leadline-form method="post" action=(view.action) data-form=(view.id) data-rules=(view.form.rules().encode()) {
            h2.ll-title { (view.form.title) }
            @for field in &view.form.fields { (self::field(view.id, field, answers, issues)) }
            input type="hidden" name=(TICKET_FIELD) value=(view.ticket);
            @if view.test {
                input type="hidden" name=(TEST_FIELD) value="1";
                p.ll-test { "This is a test: what is sent is marked, and counts for nothing." }
            }
            button.ll-button type="submit" { (view.form.button) }
            p.ll-status role="status" aria-live="polite" { @if let Some(message) = message { (message) } }
        }
    }
}

fn field(form: &str, field: &Field, answers: &Answers, issues: &[Issue]) -> Markup {
    let id = format!("ll-{form}-{}", field.name);
    let issue = issues.iter().find(|issue| issue.field == field.name);
    html! {
        div.ll-field {
            label for=(id) { (field.label) @if !field.rule.required { span.ll-optional { " (optional)" } } }
            (control(&id, field, answers.get(&field.name), issue.is_some()))
            p.ll-issue id={ (id) "-issue" } hidden[issue.is_none()] {
                @if let Some(issue) = issue { (issue.fault.text()) }
            }
        }
    }
}

fn control(id: &str, field: &Field, answer: &str, wrong: bool) -> Markup {
    let described_by = format!("{id}-issue");
    let invalid = wrong.then_some("true");
    let kind = match field.rule.kind {
        FieldKind::Email => "email",
        FieldKind::Tel => "tel",
        FieldKind::Text | FieldKind::Textarea | FieldKind::Select => "text",
    };
    match field.rule.kind {
        FieldKind::Select => html! {
            select id=(id) name=(field.name) required[field.rule.required] autocomplete=[field.autocomplete.as_deref()]
                aria-describedby=(described_by) aria-invalid=[invalid] {
                option value="" { "Please choose" }
                @for option in &field.options { option value=(option) selected[option == answer] { (option) } }
            }
        },
        FieldKind::Textarea => html! {
            textarea id=(id) name=(field.name) rows="4" required[field.rule.required] maxlength=(field.rule.max_length)
                autocomplete=[field.autocomplete.as_deref()] aria-describedby=(described_by) aria-invalid=[invalid] { (answer) }
        },
        FieldKind::Text | FieldKind::Email | FieldKind::Tel => html! {
            input id=(id) name=(field.name) type=(kind) value=[Some(answer).filter(|answer| !answer.is_empty())]
                required[field.rule.required] maxlength=(field.rule.max_length) autocomplete=[field.autocomplete.as_deref()]
                aria-describedby=(described_by) aria-invalid=[invalid];
        },
    }
}
