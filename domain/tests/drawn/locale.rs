//! A form in another language: the same questions, judged the same, in other words.

use super::source::Source;
use leadline_domain::form::{Agreed, Answers, Checked, Form, Issue};
use serde_json::{Map, Value, json};

const LOCALES: [&str; 3] = ["en", "de", "ar"];

/// Adds the form's language, and its texts in others.
pub(crate) fn draw(source: &mut Source<'_>, form: &mut Map<String, Value>) {
    let own = source.below(LOCALES.len());
    if own > 0 || source.once_in(2) {
        form.insert("locale".to_owned(), json!(LOCALES[own]));
    }
    let mut translations = Map::new();
    for locale in LOCALES.iter().enumerate().filter(|(at, _)| *at != own).map(|(_, locale)| locale) {
        if source.once_in(2) {
            translations.insert((*locale).to_owned(), texts(source, locale, form));
        }
    }
    form.insert("in".to_owned(), Value::Object(translations));
}

/// What is left out is as in the form's own language.
fn texts(source: &mut Source<'_>, locale: &str, form: &Map<String, Value>) -> Value {
    let mut texts = Map::new();
    for key in ["title", "button", "thanks"] {
        if !source.once_in(3) {
            texts.insert(key.to_owned(), json!(format!("{key} {locale}")));
        }
    }
    if form.contains_key("partial") {
        texts.insert("notice".to_owned(), json!(format!("notice {locale}")));
    }
    for (key, parts) in [("steps", "step"), ("sections", "section"), ("after", "after")] {
        let ids =
            form.get(parts).and_then(Value::as_array).into_iter().flatten().filter_map(|part| part["id"].as_str());
        let said: Map<_, _> = ids.map(|id| (id.to_owned(), json!(format!("{id} {locale}")))).collect();
        texts.insert(key.to_owned(), Value::Object(said));
    }
    let mut fields = Map::new();
    for field in form["field"].as_array().unwrap() {
        if source.once_in(3) {
            continue;
        }
        let options = field["options"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let labels: Map<_, _> =
            options.map(|option| (option.to_owned(), json!(format!("{option} {locale}")))).collect();
        let said = json!({"label": format!("label {locale}"), "help": format!("help {locale}"), "labels": labels});
        fields.insert(field["name"].as_str().unwrap().to_owned(), said);
    }
    texts.insert("fields".to_owned(), Value::Object(fields));
    Value::Object(texts)
}

/// How many languages it is written in.
pub(crate) fn holds(raw: &Value, form: &Form, answers: &Answers, judged: &Result<Checked, Vec<Issue>>) -> usize {
    let translations = raw["in"].as_object().unwrap();
    for (locale, texts) in translations {
        assert_eq!(form.locale_for([locale.as_str()]), locale);
        let other = form.in_locale(locale);
        assert_eq!(other.locale, *locale);
        assert_eq!(other.title, texts["title"].as_str().unwrap_or(&form.title));
        assert_eq!(other.rules(), form.rules(), "the same is asked, and judged by the same");
        let judged_there = answers.check(&other);
        assert_eq!(
            judged_there.as_ref().map_err(Clone::clone).map(shared),
            judged.as_ref().map_err(Clone::clone).map(shared)
        );
        for (field, own) in other.fields.iter().zip(&form.fields) {
            let said = &texts["fields"][&field.name];
            assert_eq!(field.label, said["label"].as_str().unwrap_or(&own.label));
            assert!(
                field.options.iter().map(|option| &option.value).eq(own.options.iter().map(|option| &option.value))
            );
        }
        let agreed = judged_there.into_iter().flat_map(|checked| checked.agreed);
        for Agreed { text, locale: of, .. } in agreed {
            assert!(of == *locale && other.fields.iter().any(|field| field.label == text), "what was read is kept");
        }
    }
    assert_eq!(form.locale_for(["xx"]), form.locale);
    translations.len()
}

/// What is the same in every language: who, what they answered, and to what they agreed.
fn shared(checked: &Checked) -> (&str, Vec<(&String, &String)>, Vec<&str>) {
    let agreed = checked.agreed.iter().map(|agreed| agreed.purpose.as_str()).collect();
    (&checked.email.canonical, checked.fields.iter().collect(), agreed)
}
