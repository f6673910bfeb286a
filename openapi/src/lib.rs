//! The API's document: OpenAPI 3.1, made from the code.
//!
//! What is answered is described by the types that are answered, through `schemars` and their own doc comments; who may ask
//! for it, and what the trail says of it, by the routes of `domain`. What is left is a table, [`operations`]: one entry for
//! each route. `edge/openapi.json` is what this makes, and the edge serves it.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod answers;
mod fault;
mod layout;
mod operation;
mod operations;
mod parameter;
mod problem;
mod refusals;
mod requests;
mod schemas;
#[cfg(test)]
mod tests;

pub use fault::Fault;

use operation::Operation;
use refusals::Refusals;
use schemas::Schemas;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

const DESCRIPTION: &str = "\
For people and systems that work with what Leadline knows of leads. Every request says `Authorization: Bearer` and a key: a \
token of one site, or the deployment's own key. What is refused is a problem document (RFC 9457) with a stable `code`.

A request is about one site. Where its path does not name it, the parameter `site` does; left out, it is the token's own site, or \
with the deployment's own key the home site. Each operation says which role it takes (`read`, `write`, `admin`; each may do what \
those before it may) and, where it changes something, the verb under which the trail has it.

The document is exact for the release that serves it. A later one may answer more keys: leave alone what you don't know.";

const LICENSE: &str = "MIT OR Apache-2.0";

const KEY: &str = "A token of one site, `llt_<site>_<id>_<secret>`, or the deployment's own key.";

/// The document as it is committed and served.
pub fn text() -> Result<String, Fault> {
    layout::text(&document()?)
}

/// The document.
pub fn document() -> Result<Value, Fault> {
    let (mut schemas, mut paths, mut tags) = (Schemas::default(), Map::new(), Vec::new());
    let sections = operations::all();
    let all: Vec<&Operation> = sections.iter().flat_map(|section| &section.operations).collect();
    let mut names = BTreeSet::new();
    if let Some(twice) = all.iter().find(|operation| !names.insert(operation.id())) {
        return Err(Fault::Twice(twice.id().to_owned()));
    }
    let refusals = Refusals::of(&all)?;
    for section in &sections {
        tags.push(json!({"name": section.tag, "description": section.about}));
        for operation in &section.operations {
            let (path, method) = operation.place();
            let path = paths.entry(path).or_insert_with(|| json!({}));
            let told = operation.told(section.tag, &refusals, &mut schemas)?;
            path.as_object_mut().and_then(|path| path.insert(method, told));
        }
    }
    let (parameters, responses) = (parameter::components(&all, &mut schemas)?, refusals.components(&mut schemas));
    Ok(json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Leadline",
            "version": env!("CARGO_PKG_VERSION"),
            "description": DESCRIPTION,
            "license": {"name": LICENSE, "identifier": LICENSE},
        },
        "servers": [{"url": "api/v1", "description": "Beside this document"}],
        "security": [{"key": []}],
        "tags": tags,
        "paths": paths,
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": KEY}},
            "parameters": parameters,
            "responses": responses,
            "schemas": schemas.components()?,
        },
    }))
}
