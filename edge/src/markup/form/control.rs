//! What an answer is given with.

mod countries;

use leadline_domain::form::{Answers, Choice, Field, FieldKind, Words, YES, filled};
use maud::{Markup, html};

/// What the markup of a control needs.
pub(super) struct Control<'a> {
    /// The control's id; those of a group have its position behind.
    pub(super) id: &'a str,
    /// What is asked.
    pub(super) field: &'a Field,
    /// What was answered already.
    pub(super) answers: &'a Answers,
    /// The ids of what is said about it.
    pub(super) described_by: String,
    /// Whether the answer is wrong.
    pub(super) wrong: bool,
    /// Whether it is not asked under the answers so far.
    pub(super) off: bool,
    /// The language.
    pub(super) words: &'static Words,
}

/// A field that nobody sees.
pub(super) fn hidden(field: &Field, answers: &Answers) -> Markup {
    html! { input type="hidden" name=(field.name) value=(answered(field, answers)) data-parameter=(field.parameter); }
}

/// What was answered, or what is until somebody answers.
fn answered(field: &Field, answers: &Answers) -> String {
    if answers.has(&field.name) { answers.of(field) } else { field.default.clone().unwrap_or_default() }
}

impl Control<'_> {
    pub(super) fn markup(&self) -> Markup {
        let (rule, answer) = (&self.field.rule, answered(self.field, self.answers));
        match rule.kind {
            FieldKind::Select => self.select(&self.field.options, &answer),
            FieldKind::Country => self.select(&countries::named(&rule.options, self.words.tag), &answer),
            FieldKind::Radio => self.group("radio", &self.field.options, &answer),
            FieldKind::Checkboxes => self.group("checkbox", &self.field.options, &answer),
            FieldKind::Rating => self.group("radio", &self.stars(), &answer),
            FieldKind::Checkbox | FieldKind::Consent => html! {
                input type="checkbox" id=(self.id) name=(self.field.name) value=(YES) checked[answer == YES]
                    required[rule.required] disabled[self.off] aria-describedby=(self.described_by) aria-invalid=[self.invalid()]
                    data-parameter=[self.parameter()];
            },
            FieldKind::Textarea => html! {
                textarea id=(self.id) name=(self.field.name) rows="4" required[rule.required] disabled[self.off] minlength=[limit(&rule.low)]
                    maxlength=[limit(&rule.high)] placeholder=[self.field.placeholder.as_deref()]
                    autocomplete=[self.field.autocomplete.as_deref()] aria-describedby=(self.described_by)
                    aria-invalid=[self.invalid()] data-parameter=[self.parameter()] { (answer) }
            },
            _ => self.input(&answer),
        }
    }

    fn input(&self, answer: &str) -> Markup {
        let rule = &self.field.rule;
        let kind = match rule.kind {
            FieldKind::Email => "email",
            FieldKind::Tel => "tel",
            FieldKind::Url => "url",
            FieldKind::Date => "date",
            FieldKind::Number => "number",
            _ => "text",
        };
        let measured = rule.kind.is_measured();
        let text = |text: &'static str| Some(text).filter(|_| measured);
        let spacing = limit(&rule.spacing).or_else(|| text("any").filter(|_| rule.kind == FieldKind::Number));
        html! {
            input id=(self.id) name=(self.field.name) type=(kind) value=[limit(answer)] required[rule.required] disabled[self.off]
                minlength=[limit(&rule.low).filter(|_| !measured)] maxlength=[limit(&rule.high).filter(|_| !measured)]
                min=[limit(&rule.low).filter(|_| measured)] max=[limit(&rule.high).filter(|_| measured)] step=[spacing]
                pattern=[self.field.pattern.as_deref()] placeholder=[self.field.placeholder.as_deref()]
                autocomplete=[self.field.autocomplete.as_deref()] aria-describedby=(self.described_by)
                aria-invalid=[self.invalid()] data-parameter=[self.parameter()];
        }
    }

    fn select(&self, choices: &[Choice], answer: &str) -> Markup {
        html! {
            select id=(self.id) name=(self.field.name) required[self.field.rule.required] disabled[self.off]
                autocomplete=[self.field.autocomplete.as_deref()] aria-describedby=(self.described_by)
                aria-invalid=[self.invalid()] data-parameter=[self.parameter()] {
                option value="" { (self.words.choose) }
                @for Choice { value, label } in choices { option value=(value) selected[value == answer] { (label) } }
            }
        }
    }

    /// All the options in sight; of checkboxes several may be chosen. A browser can't require one of several checkboxes.
    fn group(&self, kind: &str, choices: &[Choice], answer: &str) -> Markup {
        let required = self.field.rule.required && kind == "radio";
        html! {
            div.ll-options {
                @for (number, Choice { value, label }) in choices.iter().enumerate() {
                    label for={ (self.id) "-" (number) } {
                        input type=(kind) id={ (self.id) "-" (number) } name=(self.field.name) value=(value)
                            checked[answer.split('\n').any(|one| one == value)] required[required]
                            aria-invalid=[self.invalid().filter(|_| kind == "checkbox")] data-parameter=[self.parameter()];
                        span { (label) }
                    }
                }
            }
        }
    }

    fn stars(&self) -> Vec<Choice> {
        let most = self.field.rule.high.as_str();
        let star = |number: u8| {
            let value = number.to_string();
            Choice { label: filled(self.words.stars, &[&value, most]), value }
        };
        (1..=most.parse().unwrap_or_default()).map(star).collect()
    }

    pub(super) fn invalid(&self) -> Option<&'static str> {
        self.wrong.then_some("true")
    }

    /// The parameter of the page's address that answers, if it has another name. Nobody agrees by an address.
    fn parameter(&self) -> Option<&str> {
        let field = self.field;
        Some(field.parameter.as_str()).filter(|_| field.rule.kind != FieldKind::Consent)
    }
}

/// An attribute that is left out where there is nothing to say.
fn limit(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}
