//! Schemas of what is taken and answered, by their types.

use crate::Fault;
use schemars::{
    JsonSchema, Schema, SchemaGenerator,
    generate::SchemaSettings,
    transform::{RecursiveTransform, Transform},
};
use serde_json::{Map, Value, json};

/// Collects schemas. What is answered has all keys that are not left out, and no others; what is taken may leave out what has
/// a default.
pub(crate) struct Schemas {
    answered: SchemaGenerator,
    taken: SchemaGenerator,
}

/// Asks for the schema of some type.
pub(crate) type Described = fn(&mut Schemas) -> Schema;

impl Default for Schemas {
    fn default() -> Self {
        let settings = || {
            SchemaSettings::draft2020_12()
                .with(|settings| settings.definitions_path = "/components/schemas".into())
                .with_transform(RecursiveTransform(plain))
        };
        Self {
            answered: settings().for_serialize().with_transform(RecursiveTransform(closed)).into_generator(),
            taken: settings().for_deserialize().into_generator(),
        }
    }
}

impl Schemas {
    /// The schema of something that is answered.
    pub(crate) fn answered<T: JsonSchema>(&mut self) -> Schema {
        inline(self.answered.subschema_for::<T>())
    }

    /// The schema of something that is taken.
    pub(crate) fn taken<T: JsonSchema>(&mut self) -> Schema {
        inline(self.taken.subschema_for::<T>())
    }

    /// What the type itself says of what is answered.
    pub(crate) fn about(&mut self, described: Described) -> Option<String> {
        let schema = described(self);
        let name = schema.get("$ref")?.as_str()?.rsplit('/').next()?;
        Some(self.answered.definitions().get(name)?.get("description")?.as_str()?.to_owned())
    }

    /// Everything that others refer to.
    pub(crate) fn components(mut self) -> Result<Map<String, Value>, Fault> {
        let mut all = self.answered.take_definitions(true);
        for (name, schema) in self.taken.take_definitions(true) {
            match all.get(&name) {
                Some(known) if *known != schema => return Err(Fault::Twice(name)),
                _ => all.insert(name, schema),
            };
        }
        Ok(all)
    }
}

/// What others don't refer to goes through no generator's own transforms.
fn inline(mut schema: Schema) -> Schema {
    RecursiveTransform(plain).transform(&mut schema);
    schema
}

/// What Rust knows of numbers says nothing to others; moments and days are told apart by their keys' names, here as in
/// all of the API; words are a list, with what each means.
fn plain(schema: &mut Schema) {
    let is_number = schema.get("format").and_then(Value::as_str).is_some_and(|format| {
        format.trim_start_matches('u').starts_with("int") || ["double", "float"].contains(&format)
    });
    if is_number {
        schema.remove("format");
    }
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        for (name, property) in properties {
            dated(name, property);
        }
    }
    if let Some(Value::String(about)) = schema.get_mut("description") {
        *about = about.split("\n\n").map(|paragraph| paragraph.replace('\n', " ")).collect::<Vec<_>>().join("\n\n");
    }
    words(schema);
}

fn dated(name: &str, property: &mut Value) {
    let ends = |word: &str| name == word || name.strip_suffix(word).is_some_and(|name| name.ends_with('_'));
    let format = match name {
        _ if ["at", "since", "until"].into_iter().any(ends) || ["time", "last_seen"].contains(&name) => "date-time",
        _ if ends("on") || ["day", "latest"].contains(&name) => "date",
        _ => return,
    };
    let Some(property) = property.as_object_mut() else { return };
    let is_text = |kind: &Value| kind == "string" || *kind == json!(["string", "null"]);
    if property.get("type").is_some_and(is_text) {
        property.insert("format".to_owned(), format.into());
    }
}

/// One of several words, each with its meaning, as most readers of such documents expect it.
fn words(schema: &mut Schema) {
    let Some(Value::Array(variants)) = schema.get("oneOf") else { return };
    let word = |variant: &Value| Some((variant.get("const")?.as_str()?.to_owned(), meaning(variant)));
    let Some(all) = variants.iter().map(word).collect::<Option<Vec<_>>>() else { return };
    let meanings: Vec<String> = all.iter().map(|(word, meaning)| format!("- `{word}`: {meaning}")).collect();
    let about = schema.get("description").and_then(Value::as_str).map(|about| format!("{about}\n\n"));
    let about = about.unwrap_or_default() + &meanings.join("\n");
    let words: Vec<String> = all.into_iter().map(|(word, _)| word).collect();
    schema.remove("oneOf");
    schema.insert("type".to_owned(), "string".into());
    schema.insert("enum".to_owned(), words.into());
    schema.insert("description".to_owned(), about.into());
}

fn meaning(variant: &Value) -> String {
    variant.get("description").and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// An object of ours has the keys it is said to have, and what may be left out is left out where there is nothing to say.
fn closed(schema: &mut Schema) {
    let required: Vec<Value> = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let Some(Value::Object(properties)) = schema.get_mut("properties") else { return };
    for (name, property) in properties {
        // What is read into in place of a missing key is no matter of whoever is answered.
        property.as_object_mut().and_then(|property| property.remove("default"));
        if !required.iter().any(|key| key == name) {
            never_null(property);
        }
    }
    if schema.get("additionalProperties").is_none() {
        schema.insert("additionalProperties".to_owned(), false.into());
    }
}

fn never_null(property: &mut Value) {
    let Some(property) = property.as_object_mut() else { return };
    if let Some(Value::Array(kinds)) = property.get_mut("type") {
        kinds.retain(|kind| kind != "null");
        if let [kind] = kinds.as_slice() {
            let kind = kind.clone();
            property.insert("type".to_owned(), kind);
        }
    }
    if let Some(Value::Array(variants)) = property.get_mut("anyOf") {
        variants.retain(|variant| variant.get("type").is_none_or(|kind| kind != "null"));
        if let [Value::Object(only)] = variants.as_slice() {
            let only = only.clone();
            property.remove("anyOf");
            property.extend(only);
        }
    }
}
