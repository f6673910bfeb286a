//! How refusals are told: one answer for each status, which several operations may share.

use crate::{
    Fault,
    operation::Operation,
    problem::{self, Code, Problem},
    schemas::Schemas,
};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Codes of one status, by their names.
type Together = Vec<&'static str>;

/// What is refused in the same way by more than one operation.
pub(crate) struct Refusals {
    shared: BTreeMap<Together, u16>,
}

impl Refusals {
    /// What these operations refuse.
    pub(crate) fn of(operations: &[&Operation]) -> Result<Self, Fault> {
        let mut seen: BTreeMap<Together, (u16, usize)> = BTreeMap::new();
        for operation in operations {
            for (status, codes) in by_status(operation)? {
                seen.entry(codes).or_insert((status, 0)).1 += 1;
            }
        }
        let shared = seen.into_iter().filter(|(_, (_, count))| *count > 1);
        Ok(Self { shared: shared.map(|(codes, (status, _))| (codes, status)).collect() })
    }

    /// What an operation refuses, by status.
    pub(crate) fn of_operation(
        &self,
        operation: &Operation,
        schemas: &mut Schemas,
    ) -> Result<Map<String, Value>, Fault> {
        let mut all = Map::new();
        for (status, codes) in by_status(operation)? {
            let told = if self.shared.contains_key(&codes) {
                json!({"$ref": format!("#/components/responses/{}", name(&codes))})
            } else {
                told(status, &codes, schemas)
            };
            all.insert(status.to_string(), told);
        }
        Ok(all)
    }

    /// Those that are shared.
    pub(crate) fn components(&self, schemas: &mut Schemas) -> Map<String, Value> {
        self.shared.iter().map(|(codes, status)| (name(codes), told(*status, codes, schemas))).collect()
    }
}

fn by_status(operation: &Operation) -> Result<BTreeMap<u16, Together>, Fault> {
    let mut all: BTreeMap<u16, Together> = BTreeMap::new();
    for code in operation.refused()? {
        all.entry(problem::of(code)?.status).or_default().push(code);
    }
    for codes in all.values_mut() {
        codes.sort_unstable();
        codes.dedup();
    }
    Ok(all)
}

/// `unknown-lead`, `unknown-site`: `UnknownLeadOrUnknownSite`.
fn name(codes: &[&str]) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect::<String>()
    };
    let camel = |code: &&str| code.split('-').map(capital).collect::<String>();
    codes.iter().map(camel).collect::<Vec<_>>().join("Or")
}

fn told(status: u16, codes: &[&'static str], schemas: &mut Schemas) -> Value {
    let known: Vec<&Code> = codes.iter().filter_map(|code| problem::of(code).ok()).collect();
    let about = |code: &&Code| format!("`{}`: {}", code.name, code.when);
    let about: Vec<String> = known.iter().map(about).collect();
    let problem = schemas.answered::<Problem>();
    let schema = json!({"allOf": [problem], "properties": {"status": {"const": status}, "code": {"enum": codes}}});
    let mut told = json!({
        "description": about.join("\n\n"),
        "content": {"application/problem+json": {"schema": schema}},
    });
    if let Some(told) = told.as_object_mut() {
        told.extend(header(status, codes).map(|header| ("headers".to_owned(), header)));
    }
    told
}

fn header(status: u16, codes: &[&str]) -> Option<Value> {
    let (name, about, schema) = match status {
        401 => ("WWW-Authenticate", "What kind of key it takes.", json!({"type": "string", "const": "Bearer"})),
        503 => retry_after(),
        409 if codes.contains(&"request-under-way") => retry_after(),
        _ => return None,
    };
    Some(Value::Object(Map::from_iter([(name.to_owned(), json!({"description": about, "schema": schema}))])))
}

fn retry_after() -> (&'static str, &'static str, Value) {
    ("Retry-After", "In how many seconds to send the request again.", json!({"type": "integer"}))
}
