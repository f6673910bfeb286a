//! How long a submission can get: a form whose longest answers would be refused for their length is no form.

use super::{Field, FieldKind, Form};

/// Longest body of a submission, in bytes. People who write much in scripts that take three bytes a character get nine for
/// each as forms are encoded; what becomes of it stays well below a row of the shard (2 MB), with every answer kept five times.
pub const MAX_SUBMISSION: usize = 256 * 1024;

/// Most names and answers read of a body.
pub(super) const MAX_PAIRS: usize = 300;

/// Room for what is ours: ticket, passport, Turnstile's token, and the names of what was shown.
const OURS: usize = 16 * 1024;
/// How many pairs of those there may be.
const PAIRS_OF_OURS: usize = 20;

/// Most bytes of what HTML counts as one character, which is a unit of UTF-16, written `%E4%B8%AD`.
const ENCODED: usize = 9;
/// Most bytes of the same sealed, of which three are written as four.
const SEALED: usize = 4;

impl Form {
    /// Most bytes of a submission of this form, from a browser with script or without.
    pub(super) fn longest_submission(&self) -> usize {
        // Without script the answers of all steps travel along sealed, beside those of the step that is shown.
        let bytes = if self.steps.is_empty() { ENCODED } else { ENCODED + SEALED };
        OURS + self.fields.iter().map(|field| bytes * longest(field)).sum::<usize>()
    }

    /// Most pairs of a submission of this form.
    pub(super) fn most_pairs(&self) -> usize {
        PAIRS_OF_OURS + self.fields.iter().map(pairs).sum::<usize>()
    }
}

/// The pairs a field is answered with.
fn pairs(field: &Field) -> usize {
    if field.rule.kind == FieldKind::Checkboxes { field.rule.options.len() } else { 1 }
}

/// The longest answer to a field with its name, in characters as HTML counts them.
fn longest(field: &Field) -> usize {
    let rule = &field.rule;
    let lengths = || rule.options.iter().map(|option| option.encode_utf16().count());
    let answers = match rule.kind {
        _ if rule.kind.is_text() => rule.high.parse().unwrap_or_default(),
        FieldKind::Checkboxes => lengths().sum(),
        // Numbers and days are of this length at most; whatever else is typed there is refused.
        _ => lengths().max().unwrap_or(20),
    };
    answers + pairs(field) * (field.name.len() + 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Answers;
    use alloc::{borrow::ToOwned, format, string::String, vec::Vec};
    use serde_json::{Value, json};

    fn checked(textareas: usize, with_steps: bool, options: usize) -> Result<Form, Vec<String>> {
        let names: Vec<String> = (0..textareas).map(|number| format!("text_{number}")).collect();
        let options: Vec<String> = (0..options).map(|number| format!("{number:03}{}", "中".repeat(10))).collect();
        let mut fields = alloc::vec![
            json!({"name": "email", "type": "email", "label": "x", "required": true}),
            json!({"name": "parts", "type": "checkboxes", "label": "x", "options": options}),
        ];
        fields.extend(names.iter().map(|name| json!({"name": name, "type": "textarea", "label": "x"})));
        let steps = json!([
            {"id": "one", "title": "x", "fields": ["email", "parts"]},
            {"id": "two", "title": "x", "fields": names},
        ]);
        let form = json!({"title": "a", "button": "b", "thanks": "c", "field": fields,
            "step": if with_steps { steps } else { Value::Array(Vec::new()) }});
        let mut problems = Vec::new();
        let raw = serde_json::from_value(form).unwrap();
        let form = Form::check(&raw, &mut |place, found, _| panic!("{place:?}: {found}"));
        form.advise(&raw, &mut |_, found, _| problems.push(found.to_owned()));
        if problems.is_empty() { Ok(form) } else { Err(problems) }
    }

    #[test]
    fn the_longest_answers_to_a_form_that_is_taken_are_taken() {
        for (textareas, with_steps) in [(6, false), (4, true)] {
            let form = checked(textareas, with_steps, 9).unwrap();
            let mut body = url::form_urlencoded::Serializer::new(String::new());
            body.append_pair("email", "ada@example.com");
            for option in &form.fields[1].rule.options {
                body.append_pair("parts", option);
            }
            for field in &form.fields[2..] {
                body.append_pair(&field.name, &"中".repeat(4_000));
            }
            let body = body.finish();
            assert!(body.len() + OURS <= form.longest_submission(), "{}", body.len());
            assert!(form.longest_submission() <= MAX_SUBMISSION, "{}", form.longest_submission());
            let checked = Answers::read(body.as_bytes()).check(&form).unwrap();
            assert_eq!(checked.fields.len(), 1 + textareas);
        }
    }

    #[test]
    fn a_form_whose_answers_would_not_get_through_is_refused() {
        assert_eq!(checked(7, false, 9).unwrap_err(), ["answers of up to 266 KB"]);
        assert_eq!(checked(5, true, 9).unwrap_err(), ["answers of up to 276 KB"]);
        assert_eq!(checked(0, false, 290).unwrap_err(), ["311 answers at once"]);
    }
}
