//! A form's markup: complete without script, and what the script adopts.
//!
//! `forms/src/markup.js` finds its way by these: `.ll-field` with `data-field`, in it the controls of that name and
//! `.ll-issue`; `.ll-step`, `.ll-section`, `.ll-summary`, `.ll-progress`, `.ll-back`, `.ll-button`, `.ll-status`.

mod control;

use leadline_domain::form::{
    AGAIN_FIELD, Answers, BACK_FIELD, EARLIER_FIELD, Field, FieldKind, Form, Issue, LOCALE_FIELD, Part, SHOWN_FIELD,
    STEP_FIELD, STRANGER_FIELD, SURE_FIELD, TEST_FIELD, TICKET_FIELD, Words, filled, spam::HONEYPOT_FIELD,
};
use maud::{DOCTYPE, Markup, html};

/// Where the script has Turnstile's widget from: a script of this document would not run in the page that takes the form out.
const TURNSTILE: &str = "https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit";

/// Whether a form is shown to somebody who has answered already: then it may come back at once.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Showing {
    /// Nobody has.
    First,
    /// They have, or the page's address did for them.
    Again,
}

/// What the markup of a form needs.
pub(crate) struct View<'a> {
    /// Form id.
    pub(crate) id: &'a str,
    /// Which of its page's places the form stands in, from 0.
    pub(crate) place: u16,
    /// The form, in the language it is shown in, with the fields that are shown.
    pub(crate) form: Form,
    /// Where a plain submission goes.
    pub(crate) action: String,
    /// The sealed ticket.
    pub(crate) ticket: String,
    /// Whether what is sent is a test.
    pub(crate) test: bool,
    /// Which step is open, from 0.
    pub(crate) step: u8,
    /// Whether less is asked than of a stranger, because something is known already.
    pub(crate) known: bool,
    /// Whether somebody answered already.
    pub(crate) showing: Showing,
    /// Whether the visitor said to be nobody that is known here.
    pub(crate) stranger: bool,
    /// Where the page is asked for as by a stranger; nothing where only the script can ask.
    pub(crate) leave: Option<String>,
    /// The site key of Turnstile's widget, where the site uses it.
    pub(crate) sitekey: Option<String>,
    /// The sealed answers of other steps, where there is no script to keep them.
    pub(crate) earlier: String,
}

/// The form as it is opened, for a page that has the rest: one that shows it after another, or the script's.
pub(crate) fn alone(view: &View<'_>) -> Markup {
    form(view, &Answers::default(), &[], None)
}

/// A document that holds nothing but the form, for whoever opens it.
pub(crate) fn document(view: &View<'_>) -> String {
    html! {
        (DOCTYPE)
        html lang=(view.form.locale) dir=(view.form.words().dir) {
            head { meta charset="utf-8"; title { (view.form.title) } }
            body { (alone(view)) }
        }
    }
    .into_string()
}

/// The form, with answers already given and what is wrong with them.
pub(crate) fn form(view: &View<'_>, answers: &Answers, issues: &[Issue], message: Option<&str>) -> Markup {
    let View { id, form, action, known, sitekey, .. } = view;
    let (words, rules) = (form.words(), form.rules());
    let answers = &answers.clone().with_defaults(form);
    let asked = answers.asked(form).into_iter().filter_map(|(field, answer)| answer.map(|_| field.name.as_str()));
    let parts = Parts { view, words, answers, issues, asked: asked.collect() };
    html! {
        form.leadline-form method="post" action=(action) accept-charset="utf-8" lang=(form.locale) dir=(words.dir) data-form=(id)
            data-ask=(rules.encode()) data-words=(words.for_page(&rules)) data-known=[known.then_some("")]
            data-partial=[form.partial.as_ref().map(|_| "1")] data-kiosk=[form.kiosk.then_some("1")]
            autocomplete=[form.kiosk.then_some("off")] {
            (parts.heading())
            // Whoever comes to this page again looks at its beginning.
            @if message.is_some() { (status(message)) }
            (parts.summary())
            (parts.fields())
            @for field in form.fields.iter().filter(|field| !field.is_seen()) { (control::hidden(field, answers)) }
            (parts.ours())
            (honeypot(words))
            @if let Some(sitekey) = sitekey { div.cf-turnstile data-sitekey=(sitekey) data-script=(TURNSTILE) {} }
            (parts.buttons())
            @if message.is_none() { (status(None)) }
        }
    }
}

/// What becomes of the form.
fn status(message: Option<&str>) -> Markup {
    html! { p.ll-status role="status" aria-live="polite" { @if let Some(message) = message { (message) } } }
}

/// A field that nobody sees, nor hears of, nor comes to by keyboard. Should somebody all the same, it says what to do.
fn honeypot(words: &Words) -> Markup {
    html! {
        div hidden {
            label { (words.leave_empty) input name=(HONEYPOT_FIELD) tabindex="-1" autocomplete="off"; }
        }
    }
}

/// Whoever is asked whether an address is misspelt means it as it is by sending it again.
fn sure<'a>(answers: &'a Answers, issues: &[Issue]) -> &'a str {
    let asked = issues.iter().any(|issue| !issue.hint.is_empty() && issue.field == "email");
    if asked { answers.get("email").trim() } else { answers.get(SURE_FIELD) }
}

/// What is the same for every part of a form.
struct Parts<'a> {
    view: &'a View<'a>,
    words: &'static Words,
    answers: &'a Answers,
    issues: &'a [Issue],
    /// The fields that are asked under the answers so far: the others are there for the script, and out of the way.
    asked: Vec<&'a str>,
}

impl Parts<'_> {
    /// What stands above the fields.
    fn heading(&self) -> Markup {
        let View { form, step, known, leave, .. } = self.view;
        let (words, steps) = (self.words, form.steps.len());
        html! {
            h2.ll-title { (form.title) }
            @if steps > 0 {
                p.ll-progress {
                    span { (filled(words.step_of, &[&(step + 1).to_string(), &steps.to_string()])) }
                    progress max=(steps) value=(step + 1) aria-hidden="true" {}
                }
            }
            @if *known {
                @match leave {
                    Some(page) => p { a.ll-stranger href=(page) { (words.not_you) } },
                    None => button.ll-stranger type="button" { (words.not_you) },
                }
            }
            @if let Some(partial) = &form.partial { p.ll-notice { (partial.notice) } }
        }
    }

    /// What goes along with the answers.
    fn ours(&self) -> Markup {
        let View { form, ticket, test, step, stranger, earlier, showing, .. } = self.view;
        html! {
            input type="hidden" name=(TICKET_FIELD) value=(ticket);
            input type="hidden" name=(LOCALE_FIELD) value=(form.locale);
            input type="hidden" name=(STEP_FIELD) value=(step);
            input type="hidden" name=(SHOWN_FIELD) value=(self.names());
            @if !earlier.is_empty() { input type="hidden" name=(EARLIER_FIELD) value=(earlier); }
            @if *showing == Showing::Again { input type="hidden" name=(AGAIN_FIELD) value="1"; }
            @if *stranger { input type="hidden" name=(STRANGER_FIELD) value="1"; }
            input type="hidden" name=(SURE_FIELD) value=(sure(self.answers, self.issues));
            @if *test {
                input type="hidden" name=(TEST_FIELD) value="1";
                p.ll-test { (self.words.test) }
            }
        }
    }

    fn buttons(&self) -> Markup {
        let View { form, step, .. } = self.view;
        let (words, steps) = (self.words, form.steps.len());
        let last = steps <= usize::from(*step) + 1;
        html! {
            div.ll-buttons {
                button.ll-button type="submit" data-send=(form.button) { @if last { (form.button) } @else { (words.next) } }
                @if steps > 0 {
                    button.ll-back type="submit" name=(BACK_FIELD) value="1" formnovalidate hidden[*step == 0] { (words.back) }
                }
            }
        }
    }

    fn is_off(&self, field: &Field) -> bool {
        !self.asked.contains(&field.name.as_str())
    }

    /// The names of the fields that can be answered in the step that is open.
    fn names(&self) -> String {
        let fields = self.view.form.fields.iter().filter(|field| field.is_seen() && field.rule.step == self.view.step);
        fields.filter(|field| !self.is_off(field)).map(|field| field.name.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// The mistakes once more, where the eye begins, each a way to its field.
    fn summary(&self) -> Markup {
        html! {
            div.ll-summary role="alert" tabindex="-1" hidden[self.issues.is_empty()] {
                p { (self.words.correct) }
                ul {
                    @for issue in self.issues {
                        @if let Some(field) = self.view.form.fields.iter().find(|field| field.name == issue.field) {
                            li { a href={ "#" (self.id(field)) } { (field.label) " – " (self.said(issue)) } }
                        }
                    }
                }
            }
        }
    }

    fn said(&self, issue: &Issue) -> String {
        filled(self.words.about(issue.fault), &[&issue.hint])
    }

    fn id(&self, field: &Field) -> String {
        let View { id, place, .. } = self.view;
        let place = Some(place).filter(|place| **place > 0).map(ToString::to_string).unwrap_or_default();
        format!("ll{place}-{id}-{}", field.name)
    }

    fn fields(&self) -> Markup {
        let form = &self.view.form;
        let seen = |step: u8| form.fields.iter().filter(move |field| field.is_seen() && field.rule.step == step);
        if form.steps.is_empty() {
            return self.sections(&seen(0).collect::<Vec<_>>());
        }
        html! {
            @for (number, step) in (0_u8..).zip(&form.steps) {
                @let open = number == self.view.step;
                fieldset.ll-step data-step=(number) hidden[!open] disabled[!open] {
                    legend tabindex="-1" { (step.title) }
                    (self.sections(&seen(number).collect::<Vec<_>>()))
                }
            }
        }
    }

    /// Fields, those of a section under its heading.
    fn sections(&self, fields: &[&Field]) -> Markup {
        let form = &self.view.form;
        let section = |field: &Field| form.section_of(field).map(|section| section.id.as_str());
        html! {
            @for run in fields.chunk_by(|one, other| section(one) == section(other)) {
                @match run.first().and_then(|field| form.section_of(field)) {
                    Some(Part { title, .. }) => fieldset.ll-section hidden[run.iter().all(|field| self.is_off(field))] {
                        legend { (title) }
                        @for field in run { (self.field(field)) }
                    },
                    None => { @for field in run { (self.field(field)) } },
                }
            }
        }
    }

    fn field(&self, field: &Field) -> Markup {
        let id = self.id(field);
        let issue = self.issues.iter().find(|issue| issue.field == field.name);
        let help = field.help.as_ref().map(|_| format!("{id}-help"));
        let described_by =
            [help.as_deref(), Some(&format!("{id}-issue"))].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let control = control::Control {
            id: &id,
            field,
            answers: self.answers,
            described_by,
            wrong: issue.is_some(),
            off: self.is_off(field),
            kiosk: self.view.form.kiosk,
            words: self.words,
        };
        let name = field.name.as_str();
        let optional = html! { @if !field.rule.required { span.ll-optional { " " (self.words.optional) } } };
        let about = html! {
            @if let Some(help) = &field.help { p.ll-help id={ (id) "-help" } { (help) } }
            p.ll-issue id={ (id) "-issue" } hidden[issue.is_none()] { @if let Some(issue) = issue { (self.said(issue)) } }
        };
        let label = html! { (field.label) (optional) };
        match field.rule.kind {
            FieldKind::Radio | FieldKind::Checkboxes | FieldKind::Rating => control.fieldset(&label, &about),
            kind if kind.is_flag() => html! {
                div.ll-field.ll-flag data-field=(name) hidden[control.off] {
                    label for=(id) { (control.markup()) span { (label) } }
                    (about)
                }
            },
            _ => html! {
                div.ll-field data-field=(name) hidden[control.off] {
                    label for=(id) { (label) }
                    (about)
                    (control.markup())
                }
            },
        }
    }
}
