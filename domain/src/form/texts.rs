//! A form in another language.

use super::{Field, FieldKind, Form, Part, confirm, words};
use crate::site::{RawFieldTranslation, RawForm, RawTranslation};
use alloc::{borrow::ToOwned, collections::BTreeMap, format, string::String, vec::Vec};

/// Reports a problem as (place, found, expected).
type Report<'a> = dyn FnMut(&[&str], &str, &str) + 'a;

/// Checks that translations are of what the form has.
pub(super) fn check(raw: &RawForm, form: &Form, report: &mut Report<'_>) {
    let known = words::locales().collect::<Vec<_>>().join(", ");
    let a_locale = format!("a language there is a catalogue for: {known}");
    if words::named(&form.locale).is_none() {
        report(&["locale"], &form.locale, &a_locale);
    }
    for (locale, texts) in &raw.translations {
        if words::named(locale).is_none() || *locale == form.locale {
            report(&["in", locale], locale, &format!("{a_locale}; not the form's own, {}", form.locale));
        }
        if let Some(notice) = texts.notice.as_ref().filter(|_| form.partial.is_none()) {
            report(&["in", locale, "notice"], notice, "a notice only where the form has [partial]");
        }
        let has = |parts: &[Part], id: &str| parts.iter().any(|part| part.id == id);
        for id in texts.steps.keys().filter(|id| !has(&form.steps, id)) {
            report(&["in", locale, "steps", id], id, "the id of a step");
        }
        for id in texts.sections.keys().filter(|id| !has(&form.sections, id)) {
            report(&["in", locale, "sections", id], id, "the id of a section");
        }
        for id in texts.after.keys().filter(|id| raw.after.iter().all(|rule| rule.id.as_ref() != Some(*id))) {
            report(&["in", locale, "after", id], id, "the id of an [[after]]");
        }
        confirm::check_translation(raw, locale, texts.confirm.as_ref(), report);
        for (name, text) in &texts.fields {
            let Some(field) = form.fields.iter().find(|field| field.name == *name) else {
                report(&["in", locale, "fields", name], name, "the name of a field of this form");
                continue;
            };
            for value in text.labels.keys().filter(|value| !field.options.iter().any(|option| option.value == **value))
            {
                report(&["in", locale, "fields", name, "labels"], value, "a label for one of the options");
            }
        }
    }
}

impl Form {
    /// The language of those the form is written in that suits the wishes best, the first of them most: as they are, or
    /// their first subtag (RFC 4647, lookup). The form's own if none does.
    pub fn locale_for<'w>(&self, wishes: impl IntoIterator<Item = &'w str>) -> &str {
        let has = |tag: &str| {
            let known = self.translations.keys().map(String::as_str).chain([self.locale.as_str()]);
            known.into_iter().find(|known| known.eq_ignore_ascii_case(tag))
        };
        let primary = |tag: &'w str| tag.split(['-', '_']).next().unwrap_or(tag);
        wishes.into_iter().find_map(|tag| has(tag).or_else(|| has(primary(tag)))).unwrap_or(&self.locale)
    }

    /// Which texts a language lacks, for each it is translated into that lacks some, by their places below `[in.<locale>]`:
    /// people read those in the form's own language. What has no letters is the same everywhere; a placeholder is an example.
    pub(crate) fn untranslated(&self) -> impl Iterator<Item = (&str, Vec<String>)> {
        let all = self.translations.iter().map(|(locale, texts)| (locale.as_str(), self.lacking(texts)));
        all.filter(|(_, lacking)| !lacking.is_empty())
    }

    fn lacking(&self, texts: &RawTranslation) -> Vec<String> {
        let mut lacking = Vec::new();
        let mut need = |own: &str, translated: bool, place: &[&str]| {
            if own.contains(char::is_alphabetic) && !translated {
                lacking.push(place.join("."));
            }
        };
        need(&self.title, texts.title.is_some(), &["title"]);
        need(&self.button, texts.button.is_some(), &["button"]);
        need(&self.thanks, texts.thanks.is_some(), &["thanks"]);
        if let Some(partial) = &self.partial {
            need(&partial.notice, texts.notice.is_some(), &["notice"]);
        }
        for step in &self.steps {
            need(&step.title, texts.steps.contains_key(&step.id), &["steps", &step.id]);
        }
        for section in &self.sections {
            need(&section.title, texts.sections.contains_key(&section.id), &["sections", &section.id]);
        }
        for rule in &self.after {
            let translated = rule.id.as_ref().is_some_and(|id| texts.after.contains_key(id));
            let id = rule.id.as_deref().unwrap_or("<one that has no id yet>");
            need(rule.message.as_deref().unwrap_or_default(), translated, &["after", id]);
        }
        if let Some(confirm) = &self.confirm {
            let translated = texts.confirm.as_ref();
            need(&confirm.subject, translated.is_some_and(|by| by.subject.is_some()), &["confirm", "subject"]);
            need(&confirm.text, translated.is_some_and(|by| by.text.is_some()), &["confirm", "text"]);
        }
        let none = RawFieldTranslation::default();
        for field in self.fields.iter().filter(|field| field.rule.kind != FieldKind::Hidden) {
            let name = field.name.as_str();
            let by = texts.fields.get(name).unwrap_or(&none);
            need(&field.label, by.label.is_some(), &["fields", name, "label"]);
            need(field.help.as_deref().unwrap_or_default(), by.help.is_some(), &["fields", name, "help"]);
            for option in &field.options {
                need(&option.label, by.labels.contains_key(&option.value), &["fields", name, "labels", &option.value]);
            }
        }
        lacking
    }

    /// The form in one of the languages it is written in.
    #[must_use]
    pub fn in_locale(&self, locale: &str) -> Self {
        let mut form = self.clone();
        let Some(texts) = self.translations.get(locale) else { return form };
        locale.clone_into(&mut form.locale);
        let RawTranslation { title, button, thanks, notice, steps, sections, after, confirm, fields } = texts;
        replace(&mut form.title, title.as_ref());
        replace(&mut form.button, button.as_ref());
        replace(&mut form.thanks, thanks.as_ref());
        if let Some(partial) = &mut form.partial {
            replace(&mut partial.notice, notice.as_ref());
        }
        rename(&mut form.steps, steps);
        rename(&mut form.sections, sections);
        for rule in &mut form.after {
            rule.message = rule.id.as_ref().and_then(|id| after.get(id).cloned()).or_else(|| rule.message.take());
        }
        if let (Some(asked), Some(texts)) = (&mut form.confirm, confirm) {
            replace(&mut asked.subject, texts.subject.as_ref());
            replace(&mut asked.text, texts.text.as_ref());
        }
        for field in &mut form.fields {
            if let Some(texts) = fields.get(&field.name) {
                translate(field, texts);
            }
        }
        form
    }
}

fn replace(text: &mut String, by: Option<&String>) {
    if let Some(by) = by {
        text.clone_from(by);
    }
}

fn rename(parts: &mut [Part], titles: &BTreeMap<String, String>) {
    for part in parts {
        replace(&mut part.title, titles.get(&part.id));
    }
}

fn translate(field: &mut Field, texts: &RawFieldTranslation) {
    let RawFieldTranslation { label, help, placeholder, labels } = texts;
    replace(&mut field.label, label.as_ref());
    field.help = help.clone().or_else(|| field.help.take());
    field.placeholder = placeholder.clone().or_else(|| field.placeholder.take());
    for option in &mut field.options {
        replace(&mut option.label, labels.get(&option.value));
    }
}
