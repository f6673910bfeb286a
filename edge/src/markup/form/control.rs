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
    /// Whether many people answer in this browser: it offers none of them what another one typed.
    pub(super) kiosk: bool,
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
                    required[rule.required] disabled[self.off] autocomplete=[self.unremembered()]
                    aria-describedby=(self.described_by) aria-invalid=[self.invalid()] data-parameter=[self.parameter()];
            },
            FieldKind::Textarea => html! {
                textarea id=(self.id) name=(self.field.name) rows="4" required[rule.required] disabled[self.off] minlength=[limit(&rule.low)]
                    maxlength=[limit(&rule.high)] placeholder=[self.field.placeholder.as_deref()]
                    autocomplete=[self.autocomplete()] aria-describedby=(self.described_by)
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
            input id=(self.id) name=(self.field.name) type=(kind) dir=[self.direction()] value=[limit(answer)] required[rule.required] disabled[self.off]
                minlength=[limit(&rule.low).filter(|_| !measured)] maxlength=[limit(&rule.high).filter(|_| !measured)]
                min=[limit(&rule.low).filter(|_| measured)] max=[limit(&rule.high).filter(|_| measured)] step=[spacing]
                pattern=[self.field.pattern.as_deref()] placeholder=[self.field.placeholder.as_deref()]
                autocomplete=[self.autocomplete()] aria-describedby=(self.described_by)
                aria-invalid=[self.invalid()] data-parameter=[self.parameter()];
        }
    }

    fn select(&self, choices: &[Choice], answer: &str) -> Markup {
        html! {
            select id=(self.id) name=(self.field.name) required[self.field.rule.required] disabled[self.off]
                autocomplete=[self.autocomplete()] aria-describedby=(self.described_by)
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
                            checked[answer.split('\n').any(|one| one == value)] required[required] autocomplete=[self.unremembered()]
                            aria-invalid=[self.invalid().filter(|_| kind == "checkbox")] data-parameter=[self.parameter()];
                        span { (label) }
                    }
                }
            }
        }
    }

    /// Several controls, with what names them and what is said about them.
    pub(super) fn fieldset(&self, label: &Markup, about: &Markup) -> Markup {
        let rule = &self.field.rule;
        // One of several radio buttons has nothing to say of mistakes, and a group of checkboxes neither.
        let is_one = rule.kind != FieldKind::Checkboxes;
        html! {
            fieldset.ll-field.ll-rating[rule.kind == FieldKind::Rating] data-field=(self.field.name) id=(self.id) tabindex="-1"
                hidden[self.off] disabled[self.off] aria-describedby=(self.described_by)
                aria-required=[rule.required.then_some("true").filter(|_| is_one)] role=[is_one.then_some("radiogroup")]
                aria-invalid=[self.invalid().filter(|_| is_one)] {
                legend { (label) }
                (about)
                (self.markup())
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

    /// HTML's autofill token.
    fn autocomplete(&self) -> Option<&str> {
        self.unremembered().or(self.field.autocomplete.as_deref())
    }

    fn unremembered(&self) -> Option<&'static str> {
        self.kiosk.then_some("off")
    }

    /// The direction of what is typed, where that is not the form's: addresses and numbers read from left to right in every
    /// script, and their dots, at signs and plus signs would jump about otherwise.
    fn direction(&self) -> Option<&'static str> {
        let is_code = matches!(self.field.rule.kind, FieldKind::Email | FieldKind::Tel | FieldKind::Url);
        (is_code && self.words.dir == "rtl").then_some("ltr")
    }

    fn invalid(&self) -> Option<&'static str> {
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
