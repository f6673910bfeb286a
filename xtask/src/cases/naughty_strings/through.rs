//! Through a form: from the body that a browser sends to the command for a lead, and into markup.

use leadline_domain::email::Email;
use leadline_domain::form::{Fault, Form};
use leadline_domain::id::SubmissionId;
use leadline_domain::lead::{Command, Submission};
use maud::html;
use serde_json::json;

use super::super::asked::{self, NAME};

/// A form with one line to type, and one with several.
pub(super) struct Forms(Vec<(&'static str, Form)>);

impl Forms {
    pub(super) fn new() -> Self {
        let kinds = ["text", "textarea"].into_iter();
        let form = |kind| asked::form(&json!({"name": NAME, "type": kind, "label": NAME}));
        Self(kinds.filter_map(|kind| Some((kind, form(kind)?))).collect())
    }

    /// What becomes of a string that should not; `note` hears what is worth knowing.
    pub(super) fn fault(&self, input: &str, mut note: impl FnMut(&str)) -> Option<String> {
        // A browser sends no others, and in one line it sends none.
        let lines = input.replace("\r\n", "\n").replace('\r', "\n");
        for (kind, form) in &self.0 {
            match asked::taken(form, &asked::body(Some(&lines))) {
                Err(Fault::Unprintable | Fault::TooLong) => note(&format!("refused in a {kind} field")),
                Err(fault) => return Some(format!("refused in a {kind} field as {}", fault.code())),
                Ok(answer) if answer != lines.trim() => return Some(format!("another string out of a {kind} field")),
                Ok(answer) => {
                    if answer != input {
                        note(&format!("came without the spaces around it out of a {kind} field"));
                    }
                    if let Some(fault) = lost(&answer) {
                        return Some(fault);
                    }
                }
            }
        }
        None
    }
}

/// Where a taken answer is lost further on.
fn lost(answer: &str) -> Option<String> {
    let command = command(answer).map(Command::Submit);
    let kept = serde_json::to_string(&command).ok().and_then(|text| serde_json::from_str(&text).ok());
    let said = match &command {
        Some(Command::Submit(submission)) => submission.fields.get(NAME),
        _ => None,
    };
    if kept != Some(command.clone()) || said.map(String::as_str) != Some(answer) {
        return Some("another string in the command for the lead".to_owned());
    }
    let attribute = html! { input value=(answer); }.into_string();
    let content = html! { textarea { (answer) } }.into_string();
    let within = |markup: &str, before: &str, after: &str| {
        markup.strip_prefix(before).and_then(|rest| rest.strip_suffix(after)).and_then(read)
    };
    let read = [within(&attribute, "<input value=\"", "\">"), within(&content, "<textarea>", "</textarea>")];
    read.iter().any(|read| read.as_deref() != Some(answer)).then(|| "another string out of markup".to_owned())
}

/// The command that a submission with this answer becomes. What it says besides has a default.
fn command(answer: &str) -> Option<Submission> {
    let email = Email::parse("ada@example.com").ok()?;
    let id = SubmissionId::from_entropy(&[1; 16]);
    let submission = json!({
        "id": id, "answers_hash": "", "form": "asked", "key": "", "email": email, "fields": {NAME: answer}, "visitor": null,
    });
    serde_json::from_value(submission).ok()
}

/// What a browser reads in markup; none if it would read more than text.
fn read(markup: &str) -> Option<String> {
    if markup.contains(['<', '>', '"', '\r', '\0']) {
        return None;
    }
    let mut parts = markup.split('&');
    let mut text = parts.next()?.to_owned();
    for part in parts {
        let (name, rest) = part.split_once(';')?;
        text.push(match name {
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "amp" => '&',
            _ => return None,
        });
        text.push_str(rest);
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_come_out_of_a_form_as_they_went_in() {
        let forms = Forms::new();
        assert_eq!(forms.0.len(), 2);
        for text in
            ["", " padded ", "a\r\nb", "\u{0}", "\u{202e}", "\"'<>&amp;</textarea>", "=1+1", "\u{1f4a9}", "\u{feff}"]
        {
            assert_eq!(forms.fault(text, |_| {}), None, "{text:?}");
        }
    }

    #[test]
    fn markup_that_is_more_than_text_is_seen() {
        assert_eq!(read("a&amp;lt;b").as_deref(), Some("a&lt;b"));
        for markup in ["a<b", "a&b", "\"", "a\rb"] {
            assert_eq!(read(markup), None, "{markup:?}");
        }
    }
}
