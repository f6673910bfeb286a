//! What may stand in a template's places.

use alloc::{
    borrow::ToOwned,
    string::{String, ToString},
    vec::Vec,
};
use serde_json::{Map, Value, json};

const EVENT: [&str; 5] = ["event.id", "event.type", "event.time", "event.source", "event.subject"];

const LEAD: [&str; 33] = [
    "lead.id",
    "lead.version",
    "lead.email",
    "lead.stage",
    "lead.furthest",
    "lead.owner",
    "lead.tags",
    "lead.country",
    "lead.region",
    "lead.account",
    "lead.submissions",
    "lead.sessions",
    "lead.views",
    "lead.engaged_seconds",
    "lead.created_at",
    "lead.updated_at",
    "lead.score.model",
    "lead.score.total",
    "lead.score.fit",
    "lead.score.engagement",
    "lead.score.grade",
    "lead.score.reasons",
    "lead.first_touch.at",
    "lead.first_touch.source",
    "lead.first_touch.medium",
    "lead.first_touch.campaign",
    "lead.first_touch.channel",
    "lead.last_touch.at",
    "lead.last_touch.source",
    "lead.last_touch.medium",
    "lead.last_touch.campaign",
    "lead.last_touch.channel",
    // The whole of it.
    "lead",
];

/// Of `site.silent`.
const SILENCE: [&str; 2] = ["silence.since", "silence.usual"];

/// Of `form.abandoned`.
const BEGUN: [&str; 5] = ["begun.form", "begun.email", "begun.began_at", "begun.left_at", "begun.fields"];

const MAIL: [&str; 4] = ["mail.from", "mail.to", "mail.subject", "mail.text"];

/// What may stand in a template's places, and whether secrets may.
#[derive(Clone, Debug)]
pub struct Names {
    known: Vec<String>,
    everything: Vec<String>,
    secrets: bool,
}

impl Names {
    /// For a body: everything about event, lead, silence and what was begun, and secrets. `fields` are what the site's forms and
    /// `identify` tell.
    pub fn body<'a>(fields: impl Iterator<Item = &'a str>) -> Self {
        let fields = fields.map(|field| ["lead.fields.", field].concat());
        let mut known: Vec<String> =
            EVENT.iter().chain(&LEAD).chain(&SILENCE).chain(&BEGUN).map(ToString::to_string).chain(fields).collect();
        known.extend(["lead.fields", "event"].map(String::from));
        Self { everything: known.clone(), known, secrets: true }
    }

    /// For a body that carries a mail.
    #[must_use]
    pub fn with_mail(mut self) -> Self {
        self.known.extend(MAIL.iter().map(ToString::to_string));
        self
    }

    /// For what people read: the same without secrets.
    #[must_use]
    pub fn without_secrets(&self) -> Self {
        Self { secrets: false, ..self.clone() }
    }

    /// For a header: what identifies the event, and secrets; headers end up in logs.
    #[must_use]
    pub fn header(&self) -> Self {
        Self { known: EVENT.iter().map(ToString::to_string).collect(), ..self.clone() }
    }

    /// For an address: secrets alone.
    #[must_use]
    pub fn address(&self) -> Self {
        Self { known: Vec::new(), ..self.clone() }
    }

    /// What may stand here, but for secrets.
    pub fn known(&self) -> &[String] {
        &self.known
    }

    pub(super) const fn takes_secrets(&self) -> bool {
        self.secrets
    }

    pub(super) fn is_known_elsewhere(&self, name: &str) -> bool {
        self.everything.iter().any(|known| known == name)
    }

    /// An event in which everything is known, as a text that has to be escaped.
    pub(super) fn sample(&self) -> Value {
        let text = || Value::String("a \"text\"\\\n".to_owned());
        let mut root = json!({"data": {}, "mail": {}});
        for name in &self.known {
            let path: Vec<&str> = name.split('.').collect();
            let [first, between @ .., last] = path.as_slice() else { continue };
            let first = match *first {
                "lead" | "silence" | "begun" => "data",
                "event" => "",
                other => other,
            };
            let mut at = if first.is_empty() { Some(&mut root) } else { root.get_mut(first) };
            for key in between {
                at = at
                    .and_then(Value::as_object_mut)
                    .map(|object| object.entry((*key).to_owned()).or_insert_with(|| Value::Object(Map::new())));
            }
            if let Some(object) = at.and_then(Value::as_object_mut) {
                object.entry((*last).to_owned()).or_insert_with(text);
            }
        }
        root
    }
}
