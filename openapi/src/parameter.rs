//! What operations take beside their bodies.

use crate::{
    Fault,
    operation::Operation,
    schemas::{Described, Schemas},
};
use leadline_domain::{
    id::{LeadId, SubmissionId, TokenId},
    lead::delivery::DeadLetterId,
};
use schemars::{Schema, json_schema};
use serde_json::{Map, Value, json};

/// Something an operation takes in its path, its query or a header.
pub(crate) struct Parameter {
    /// What the document calls it, where it is not called by its own name.
    key: &'static str,
    name: &'static str,
    place: &'static str,
    about: &'static str,
    schema: Described,
}

/// Which site the request is about; what a path does not name takes it.
pub(crate) const SITE: Parameter =
    query("site", "The site's key: the token's own site, or the home site, if left out.", slug);
/// How much is on a page.
pub(crate) const LIMIT: Parameter = query(
    "limit",
    "How many there are on a page, at most.",
    |_| json_schema!({"type": "integer", "minimum": 1, "maximum": 200, "default": 50}),
);
/// Where a page begins.
pub(crate) const CURSOR: Parameter = query(
    "cursor",
    "Where the page begins, as the answer before had it; at the beginning if left out.",
    |_| json_schema!({"type": "string", "minLength": 1}),
);
/// JSON or a table.
pub(crate) const FORMAT: Parameter = query(
    "format",
    "As JSON, or as a table.",
    |_| json_schema!({"type": "string", "enum": ["json", "csv"], "default": "json"}),
);
/// First day of counters.
pub(crate) const FROM_DAY: Parameter =
    Parameter { key: "from_day", ..query("from", "The first day, UTC; 29 days ago if left out.", day) };
/// Last day of counters.
pub(crate) const TO_DAY: Parameter =
    Parameter { key: "to_day", ..query("to", "The last day, UTC, itself included; today if left out.", day) };
/// Which shard is exported.
pub(crate) const SHARD: Parameter = query(
    "shard",
    "Which shard: from 0, below `shards` of the answer.",
    |_| json_schema!({"type": "integer", "minimum": 0, "maximum": 63, "default": 0}),
);
/// What of it is exported.
pub(crate) const PART: Parameter = query(
    "part",
    "What of it.",
    |_| json_schema!({"type": "string", "enum": ["leads", "submissions", "aliases"], "default": "leads"}),
);
/// Whether an import is only rehearsed.
pub(crate) const DRY_RUN: Parameter = query(
    "dry_run",
    "Whether it is only said what would become of the lines, and nothing is written.",
    |_| json_schema!({"type": "boolean", "default": false}),
);
/// At which sink dead letters are tried again.
pub(crate) const AT_SINK: Parameter = query("sink", "Only at this sink; at all that gave up if left out.", slug);
/// Of which form submissions are.
pub(crate) const FORM: Parameter = query("form", "Only of this form.", slug);
/// Of which lead they are.
pub(crate) const OF_LEAD: Parameter =
    query("lead", "Only of this lead, and of those merged into it.", Schemas::taken::<LeadId>);
/// What is compared.
pub(crate) const FROM_VERSION: Parameter = Parameter {
    key: "from_version",
    ..query("from", "A version; the one published before `to` if left out.", version)
};
/// With what.
pub(crate) const TO_VERSION: Parameter =
    Parameter { key: "to_version", ..query("to", "A version; the one in force if left out.", version) };
/// What makes a request safe to send again.
pub(crate) const IDEMPOTENCY_KEY: Parameter = Parameter {
    key: "idempotency_key",
    name: "Idempotency-Key",
    place: "header",
    about: "New for each request. The same request under the same key is done once, and answered as the first time.",
    schema: |_| json_schema!({"type": "string", "minLength": 1, "maxLength": 255}),
};

/// What stands in paths, by its name there.
const IN_PATHS: [Parameter; 9] = [
    path("lead", "A lead's id, or one it had before a merge.", Schemas::taken::<LeadId>),
    path(
        "domain",
        "A registrable domain, or a name below it.",
        |_| json_schema!({"type": "string", "minLength": 1, "examples": ["example.com"]}),
    ),
    path("sink", "A sink's id, as routing.toml has it.", slug),
    path("submission", "The id of a submission that is held back.", Schemas::taken::<SubmissionId>),
    path("letter", "A dead letter's id.", Schemas::taken::<DeadLetterId>),
    path("site", "The site's key.", slug),
    path("version", "A version: the first 16 hex digits of the SHA-256 of the site's JSON.", version),
    path(
        "file",
        "The SHA-256 of a file's bytes, in hex.",
        |_| json_schema!({"type": "string", "pattern": "^[0-9a-f]{64}$"}),
    ),
    path("token", "A token's id.", Schemas::taken::<TokenId>),
];

const fn query(name: &'static str, about: &'static str, schema: Described) -> Parameter {
    Parameter { key: name, name, place: "query", about, schema }
}

const fn path(name: &'static str, about: &'static str, schema: Described) -> Parameter {
    Parameter { key: name, name, place: "path", about, schema }
}

fn slug(_: &mut Schemas) -> Schema {
    json_schema!({"type": "string", "pattern": "^[a-z0-9-]{1,40}$"})
}

fn version(_: &mut Schemas) -> Schema {
    json_schema!({"type": "string", "pattern": "^[0-9a-f]{16}$"})
}

fn day(_: &mut Schemas) -> Schema {
    json_schema!({"type": "string", "format": "date"})
}

/// What a part of a path is.
pub(crate) fn in_path(name: &str) -> Result<&'static Parameter, Fault> {
    IN_PATHS.iter().find(|known| known.name == name).ok_or_else(|| Fault::Unknown(format!("<{name}>")))
}

impl Parameter {
    /// How an operation refers to it.
    pub(crate) fn reference(&self) -> Value {
        json!({"$ref": format!("#/components/parameters/{}", self.component())})
    }

    fn component(&self) -> String {
        if self.place == "path" { format!("path_{}", self.key) } else { self.key.to_owned() }
    }

    fn told(&self, schemas: &mut Schemas) -> Value {
        let schema = (self.schema)(schemas);
        let mut told = json!({"name": self.name, "in": self.place, "description": self.about, "schema": schema});
        if self.place == "path"
            && let Some(told) = told.as_object_mut()
        {
            told.insert("required".to_owned(), true.into());
        }
        told
    }
}

/// Every parameter that some operation takes.
pub(crate) fn components(operations: &[&Operation], schemas: &mut Schemas) -> Result<Map<String, Value>, Fault> {
    let mut all = Map::new();
    for operation in operations {
        for parameter in operation.parameters()? {
            all.entry(parameter.component()).or_insert_with(|| parameter.told(schemas));
        }
    }
    Ok(all)
}
