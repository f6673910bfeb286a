//! Ids that tell nobody apart from anybody.

/// What broken integrations send in place of an id: taken as one, a site's visitors would all become one person.
const NOBODY: [&str; 26] = [
    "",
    "-",
    "-1",
    "0",
    "[object object]",
    "00000000-0000-0000-0000-000000000000",
    "anonymous",
    "anonymousid",
    "deviceid",
    "distinct_id",
    "email",
    "false",
    "guest",
    "id",
    "n/a",
    "na",
    "nan",
    "nil",
    "none",
    "not_authenticated",
    "null",
    "true",
    "undefined",
    "unknown",
    "user",
    "userid",
];

/// An id, unless it is one that everybody has.
pub(super) fn legal(text: &str) -> Option<&str> {
    let text = text.trim();
    let bare = text.trim_matches(|c: char| matches!(c, '"' | '\'' | '(' | ')' | '<' | '>')).to_lowercase();
    let legal = !NOBODY.contains(&bare.as_str()) && bare.chars().any(|c| c != '0' && c != '-');
    legal.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_everybody_has_are_nobody_s() {
        for text in ["undefined", " null ", "(none)", "\"guest\"", "0000", "", "NaN"] {
            assert_eq!(legal(text), None, "{text}");
        }
        for text in ["42", "u_1", "ada@example.com", "none-of-them"] {
            assert_eq!(legal(text), Some(text));
        }
    }
}
