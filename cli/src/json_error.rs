//! What JSON's reader says of a line, in words for somebody who sees lines.

/// The error without its line: a text of one line has columns only, and the line's own number stands before it.
pub(crate) fn placed(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or_else(|| text.clone(), |(what, _)| format!("{what}, column {}", error.column()))
}
