//! What a page says about an event of its own.

use super::is_name;
use alloc::string::String;
use serde::Serialize;
use serde_json::{Map, Value};

/// Most keys of props, and of traits.
pub const MAX_KEYS: usize = 30;
/// Longest text, in bytes.
const MAX_TEXT: usize = 300;
/// Longest JSON of all props together, in bytes: fifty such events stay within two batches.
const MAX_JSON: usize = 2_048;

/// Properties of an event: at most 30 keys that are [names](is_name); texts of at most 300 bytes, numbers, booleans, null, or one
/// level of lists and objects of such; at most 2,048 bytes of JSON.
///
/// ```
/// # use leadline_domain::wire::Props;
/// # use serde_json::json;
/// assert!(Props::read(&json!({"plan": "team", "seats": [5, 20]})).is_some());
/// assert!(Props::read(&json!({"too": {"deep": {"by": "one"}}})).is_none());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Props(Map<String, Value>);

impl Props {
    /// Reads properties, if they are within their bounds.
    pub fn read(value: &Value) -> Option<Self> {
        let props = value.as_object()?;
        let json = serde_json::to_string(props).ok()?;
        let fine = json.len() <= MAX_JSON && are_keys(props) && props.values().all(is_value);
        fine.then(|| Self(props.clone()))
    }

    /// What is said under a key.
    pub fn value(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }
}

fn is_value(value: &Value) -> bool {
    match value {
        Value::Array(values) => values.iter().all(is_plain),
        Value::Object(values) => are_keys(values) && values.values().all(is_plain),
        _ => is_plain(value),
    }
}

fn is_plain(value: &Value) -> bool {
    match value {
        Value::String(text) => text.len() <= MAX_TEXT,
        Value::Number(_) | Value::Bool(_) | Value::Null => true,
        Value::Array(_) | Value::Object(_) => false,
    }
}

fn are_keys(values: &Map<String, Value>) -> bool {
    values.len() <= MAX_KEYS && values.keys().all(|key| is_name(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{format, vec};
    use serde_json::json;

    fn keys(count: usize) -> Value {
        (0..count).map(|at| (format!("k{at}"), Value::Null)).collect::<Map<_, _>>().into()
    }

    #[test]
    fn what_is_within_bounds_is_kept() {
        let full = json!({"text": "t".repeat(300), "n": -1.5, "yes": true, "none": null, "list": [1, "a", null]});
        for value in [json!({}), keys(30), full, json!({"k".repeat(64): {"a": 1}, "object": keys(30)})] {
            assert!(Props::read(&value).is_some(), "{value}");
        }
        assert_eq!(Props::read(&json!({"a": 1})).unwrap().value("a"), Some(&json!(1)));
    }

    #[test]
    fn what_is_beyond_them_is_refused() {
        let long = "t".repeat(301);
        let many = json!({"list": vec!["t".repeat(300); 7]});
        let strange = [json!(0), json!(null), json!([]), json!("text"), keys(31), json!({"": 1}), many];
        let deep = [json!({"a": [[1]]}), json!({"a": [{}]}), json!({"a": {"b": []}}), json!({"a": keys(31)})];
        let wide = [json!({"a": long}), json!({"a": [long]}), json!({"k".repeat(65): 1}), json!({"a": {"": 1}})];
        let personal = [json!({"ada@b.example": 1}), json!({"a": {"ada%40b.example": 1}})];
        for value in strange.into_iter().chain(deep).chain(wide).chain(personal) {
            assert!(Props::read(&value).is_none(), "{value}");
        }
    }
}
