//! What one operation is: an entry of the table, and how the document tells it.

use crate::{
    Fault,
    parameter::{self, IDEMPOTENCY_KEY, Parameter, SITE},
    refusals::Refusals,
    schemas::{Described, Schemas},
};
use leadline_domain::{
    access::{Change, Role},
    route::{Method, Route},
};
use schemars::{JsonSchema, Schema, json_schema};
use serde_json::{Map, Value, json};

/// Operations that belong together.
pub(crate) struct Section {
    /// What they are filed under.
    pub(crate) tag: &'static str,
    /// What they are about.
    pub(crate) about: &'static str,
    /// They.
    pub(crate) operations: Vec<Operation>,
}

/// An entry of the table.
pub(crate) struct Operation {
    route: &'static str,
    id: &'static str,
    summary: &'static str,
    about: &'static str,
    parameters: Vec<&'static Parameter>,
    body: Option<Body>,
    answers: Vec<Answer>,
    refusals: Vec<&'static str>,
}

/// What `domain` knows of a route.
pub(crate) struct Known {
    /// The role it takes.
    pub(crate) role: Role,
    /// The verb that the trail has of it; none if it changes nothing.
    pub(crate) verb: Option<&'static str>,
    /// Whether its path names the site.
    names_site: bool,
    /// Whether callers may name their requests, so that sending them again does nothing more.
    may_be_named: bool,
}

struct Body {
    media: &'static str,
    schema: Described,
    /// What each line is, where it is read by lines.
    line: Option<Described>,
    example: Value,
    is_required: bool,
}

struct Answer {
    media: &'static str,
    schema: Described,
    line: Option<Described>,
}

/// An entry: the route as docs/api.md has it, the operation's name, and what it does in a few words.
pub(crate) const fn operation(route: &'static str, id: &'static str, summary: &'static str) -> Operation {
    Operation {
        route,
        id,
        summary,
        about: "",
        parameters: Vec::new(),
        body: None,
        answers: Vec::new(),
        refusals: Vec::new(),
    }
}

impl Operation {
    /// Whatever else there is to know.
    pub(crate) fn about(self, about: &'static str) -> Self {
        Self { about, ..self }
    }

    /// What it takes beside the parts of its path and the site.
    pub(crate) fn takes(mut self, parameters: &[&'static Parameter]) -> Self {
        self.parameters.extend(parameters);
        self
    }

    /// A body it has to have, with an example.
    pub(crate) fn body<T: JsonSchema>(mut self, example: Value) -> Self {
        let schema = Schemas::taken::<T>;
        self.body = Some(Body { media: "application/json", schema, line: None, example, is_required: true });
        self.refusing(&["body-invalid"])
    }

    /// A body that may be left out, with an example.
    pub(crate) fn optional_body<T: JsonSchema>(self, example: Value) -> Self {
        let mut with = self.body::<T>(example);
        if let Some(body) = &mut with.body {
            body.is_required = false;
        }
        with
    }

    /// A body that is JSON, one value a line.
    pub(crate) fn lines_taken<T: JsonSchema>(mut self, example: Value) -> Self {
        let line = Some(Schemas::taken::<T> as Described);
        self.body = Some(Body { media: "application/x-ndjson", schema: text, line, example, is_required: true });
        self.refusing(&["body-invalid"])
    }

    /// A body of bytes, whatever they are.
    pub(crate) fn bytes_taken(mut self) -> Self {
        let media = "application/octet-stream";
        self.body = Some(Body { media, schema: bytes, line: None, example: "…".into(), is_required: true });
        self.refusing(&["body-invalid"])
    }

    /// What it answers.
    pub(crate) fn answers<T: JsonSchema>(mut self) -> Self {
        self.answers.push(Answer { media: "application/json", schema: Schemas::answered::<T>, line: None });
        self
    }

    /// That it answers JSON, one value a line.
    pub(crate) fn lines_answered<T: JsonSchema>(mut self) -> Self {
        let line = Some(Schemas::answered::<T> as Described);
        self.answers.push(Answer { media: "application/x-ndjson", schema: text, line });
        self
    }

    /// That it answers a table where that is asked for.
    pub(crate) fn table_answered(mut self) -> Self {
        self.answers.push(Answer { media: "text/csv", schema: text, line: None });
        self
    }

    /// The codes of what it refuses, besides those that follow from its route and its body.
    pub(crate) fn refusing(mut self, codes: &[&'static str]) -> Self {
        self.refusals.extend(codes);
        self
    }

    /// Its name.
    pub(crate) const fn id(&self) -> &'static str {
        self.id
    }

    /// Its route, as docs/api.md has it.
    #[cfg(test)]
    pub(crate) const fn route(&self) -> &'static str {
        self.route
    }

    /// The path and the method under which the document has it.
    pub(crate) fn place(&self) -> (String, String) {
        let (method, path) = self.route.split_once(' ').unwrap_or_default();
        (format!("/{}", path.replace('<', "{").replace('>', "}")), method.to_lowercase())
    }

    /// What `domain` knows of its route.
    pub(crate) fn known(&self) -> Result<Known, Fault> {
        let none = || Fault::NoRoute(self.route.to_owned());
        let (method, path) = self.route.split_once(' ').ok_or_else(none)?;
        let path = format!("/ll/api/v1/{}", path.replace(['<', '>'], ""));
        let route = Route::parse("ll", Method::parse(method), &path).map_err(|_| none())?;
        let verb = match route.change() {
            Change::Nothing => None,
            Change::Noted { verb, .. } | Change::ByDoor(verb) => Some(verb.name()),
        };
        let (names_site, may_be_named) = (route.named_site().is_some(), route.may_be_named());
        Ok(Known { role: route.needs().ok_or_else(none)?, verb, names_site, may_be_named })
    }

    /// All that it takes: parts of its path, then the site, then what it says itself.
    pub(crate) fn parameters(&self) -> Result<Vec<&'static Parameter>, Fault> {
        let parts = self.route.split('<').skip(1).filter_map(|part| part.split('>').next());
        let mut all = parts.map(parameter::in_path).collect::<Result<Vec<_>, _>>()?;
        let known = self.known()?;
        if !known.names_site {
            all.push(&SITE);
        }
        all.extend(&self.parameters);
        if known.may_be_named {
            all.push(&IDEMPOTENCY_KEY);
        }
        Ok(all)
    }

    /// The codes of all that it refuses.
    pub(crate) fn refused(&self) -> Result<Vec<&'static str>, Fault> {
        let mut codes = vec!["unauthorized", "unknown-site", "misconfigured", "unavailable"];
        let known = self.known()?;
        if known.role > Role::Read {
            codes.push("forbidden");
        }
        // Under the same name it has to be the same request, body included.
        if known.may_be_named {
            codes.extend(["body-invalid", "body-unreadable", "body-too-large"]);
            codes.extend(["request-under-way", "idempotency-key-used"]);
        }
        if self.body.is_some() {
            codes.extend(["body-unreadable", "body-too-large"]);
        }
        codes.extend(&self.refusals);
        Ok(codes)
    }

    /// How the document tells it.
    pub(crate) fn told(&self, tag: &str, refusals: &Refusals, schemas: &mut Schemas) -> Result<Value, Fault> {
        let Known { role, verb, .. } = self.known()?;
        let parameters: Vec<Value> = self.parameters()?.into_iter().map(Parameter::reference).collect();
        let mut responses = refusals.of_operation(self, schemas)?;
        responses.insert("200".to_owned(), self.answer(schemas));
        let mut told = json!({
            "operationId": self.id, "summary": self.summary, "description": self.description(role, verb), "tags": [tag],
            "x-role": role.name(), "parameters": parameters, "responses": responses,
        });
        if let Some(told) = told.as_object_mut() {
            told.extend(verb.map(|verb| ("x-trail".to_owned(), verb.into())));
            told.extend(self.body.as_ref().map(|body| ("requestBody".to_owned(), body.told(schemas))));
        }
        Ok(told)
    }

    fn description(&self, role: Role, verb: Option<&str>) -> String {
        let trail = verb.map(|verb| format!(" The trail has it as `{verb}`.")).unwrap_or_default();
        let takes = format!("Takes the role `{}`.{trail}", role.name());
        if self.about.is_empty() { takes } else { format!("{}\n\n{takes}", self.about) }
    }

    fn answer(&self, schemas: &mut Schemas) -> Value {
        let content: Map<String, Value> =
            self.answers.iter().map(|answer| (answer.media.to_owned(), answer.told(schemas))).collect();
        let described = self.answers.iter().map(|answer| answer.line.unwrap_or(answer.schema));
        let about: Vec<String> = described.filter_map(|schema| schemas.about(schema)).collect();
        let mut told = json!({"description": about.join(" "), "content": content});
        let is_table = |answer: &Answer| answer.media == "text/csv";
        if let Some(told) = told.as_object_mut().filter(|_| self.answers.iter().any(is_table)) {
            let next = "Of a table: where the next page begins; left out on the last one.";
            let next = json!({"Leadline-Next": {"description": next, "schema": {"type": "string"}}});
            told.insert("headers".to_owned(), next);
        }
        told
    }
}

impl Body {
    fn told(&self, schemas: &mut Schemas) -> Value {
        let content = content(&(self.schema)(schemas), self.line, schemas);
        let mut content = Map::from_iter([(self.media.to_owned(), content)]);
        if let Some(Value::Object(content)) = content.get_mut(self.media) {
            content.insert("example".to_owned(), self.example.clone());
        }
        json!({"required": self.is_required, "content": content})
    }
}

impl Answer {
    fn told(&self, schemas: &mut Schemas) -> Value {
        content(&(self.schema)(schemas), self.line, schemas)
    }
}

/// OpenAPI has no word for JSON lines before 3.2, where it is `itemSchema`.
fn content(schema: &Schema, line: Option<Described>, schemas: &mut Schemas) -> Value {
    match line {
        Some(line) => json!({"schema": schema, "x-item-schema": line(schemas)}),
        None => json!({"schema": schema}),
    }
}

fn text(_: &mut Schemas) -> Schema {
    json_schema!({"type": "string"})
}

fn bytes(_: &mut Schemas) -> Schema {
    json_schema!({"type": "string", "format": "binary"})
}
