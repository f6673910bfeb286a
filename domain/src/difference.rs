//! What differs between two versions of a site, place by place.

use alloc::{
    borrow::ToOwned,
    collections::BTreeSet,
    format,
    string::{String, ToString},
    vec::Vec,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A place that is not the same in both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Difference {
    /// Keys and positions from the top, such as `scoring.rules.3.points`; positions are counted from 0. A key that has a
    /// point in it is left as it is: this is for people.
    pub place: String,
    /// What stood there; left out where there was nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Value>,
    /// What stands there; left out where there is nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Value>,
}

/// All places that differ, in the order of keys. Of two lists, what they begin and end with alike is left aside, so a rule
/// put in between is one difference and not one for each rule behind it; what is then left is compared one by one.
///
/// ```
/// # use leadline_domain::difference::differences;
/// # use serde_json::json;
/// let found = differences(&json!({"points": [1, 2, 3]}), &json!({"points": [1, 5, 3], "cap": 9}));
/// let places: Vec<&str> = found.iter().map(|found| found.place.as_str()).collect();
/// assert_eq!(places, ["cap", "points.1"]);
/// ```
pub fn differences(from: &Value, to: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    compare("", Some(from), Some(to), &mut found);
    found
}

/// JSON that was read is at most 128 deep, so this is no deeper.
fn compare(place: &str, from: Option<&Value>, to: Option<&Value>, found: &mut Vec<Difference>) {
    match (from, to) {
        (from, to) if from == to => {}
        (Some(Value::Object(from)), Some(Value::Object(to))) => {
            let keys: BTreeSet<&String> = from.keys().chain(to.keys()).collect();
            for key in keys {
                compare(&below(place, key), from.get(key), to.get(key), found);
            }
        }
        (Some(Value::Array(from)), Some(Value::Array(to))) => compare_lists(place, from, to, found),
        (from, to) => found.push(Difference { place: place.to_owned(), from: from.cloned(), to: to.cloned() }),
    }
}

fn compare_lists(place: &str, from: &[Value], to: &[Value], found: &mut Vec<Difference>) {
    let alike = |(one, other): &(&Value, &Value)| one == other;
    let before = from.iter().zip(to).take_while(alike).count();
    let (from, to) = (from.get(before..).unwrap_or_default(), to.get(before..).unwrap_or_default());
    let behind = from.iter().rev().zip(to.iter().rev()).take_while(alike).count();
    let (from_ends, to_ends) = (from.len() - behind, to.len() - behind);
    for at in 0..from_ends.max(to_ends) {
        let (one, other) =
            (from.get(..from_ends).and_then(|from| from.get(at)), to.get(..to_ends).and_then(|to| to.get(at)));
        compare(&below(place, &(before + at).to_string()), one, other, found);
    }
}

fn below(place: &str, key: &str) -> String {
    if place.is_empty() { key.to_owned() } else { format!("{place}.{key}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn told(from: &Value, to: &Value) -> Vec<String> {
        let shown = |value: &Option<Value>| value.as_ref().map_or_else(|| "–".to_owned(), Value::to_string);
        let told = |found: &Difference| format!("{}: {} -> {}", found.place, shown(&found.from), shown(&found.to));
        differences(from, to).iter().map(told).collect()
    }

    #[test]
    fn a_changed_value_is_named_by_its_place() {
        let site = |points: u32| json!({"scoring": {"rules": [{"signal": "a"}, {"signal": "b", "points": points}]}});
        assert_eq!(told(&site(5), &site(7)), ["scoring.rules.1.points: 5 -> 7"]);
    }

    #[test]
    fn what_was_put_in_or_taken_out_is_one_difference() {
        let rules = |ids: &[&str]| json!({"rules": ids});
        let (short, long) = (rules(&["a", "c", "d"]), rules(&["a", "b", "c", "d"]));
        assert_eq!(told(&short, &long), [r#"rules.1: – -> "b""#]);
        assert_eq!(told(&long, &short), [r#"rules.1: "b" -> –"#]);
        assert_eq!(told(&rules(&["a"]), &rules(&["a", "a"])), [r#"rules.1: – -> "a""#]);
    }

    #[test]
    fn another_kind_of_value_is_another_value() {
        assert_eq!(told(&json!({"a": [1]}), &json!({"a": {"0": 1}})), [r#"a: [1] -> {"0":1}"#]);
        assert_eq!(told(&json!({"a": {}}), &json!({})), ["a: {} -> –"]);
        assert_eq!(told(&json!(1), &json!(2)), [": 1 -> 2"]);
    }

    fn anything() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<bool>().prop_map(Value::from),
            (0..3_i32).prop_map(Value::from),
            "[ab]".prop_map(Value::from)
        ];
        leaf.prop_recursive(3, 20, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("[abc]", inner, 0..4).prop_map(|map| map.into_iter().collect::<Value>()),
            ]
        })
    }

    proptest! {
        #[test]
        fn only_what_is_the_same_has_no_difference(one in anything(), other in anything()) {
            prop_assert_eq!(differences(&one, &other).is_empty(), one == other);
            let back: Vec<_> = differences(&other, &one).into_iter().map(|found| (found.place, found.to, found.from)).collect();
            let there: Vec<_> = differences(&one, &other).into_iter().map(|found| (found.place, found.from, found.to)).collect();
            prop_assert_eq!(there, back, "the way back is the way there, turned round");
        }
    }
}
