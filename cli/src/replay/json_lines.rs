//! JSON, one object a line. A line that is none costs that line.

use crate::json_error;
use serde_json::{Map, Value};
use std::fmt;

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Complaint {
    /// Which line, from 1.
    pub(crate) line: usize,
    /// What is wrong with it, in words.
    pub(crate) what: String,
}

impl Complaint {
    /// Whether the line is no JSON object at all.
    pub(crate) fn is_of_another_kind(&self) -> bool {
        self.what.starts_with(NOT_JSON) || self.what == NO_OBJECT
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.what)
    }
}

/// How complaints about lines of another kind begin.
const NOT_JSON: &str = "not JSON";

/// The complaint about a line that is JSON, and no object.
const NO_OBJECT: &str = "not a JSON object";

/// The number of a line, from 1, and the object on it.
pub(crate) type Line = (usize, Map<String, Value>);

/// Reads the lines of a text; empty ones are nothing.
pub(crate) fn json_lines(text: &str) -> (Vec<Line>, Vec<Complaint>) {
    let (mut values, mut complaints) = (Vec::new(), Vec::new());
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
        match serde_json::from_str::<Value>(text) {
            Ok(Value::Object(object)) => values.push((line, object)),
            Ok(_) => complaints.push(Complaint { line, what: NO_OBJECT.to_owned() }),
            Err(error) => {
                complaints.push(Complaint { line, what: format!("{NOT_JSON} ({})", json_error::placed(&error)) });
            }
        }
    }
    (values, complaints)
}
