//! JSON, one object a line. A line that is none costs that line.

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

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.what)
    }
}

/// The number of a line, from 1, and the object on it.
pub(crate) type Line = (usize, Map<String, Value>);

/// Reads the lines of a text; empty ones are nothing.
pub(crate) fn json_lines(text: &str) -> (Vec<Line>, Vec<Complaint>) {
    let (mut values, mut complaints) = (Vec::new(), Vec::new());
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
        match serde_json::from_str::<Value>(text) {
            Ok(Value::Object(object)) => values.push((line, object)),
            Ok(_) => complaints.push(Complaint { line, what: "not a JSON object".to_owned() }),
            Err(error) => complaints.push(Complaint { line, what: format!("not JSON ({error})") }),
        }
    }
    (values, complaints)
}
