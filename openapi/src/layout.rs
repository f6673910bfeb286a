//! The document as text: pretty, and keys in the order in which people read them.

use crate::Fault;
use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::Value;

/// What stands before everything else, in this order; other keys follow by name.
const FIRST: [&str; 32] = [
    "openapi",
    "info",
    "servers",
    "security",
    "tags",
    "paths",
    "components",
    "get",
    "put",
    "post",
    "patch",
    "delete",
    "$ref",
    "operationId",
    "summary",
    "title",
    "name",
    "in",
    "type",
    "format",
    "pattern",
    "const",
    "enum",
    "description",
    "x-role",
    "x-trail",
    "parameters",
    "requestBody",
    "responses",
    "headers",
    "properties",
    "required",
];

/// Writes it.
pub(crate) fn text(document: &Value) -> Result<String, Fault> {
    let text = serde_json::to_string_pretty(&Readable { value: document, first: &FIRST }).map_err(Fault::Unwritable)?;
    Ok(text + "\n")
}

struct Readable<'a> {
    value: &'a Value,
    first: &'a [&'a str],
}

impl Serialize for Readable<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.value {
            Value::Object(object) => {
                let mut keys: Vec<(&String, &Value)> = object.iter().collect();
                keys.sort_by_key(|(key, _)| self.first.iter().position(|first| first == key));
                keys.sort_by_key(|(key, _)| !self.first.contains(&key.as_str()));
                let required = names(object.get("required"));
                let mut map = to.serialize_map(Some(keys.len()))?;
                for (key, value) in keys {
                    // Keys of our own, in the order of the type they are of, as far as that is known.
                    let first = if key == "properties" { &required[..] } else { &FIRST };
                    map.serialize_entry(key, &Readable { value, first })?;
                }
                map.end()
            }
            Value::Array(items) => to.collect_seq(items.iter().map(|value| Readable { value, first: &FIRST })),
            plain => plain.serialize(to),
        }
    }
}

fn names(required: Option<&Value>) -> Vec<&str> {
    required.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}
