use crate::{
    condition::{Condition, FormMoment, Happening},
    site::{RawCondition, RawSite, Site},
};
use alloc::{borrow::ToOwned, format, string::String, vec, vec::Vec};
use serde_json::{Value, json};

/// What a signal with this condition becomes, or what is said against it: where, what was found, what is expected, and
/// the nearest word.
fn checked(when: &Value) -> Result<Condition, Vec<String>> {
    let mut raw: RawSite = serde_json::from_str(include_str!("../../example.json")).unwrap();
    raw.scoring.traits = ["seats".into()].into();
    raw.scoring.signals[0].when = serde_json::from_value(when.clone()).unwrap();
    let site = Site::check(raw).map_err(|found| {
        let said = found.into_iter().map(|problem| {
            let place = problem.place.join(".");
            let place = place.trim_start_matches("signal.0.").to_owned();
            let nearest = problem.nearest.map(|word| format!(" [{word}]")).unwrap_or_default();
            format!("{place}: {} -> {}{nearest}", problem.found, problem.expected)
        });
        said.collect::<Vec<_>>()
    })?;
    Ok(site.scoring.signals[0].when.clone())
}

#[test]
fn what_tells_of_links_and_forms_is_checked() {
    let outbound = json!({"outbound": "partner.example"});
    assert_eq!(checked(&outbound), Ok(Condition::Happens(Happening::Outbound("partner.example".into()))));
    let abandoned = Happening::Form(FormMoment::Abandoned, "newsletter".into());
    assert_eq!(checked(&json!({"form_abandon": "newsletter"})), Ok(Condition::Happens(abandoned)));
}

#[test]
fn sound_conditions_are_of_their_kind() {
    let happens = [
        json!({"event": "download", "props": {"kind": "whitepaper", "seats": {"at_least": 20}, "tags": ["a", "b"], "paid": true}}),
        json!({"any": [{"view": "/pricing"}, {"submit": "whitepaper"}]}),
        json!({"view": "/app/#/search?q"}),
        json!({"all": [{"event": "play"}, {"page": "/product/*"}, {"channel": "Paid Search", "touch": "first"}]}),
        json!({"all": [{"any": [{"view": "/a"}, {"event": "b"}]}, {"not": {"source": ["news", "partner"]}}]}),
        json!({"all": [{"submit": "whitepaper"}, {"medium": "email"}]}),
    ];
    let holds = [
        json!({"email": "business"}),
        json!({"field": "seats", "at_least": 20, "at_most": 500}),
        json!({"field": "job_title", "present": true}),
        json!({"account": ["acme.example"]}),
        json!({"country": ["AT", "DE"]}),
        json!({"consent": "tracking"}),
        json!({"sessions": {"at_least": 3}}),
        json!({"channel": ["Paid Search", "AI Assistants"], "touch": "first"}),
        json!({"not": {"campaign": "spring"}}),
        json!({"all": [{"email": "business"}, {"not": {"country": "AT"}}, {"any": [{"views": {"at_most": 9}}, {"source": "x"}]}]}),
    ];
    for when in happens {
        assert!(matches!(checked(&when), Ok(Condition::Happens(_))), "{when} {:?}", checked(&when));
    }
    for when in holds {
        assert!(matches!(checked(&when), Ok(Condition::Holds(_))), "{when} {:?}", checked(&when));
    }
}

#[test]
fn what_makes_no_sense_is_told_where_it_stands_with_what_to_write_instead() {
    let wrong = [
        json!({"outbound": "https://partner.example"}),
        json!({"download": "guide.pdf"}),
        json!({"form_start": "a@b.example"}),
        json!({"download": "/x", "view": "/x"}),
        json!({}),
        json!({"all": [{"view": "/a"}, {"event": "b"}]}),
        json!({"all": [{"view": "/a"}, {"email": "free"}]}),
        json!({"any": [{"view": "/a"}, {"source": "x"}]}),
        json!({"not": {"view": "/a"}}),
        json!({"page": "/a"}),
        json!({"all": [{"page": "/a"}, {"email": "free"}]}),
        json!({"all": [{"submit": "whitepaper"}, {"page": "/a"}]}),
        json!({"any": [{"all": [{"email": "free"}, {"submit": "whitepapr"}]}]}),
        json!({"channel": "paid serch"}),
        json!({"country": ["UK"]}),
        json!({"country": ["Germany"]}),
        json!({"account": "Acme"}),
        json!({"account": ["acme.example", "gmail.com", "mailinator.com"]}),
        json!({"account": ["mail.acme.example", "co.uk"]}),
        json!({"view": "/pricing?plan=pro"}),
        json!({"all": [{"event": "x"}, {"page": "/a*?b#c"}]}),
        json!({"view": "/a", "touch": "first"}),
        json!({"view": "/a", "props": {"a": 1}}),
        json!({"event": "x", "props": {"seats": {}}}),
        json!({"event": "x", "props": {"seats": {"at_least": 3, "is_in": ["a"]}}}),
        json!({"event": "x", "props": {"seats": {"at_least": 3, "at_most": 1}}}),
        json!({"field": "seat", "at_least": 3}),
        json!({"field": "company_size", "at_least": 3}),
        json!({"field": "seats"}),
        json!({"sessions": {}}),
    ];
    let said: Vec<String> = wrong
        .iter()
        .map(|when| {
            format!("{when}\n  {}", checked(when).map_or_else(|said| said.join("\n  "), |_| "sound".to_owned()))
        })
        .collect();
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn depth_and_size_are_bounded() {
    let leaf = json!({"view": "/a"});
    let deep = (0..5).fold(leaf.clone(), |inner, _| json!({"any": [inner]}));
    let many = json!({"any": vec![leaf; 41]});
    for when in [deep, many] {
        assert!(checked(&when).unwrap_err()[0].contains("at most 5 levels and 40 conditions"));
    }
}

#[test]
fn a_condition_is_written_as_it_was_read_and_keys_left_out_stay_out() {
    let texts = [
        r#"{"field":"company_size","is_in":["51-200"]}"#,
        r#"{"event":"x","props":{"kind":"guide","n":3,"seats":{"at_least":20},"tags":["a"],"yes":true}}"#,
        r#"{"channel":["Paid Search"],"touch":"first"}"#,
        r#"{"all":[{"view":"/a"},{"not":{"source":["x"]}}]}"#,
    ];
    for text in texts {
        let raw: RawCondition = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&raw).unwrap(), text);
    }
}

/// A lead has what was agreed to beside its fields, so a condition on such a field would wait for ever.
#[test]
fn a_condition_on_the_field_of_a_consent_is_refused() {
    let mut raw: RawSite = serde_json::from_str(include_str!("../../example.json")).unwrap();
    let consent = json!({"name": "news", "type": "consent", "label": "News", "purpose": "mail"});
    let form = raw.forms.values_mut().next().unwrap();
    form.fields.push(serde_json::from_value(consent).unwrap());
    raw.scoring.signals[0].when = serde_json::from_value(json!({"field": "news", "present": true})).unwrap();
    let found = Site::check(raw).unwrap_err();
    let said: Vec<_> = found.iter().map(|problem| (problem.place.join("."), problem.expected.clone())).collect();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].0.starts_with("signal.0") && said[0].1.starts_with("a field that is no consent"), "{said:?}");
}
