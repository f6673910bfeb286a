use super::*;
use serde_json::{Map, json};

/// An item of this kind with these keys beside time and page.
fn item(kind: &str, keys: Value) -> Value {
    let mut item: Map<_, _> = [("kind", json!(kind)), ("occurred_at", json!(1)), ("url", json!("https://a.example/"))]
        .map(|(key, value)| (key.into(), value))
        .into_iter()
        .collect();
    if let Value::Object(keys) = keys {
        item.extend(keys);
    }
    item.into()
}

#[test]
fn every_kind_reads_as_itself() {
    let kinds = [
        item("view", json!({"title": "", "referrer": ""})),
        item("event", json!({"name": "webinar"})),
        item("event", json!({"name": "webinar", "props": {"seats": 2}})),
        item("form-start", json!({"form": "demo"})),
        item("form-field", json!({"form": "demo", "field": "email"})),
        item("form-submit", json!({"form": "demo"})),
        item("form-abandon", json!({"form": "demo", "field": "email"})),
        item("engagement", json!({"ms": 86_400_000, "scroll": 100})),
        item("link", json!({"link": "download", "target": "https://a.example/x.pdf"})),
        item("link", json!({"link": "phone", "target": ""})),
        item("identify", json!({"traits": {"email": "ada@example.com", "city": "Wien"}})),
        item("reset", json!({})),
    ];
    for value in kinds {
        let read = Item::read(&value).unwrap();
        assert_eq!(value["kind"], read.kind());
        assert_eq!((read.occurred_at(), read.url()), (Millis(1), "https://a.example/"));
        assert_eq!(serde_json::to_value(&read).unwrap(), value);
    }
}

#[test]
fn a_stranger_s_kind_is_told_from_a_broken_item() {
    assert_eq!(Item::read(&json!({"kind": "telepathy"})), Err(Invalid::UnknownKind));
    for value in [json!(null), json!([]), json!({}), json!({"kind": 3}), json!({"kind": "view"})] {
        assert_eq!(Item::read(&value), Err(Invalid::Malformed));
    }
    let absurd = json!({"kind": "event", "occurred_at": 1e300, "url": "https://a.example/", "name": "x"});
    assert_eq!(Item::read(&absurd), Err(Invalid::Time));
}

#[test]
fn numbers_and_words_out_of_range_are_malformed() {
    let broken = [
        item("engagement", json!({"ms": 86_400_001, "scroll": 0})),
        item("engagement", json!({"ms": -1, "scroll": 0})),
        item("engagement", json!({"ms": 1, "scroll": 101})),
        item("engagement", json!({"ms": 1.5, "scroll": 1})),
        item("link", json!({"link": "teleport", "target": ""})),
        item("link", json!({"link": "mail", "target": "mailto:ada@example.com"})),
        item("form-field", json!({"form": "demo"})),
        item("view", json!({"title": "", "referrer": "", "url": 5})),
    ];
    for value in broken {
        assert_eq!(Item::read(&value), Err(Invalid::Malformed), "{value}");
    }
}

#[test]
fn names_have_bounds_and_name_nobody() {
    for name in ["", "a\nb", "ada@example.com", "ada%40example.com", "ada%2540example.com"] {
        assert_eq!(Item::read(&item("event", json!({"name": name}))), Err(Invalid::Name), "{name}");
        assert_eq!(Item::read(&item("form-start", json!({"form": name}))), Err(Invalid::Name), "{name}");
        let field = json!({"form": "demo", "field": name});
        assert_eq!(Item::read(&item("form-abandon", field)), Err(Invalid::Name), "{name}");
    }
    assert!(Item::read(&item("event", json!({"name": "n".repeat(MAX_NAME)}))).is_ok());
    assert_eq!(Item::read(&item("event", json!({"name": "n".repeat(MAX_NAME + 1)}))), Err(Invalid::TooLong));
}

#[test]
fn props_and_traits_over_their_bounds_cost_the_item() {
    for props in [json!(0), json!(null), json!([]), json!({"a": {"b": {}}})] {
        let event = item("event", json!({"name": "x", "props": props}));
        assert_eq!(Item::read(&event), Err(Invalid::Props), "{event}");
    }
    for traits in [json!(0), json!({}), json!({"email": "nobody"})] {
        let identify = item("identify", json!({"traits": traits}));
        assert_eq!(Item::read(&identify), Err(Invalid::Traits), "{identify}");
    }
    assert_eq!(Item::read(&item("identify", json!({}))), Err(Invalid::Traits));
}

#[test]
fn texts_have_bounds() {
    let long = "x".repeat(MAX_URL + 1);
    let texts = [
        item("view", json!({"title": "x".repeat(MAX_TITLE + 1), "referrer": ""})),
        item("view", json!({"title": "", "referrer": long})),
        item("reset", json!({"url": long})),
        item("link", json!({"link": "outbound", "target": long})),
    ];
    for value in texts {
        assert_eq!(Item::read(&value), Err(Invalid::TooLong));
    }
}
