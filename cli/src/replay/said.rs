//! What traits and properties become: fields of a lead, properties of an event.

use leadline_domain::wire::{Props, Traits};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Most fields that one set of traits brings, the address aside; as on the wire.
const MOST: usize = 29;

/// Traits as fields: names in snake case (`companySize` is `company_size`), nested objects one level down
/// (`address.country` is `address_country`). What no field can be is left out.
pub(super) fn fields(traits: &Map<String, Value>) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    for (name, value) in flat(traits) {
        // Each on its own, so that one that is too long does not cost the others.
        let alone = json!({"email": "a@b.example", name: value});
        let read = Traits::read(&alone).into_iter().flat_map(|traits| traits.fields);
        fields.extend(read);
    }
    fields.into_iter().take(MOST).collect()
}

fn flat(traits: &Map<String, Value>) -> Vec<(String, &Value)> {
    let mut flat = Vec::new();
    for (name, value) in traits.iter().filter(|(name, _)| *name != "email") {
        match value {
            Value::Object(inner) => {
                flat.extend(inner.iter().map(|(key, value)| (snake(&format!("{name}_{key}")), value)));
            }
            _ => flat.push((snake(name), value)),
        }
    }
    flat
}

/// `companySize`, `Company Size` and `company-size` are `company_size`.
pub(super) fn snake(name: &str) -> String {
    let mut snake = String::new();
    let mut after_lower = false;
    for c in name.trim().chars() {
        if c.is_uppercase() && after_lower {
            snake.push('_');
        }
        after_lower = c.is_lowercase() || c.is_ascii_digit();
        snake.extend(if c.is_alphanumeric() { c.to_lowercase().collect::<Vec<_>>() } else { vec!['_'] });
    }
    snake
}

/// Properties as the wire takes them; those beyond its bounds are left out, the later ones first.
pub(super) fn props(properties: &Map<String, Value>) -> Option<Props> {
    let mut kept = Map::new();
    for (name, value) in properties {
        kept.insert(name.clone(), value.clone());
        if Props::read(&Value::Object(kept.clone())).is_none() {
            kept.remove(name);
        }
    }
    if kept.is_empty() { None } else { Props::read(&Value::Object(kept)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traits_become_fields() {
        let traits = json!({"email": "ada@example.com", "jobTitle": "Head", "Company Size": "51-200", "seats": 20,
            "address": {"country": "Austria", "geo": {"lat": 1}}, "long": "x".repeat(501), "tags": ["a"], "": "x"});
        let found = fields(traits.as_object().unwrap());
        let named: Vec<(&str, &str)> = found.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let expected =
            [("address_country", "Austria"), ("company_size", "51-200"), ("job_title", "Head"), ("seats", "20")];
        assert_eq!(named, expected);
    }

    #[test]
    fn properties_beyond_bounds_are_left_out() {
        let found = props(json!({"kind": "guide", "products": [{"id": 1}], "seats": 5}).as_object().unwrap()).unwrap();
        assert!(found.value("kind").is_some() && found.value("seats").is_some() && found.value("products").is_none());
        assert!(props(&Map::new()).is_none());
    }
}
