//! What a form's file may say.

use super::*;
use crate::site::{RawSite, Site};
use alloc::vec;
use serde_json::{Value, json};

fn problems(form: Value) -> Vec<String> {
    let mut raw: RawSite = serde_json::from_str(include_str!("../site/example.json")).unwrap();
    raw.forms.insert("whitepaper".to_owned(), serde_json::from_value(form).unwrap());
    let problems = Site::check(raw).err().unwrap_or_default();
    problems.into_iter().map(|problem| format!("{}: {}", problem.place.join("."), problem.found)).collect()
}

fn form(fields: &Value, rest: &Value) -> Value {
    let mut all = vec![
        json!({"name": "email", "type": "email", "label": "E-mail", "required": true}),
        json!({"name": "first_name", "type": "text", "label": "First name"}),
        json!({"name": "company_size", "type": "select", "label": "Size", "options": ["1-50", "51-200", "201-1000"]}),
        json!({"name": "job_title", "type": "text", "label": "Job title"}),
    ];
    all.extend(fields.as_array().cloned().unwrap_or_default());
    let mut form = json!({"title": "a", "button": "b", "thanks": "c", "field": all});
    form.as_object_mut().unwrap().extend(rest.as_object().cloned().unwrap_or_default());
    form
}

fn with(field: &Value) -> Vec<String> {
    problems(form(&json!([field]), &json!({})))
}

#[test]
fn a_form_of_every_kind_of_field_is_fine() {
    let fields = json!([
        {"name": "phone", "type": "tel", "label": "x", "queued": true, "after": 2},
        {"name": "text", "type": "textarea", "label": "x", "min_length": 2, "placeholder": "x"},
        {"name": "seats", "type": "number", "label": "x", "min": 1, "max": 99.5, "step": 0.5},
        {"name": "site", "type": "url", "label": "x"},
        {"name": "day", "type": "date", "label": "x", "min": "2026-01-01"},
        {"name": "country", "type": "country", "label": "x", "default": "AT"},
        {"name": "plan", "type": "radio", "label": "x", "options": ["a", "b"], "labels": {"a": "A"}},
        {"name": "parts", "type": "checkboxes", "label": "x", "options": ["a", "b"]},
        {"name": "call", "type": "checkbox", "label": "x", "lead_field": "wants_call"},
        {"name": "campaign", "type": "hidden", "parameter": "c"},
        {"name": "mail", "type": "consent", "label": "x", "purpose": "mail"},
        {"name": "company", "type": "company", "label": "x", "pattern": "[A-Z].+", "help": "x"},
        {"name": "stars", "type": "rating", "label": "x", "when": {"field": "seats", "at_least": 5}},
    ]);
    let rest = json!({
        "at_a_time": 1, "accept_mail": "business-only", "locale": "en", "kiosk": true,
        "step": [
            {"id": "one", "title": "x", "fields": ["email", "first_name", "company_size", "job_title", "phone", "text"]},
            {"id": "two", "title": "x", "fields":
                ["seats", "site", "day", "country", "plan", "parts", "call", "mail", "company", "stars"]},
        ],
        "section": [{"id": "more", "title": "x", "fields": ["site", "day"], "when": {"field": "text", "present": true}}],
        "in": {"de": {"title": "y", "steps": {"one": "y"}, "sections": {"more": "y"},
            "fields": {"plan": {"label": "y", "labels": {"b": "B"}}}}},
    });
    assert_eq!(problems(form(&fields, &rest)), [""; 0]);
}

#[test]
fn what_makes_no_sense_is_refused_at_its_place() {
    let table = [
        (json!({"name": "x", "type": "text"}), "field.4.label: no label"),
        (json!({"name": "x", "type": "select", "label": "x"}), "field.4.options: no options"),
        (json!({"name": "x", "type": "text", "label": "x", "options": ["a"]}), "field.4.options: options"),
        (
            json!({"name": "x", "type": "radio", "label": "x", "options": ["a"], "labels": {"b": "B"}}),
            "field.4.labels: b",
        ),
        (json!({"name": "x", "type": "checkboxes", "label": "x", "options": ["a;b"]}), "field.4.options: a;b"),
        (json!({"name": "x", "type": "number", "label": "x", "max_length": 3}), "field.4.max_length: max_length"),
        (json!({"name": "x", "type": "number", "label": "x", "min": 3, "max": 2}), "field.4.min: 3"),
        (json!({"name": "x", "type": "number", "label": "x", "step": 0}), "field.4.step: 0"),
        (json!({"name": "x", "type": "date", "label": "x", "max": 3}), "field.4.max: 3"),
        (json!({"name": "x", "type": "rating", "label": "x", "max": 11}), "field.4.max: 11"),
        (json!({"name": "x", "type": "text", "label": "x", "min_length": 9, "max_length": 3}), "field.4.min_length: 9"),
        (
            json!({"name": "x", "type": "text", "label": "x", "pattern": "a", "default": "b", "help": "x"}),
            "field.4.default: b",
        ),
        (json!({"name": "x", "type": "text", "label": "x", "pattern": "a"}), "field.4.help: no help"),
        (json!({"name": "x", "type": "text", "label": "x", "pattern": "(a", "help": "x"}), "field.4.pattern: (a"),
        (json!({"name": "x", "type": "hidden", "required": true}), "field.4.required: required"),
        (json!({"name": "x", "type": "consent", "label": "x"}), "field.4.purpose: no purpose"),
        (json!({"name": "x", "type": "consent", "label": "x", "purpose": "fun"}), "field.4.purpose: fun"),
        (json!({"name": "x", "type": "text", "label": "x", "queued": true}), "at_a_time: no number"),
        (json!({"name": "x", "type": "text", "label": "x", "after": 1}), "field.4.after: after"),
        (
            json!({"name": "x", "type": "text", "label": "x", "lead_field": "first_name"}),
            "field.4.lead_field: first_name",
        ),
        (
            json!({"name": "x", "type": "text", "label": "x", "when": {"field": "x", "present": true}}),
            "field.4.when: x",
        ),
    ];
    for (field, problem) in table {
        assert_eq!(with(&field), [problem], "{field}");
    }
}

#[test]
fn steps_sections_and_translations_are_of_what_there_is() {
    let rest = |rest: Value| problems(form(&json!([]), &rest));
    let all = ["email", "first_name", "company_size", "job_title"];
    let step = |id: &str, fields: &[&str]| json!({"id": id, "title": "x", "fields": fields});
    assert_eq!(rest(json!({"step": [step("a", &all)]})), ["step: one step"]);
    assert_eq!(rest(json!({"step": [step("a", &all[..2]), step("b", &all[2..3])]})), ["field.3: job_title"]);
    assert_eq!(
        rest(json!({"step": [step("a", &all[2..]), step("b", &all[..2])]})),
        ["step: steps in another order than their fields"]
    );
    assert_eq!(
        rest(json!({"step": [step("a", &all), step("a", &["email"])]})),
        ["step.1.id: a", "step.1.fields: email"]
    );
    assert_eq!(rest(json!({"section": [step("a", &["email", "job_title"])]})), ["section.0.fields: a"]);
    assert_eq!(rest(json!({"section": [step("a", &["nobody"])]})), ["section.0.fields: nobody"]);
    assert_eq!(rest(json!({"in": {"tlh": {}}})), ["in.tlh: tlh"]);
    assert_eq!(rest(json!({"in": {"de": {"steps": {"x": "y"}}}})), ["in.de.steps.x: x"]);
    assert_eq!(rest(json!({"in": {"de": {"fields": {"x": {}}}}})), ["in.de.fields.x: x"]);
    assert_eq!(rest(json!({"at_a_time": 2})), ["at_a_time: 2"]);
}

#[test]
fn nothing_that_was_begun_is_kept_where_many_people_are_one() {
    let rest = |rest: Value| problems(form(&json!([]), &rest));
    let partial = json!({"notice": "We keep what you type.", "remind_minutes": 60});
    assert_eq!(rest(json!({"partial": partial.clone()})), [""; 0]);
    assert_eq!(rest(json!({"kiosk": true, "partial": partial})), ["partial: [partial] beside kiosk = true"]);
}

fn site_with(form: Value, change: impl FnOnce(&mut RawSite)) -> RawSite {
    let mut raw: RawSite = serde_json::from_str(include_str!("../site/example.json")).unwrap();
    raw.forms.insert("whitepaper".to_owned(), serde_json::from_value(form).unwrap());
    change(&mut raw);
    raw
}

#[test]
fn what_a_release_with_fewer_rules_put_in_force_stays_in_force_and_is_not_published_again() {
    let textareas: Vec<Value> =
        (0..7).map(|number| json!({"name": format!("text_{number}"), "type": "textarea", "label": "x"})).collect();
    let options: Vec<String> = (0..290).map(|number| number.to_string()).collect();
    let news = json!({"name": "news", "type": "consent", "label": "x", "purpose": "mail"});
    let on_consent = json!([{"message": "x", "when": {"field": "news", "is_in": ["yes"]}}]);
    let partial = json!({"notice": "We keep what you type.", "remind_minutes": 60});
    let table = [
        ("field", form(&json!(textareas), &json!({}))),
        ("field", form(&json!([{"name": "x", "type": "checkboxes", "label": "x", "options": options}]), &json!({}))),
        ("field.4.label", form(&json!([{"name": "x", "type": "text", "label": ""}]), &json!({}))),
        (
            "field.4.max_length",
            form(&json!([{"name": "x", "type": "number", "label": "x", "max_length": 3}]), &json!({})),
        ),
        ("partial", form(&json!([]), &json!({"kiosk": true, "partial": partial, "in": {"de": {"notice": "Ja."}}}))),
        ("after.0.when", form(&json!([news]), &json!({"after": on_consent}))),
        ("after.0.form", form(&json!([]), &json!({"kiosk": true, "after": [{"form": "other"}]}))),
    ];
    for (place, form_file) in table {
        let raw = site_with(form_file, |raw| {
            raw.forms.insert("other".to_owned(), serde_json::from_value(form(&json!([]), &json!({}))).unwrap());
        });
        let problems = Site::check(raw.clone()).unwrap_err();
        let places: Vec<String> = problems.iter().map(|problem| problem.place.join(".")).collect();
        assert_eq!(places, [place]);
        let form = &Site::in_force(raw).unwrap_or_else(|problems| panic!("{problems:?}")).forms["whitepaper"];
        let kept = (form.partial.is_some(), form.after.iter().any(|rule| rule.next.is_some()));
        assert_eq!(kept, (false, false), "{place}: a kiosk keeps nothing in front of the next visitor");
    }
}

#[test]
fn a_site_that_makes_no_sense_is_none_in_force_either() {
    let broken: [fn(&mut RawSite); 4] = [
        |raw| raw.site.id = "Has Spaces".to_owned(),
        |raw| raw.site.shards = 65,
        |raw| raw.pages.values_mut().for_each(|page| page.form = "nobody".to_owned()),
        |raw| raw.scoring.rules[0].signal = "nobody".to_owned(),
    ];
    for change in broken {
        let raw = site_with(form(&json!([{"name": "x", "type": "text", "label": ""}]), &json!({})), change);
        let (published, in_force) = (Site::check(raw.clone()).unwrap_err(), Site::in_force(raw).unwrap_err());
        assert_eq!((published.len(), in_force.len()), (2, 1), "{in_force:?}");
    }
}

#[test]
fn a_form_speaks_the_language_that_suits_best() {
    let mut raw: RawSite = serde_json::from_str(include_str!("../site/example.json")).unwrap();
    let texts = json!({"de": {"title": "Titel", "fields": {"company_size": {"labels": {"1-50": "1 bis 50"}}}}});
    raw.forms.insert("whitepaper".to_owned(), serde_json::from_value(form(&json!([]), &json!({"in": texts}))).unwrap());
    let site = Site::check(raw).unwrap();
    let form = &site.forms["whitepaper"];
    for (wishes, expected) in
        [(&["de-AT"][..], "de"), (&["fr", "DE"], "de"), (&["fr"], "en"), (&[], "en"), (&["en-GB", "de"], "en")]
    {
        assert_eq!(form.locale_for(wishes.iter().copied()), expected, "{wishes:?}");
    }
    let german = form.in_locale("de");
    assert_eq!((german.title.as_str(), german.button.as_str(), german.locale.as_str()), ("Titel", "b", "de"));
    assert_eq!(german.fields[2].options[0].label, "1 bis 50");
    assert_eq!(german.fields[2].options[0].value, "1-50");
    assert_eq!(german.words().next, "Weiter");
}

#[test]
fn what_a_language_lacks_is_a_warning_and_no_mistake() {
    let warned = |texts: &Value, after: &Value| {
        let mut raw: RawSite = serde_json::from_str(include_str!("../site/example.json")).unwrap();
        let fields = json!([
            {"name": "team", "type": "select", "label": "Team", "options": ["1-50", "Many"], "help": "About"},
            {"name": "source", "type": "hidden", "label": "Source"},
        ]);
        let section = json!([{"id": "all", "title": "All", "fields": ["team"]}]);
        let form = form(&fields, &json!({"in": {"de": texts}, "section": section, "after": [after]}));
        raw.forms.insert("whitepaper".to_owned(), serde_json::from_value(form).unwrap());
        let warnings = Site::check(raw).unwrap().warnings();
        warnings.into_iter().map(|warning| (warning.file, warning.place.join("."), warning.found)).collect::<Vec<_>>()
    };
    let place = |lacking: &str| ("forms/whitepaper.toml".to_owned(), "in.de".to_owned(), lacking.to_owned());
    let silent = json!({"redirect": "/thanks"});
    let first = "nothing for title, button, thanks, sections.all, fields.email.label and 6 more";
    assert_eq!(warned(&json!({}), &silent), [place(first)]);

    let label = json!({"label": "Angabe"});
    let mut texts = json!({"title": "Titel", "button": "Los", "thanks": "Danke", "sections": {"all": "Alle"}, "fields": {
        "email": label, "first_name": label, "company_size": label, "job_title": label,
        "team": {"label": "Gruppe", "labels": {"Many": "Viele"}},
    }});
    assert_eq!(warned(&texts, &silent), [place("nothing for fields.team.help")]);
    texts["fields"]["team"]["help"] = "About".into();
    assert_eq!(warned(&texts, &silent), []);

    let named = json!({"id": "later", "message": "Later"});
    assert_eq!(warned(&texts, &named), [place("nothing for after.later")]);
    let nameless = [place("nothing for after.<one that has no id yet>")];
    assert_eq!(warned(&texts, &json!({"message": "Later"})), nameless);
    texts["after"] = json!({"later": "Später"});
    assert_eq!(warned(&texts, &named), []);
}

#[test]
fn what_the_page_s_address_answers_unseen_is_left_out_where_it_does_not_fit() {
    let mut raw: RawSite = serde_json::from_str(include_str!("../site/example.json")).unwrap();
    let hidden = json!([{"name": "source", "type": "hidden", "max_length": 5}]);
    raw.forms.insert("whitepaper".to_owned(), serde_json::from_value(form(&hidden, &json!({}))).unwrap());
    let site = Site::check(raw).unwrap();
    let taken = |source: &str| {
        let body = format!("email=ada%40example.com&source={source}");
        Answers::read(body.as_bytes()).check(&site.forms["whitepaper"]).unwrap().fields.get("source").cloned()
    };
    assert_eq!(taken("mail"), Some("mail".to_owned()));
    assert_eq!((taken("newsletter"), taken("a%00b")), (None, None));
}
