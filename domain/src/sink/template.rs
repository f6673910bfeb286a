//! Texts with places to fill in: `New lead {{lead.email}} with {{lead.score.total}} points`.
//!
//! A template is parsed and checked once, when the site is; filling it in can then fail only for a secret that is not set. What
//! is filled in can't break out: in a JSON body, text within quotes is escaped and a value outside of them is JSON itself; in
//! a line no control character survives.

mod names;
mod parse;

pub use names::Names;

use alloc::{
    borrow::ToOwned,
    string::{String, ToString},
    vec::Vec,
};
use serde_json::Value;

/// Hands out the value of a Worker secret; nothing if it is not set.
pub type Secrets<'a> = &'a dyn Fn(&str) -> Option<String>;

/// A text with places to fill in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    /// A place for what is known of the event, by its path; `lead`, `silence` and `begun` stand for the event's `data`.
    Value(Vec<String>),
    /// A place for a Worker secret.
    Secret(String),
}

/// What is wrong with a template, or kept it from being filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A place that begins and does not end.
    Open,
    /// A place for something that nobody knows.
    Unknown(String),
    /// A place for something that may not stand here.
    Misplaced(String),
    /// A secret that is ours, or no name of a secret.
    SecretName(String),
    /// Not JSON once it is filled in.
    NotJson(String),
    /// A secret is not set.
    NoSecret(String),
}

impl Template {
    /// Reads a template; `names` are what may stand in it.
    pub fn parse(text: &str, names: &Names) -> Result<Self, Fault> {
        parse::parse(text, names).map(Self)
    }

    /// Fills it in as plain text.
    pub fn text(&self, event: &Value, secrets: Secrets<'_>) -> Result<String, Fault> {
        self.fill(event, secrets, |_, value| plain(value))
    }

    /// Fills it in as one line: control characters, which would begin another header, become spaces.
    pub fn line(&self, event: &Value, secrets: Secrets<'_>) -> Result<String, Fault> {
        let text = self.text(event, secrets)?;
        let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
        Ok(text.chars().map(|c| if breaks(c) { ' ' } else { c }).collect())
    }

    /// Fills it in as JSON. Within quotes a value is text; outside of them it is what it is in the event, or `null`.
    pub fn json(&self, event: &Value, secrets: Secrets<'_>) -> Result<String, Fault> {
        let mut quotes = Quotes::default();
        let filled = self.fill(event, secrets, |before, value| {
            quotes.read(before);
            if quotes.inside { escaped(&plain(value)) } else { value.to_string() }
        })?;
        serde_json::from_str::<serde::de::IgnoredAny>(&filled).map_err(|error| Fault::NotJson(error.to_string()))?;
        Ok(filled)
    }

    /// Whether it is JSON whatever is filled in: with everything known and with nothing.
    pub fn check_json(&self, names: &Names) -> Result<(), Fault> {
        let secret = |_: &str| Some("secret".to_owned());
        self.json(&names.sample(), &secret)?;
        self.json(&Value::Null, &secret).map(|_| ())
    }

    /// What stands before the first place.
    pub fn beginning(&self) -> &str {
        match self.0.first() {
            Some(Part::Text(text)) => text,
            _ => "",
        }
    }

    /// Whether there is nothing to fill in.
    pub fn is_plain(&self) -> bool {
        self.0.iter().all(|part| matches!(part, Part::Text(_)))
    }

    /// It as it was written, but for spaces in places.
    pub fn written(&self) -> String {
        let part = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Value(path) => ["{{", &path.join("."), "}}"].concat(),
            Part::Secret(name) => ["{{secret.", name, "}}"].concat(),
        };
        self.0.iter().map(part).collect()
    }

    /// `write` is told what stands before a place, since the one before it, and what belongs there.
    fn fill(
        &self,
        event: &Value,
        secrets: Secrets<'_>,
        mut write: impl FnMut(&str, &Value) -> String,
    ) -> Result<String, Fault> {
        let mut filled = String::new();
        let mut before = "";
        for part in &self.0 {
            let known = match part {
                Part::Text(text) => {
                    filled.push_str(text);
                    before = text;
                    continue;
                }
                Part::Secret(name) => &Value::String(secrets(name).ok_or_else(|| Fault::NoSecret(name.clone()))?),
                Part::Value(path) => lookup(event, path).unwrap_or(&Value::Null),
            };
            filled.push_str(&write(before, known));
            before = "";
        }
        Ok(filled)
    }
}

/// Follows a JSON text as far as to know whether it stands within quotes.
#[derive(Default)]
struct Quotes {
    inside: bool,
    escapes: bool,
}

impl Quotes {
    fn read(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                _ if self.escapes => self.escapes = false,
                '\\' if self.inside => self.escapes = true,
                '"' => self.inside = !self.inside,
                _ => {}
            }
        }
    }
}

fn lookup<'a>(event: &'a Value, path: &[String]) -> Option<&'a Value> {
    let (first, rest) = path.split_first()?;
    let root = match first.as_str() {
        "lead" | "silence" | "begun" => event.get("data")?,
        "mail" => event.get("mail")?,
        _ => event,
    };
    rest.iter().try_fold(root, |value, key| value.get(key))
}

/// A value as text. Reasons of a score read `pricing-view +25, free-mail -10`.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(item).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

fn item(value: &Value) -> String {
    let signal = value.get("signal").and_then(Value::as_str);
    let points = value.get("points").filter(|points| points.is_number());
    match (signal, points) {
        (Some(signal), Some(points)) => {
            let sign = if points.as_f64().unwrap_or_default() < 0.0 { "" } else { "+" };
            [signal, " ", sign, &points.to_string()].concat()
        }
        _ => plain(value),
    }
}

/// Text as it stands within the quotes of JSON.
fn escaped(text: &str) -> String {
    let quoted = Value::String(text.to_owned()).to_string();
    quoted.strip_prefix('"').and_then(|quoted| quoted.strip_suffix('"')).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests;
