//! What became of people, from wherever that is known: JSON lines or a table with commas.

use crate::{
    replay::{Complaint, json_lines},
    score::Named,
};
use serde_json::Value;
use std::collections::HashMap;

/// What is said to have become of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Every line about them says that they converted, or that they didn't.
    Known(bool),
    /// One line says so, another the contrary.
    Conflicting,
}

impl Outcome {
    fn and(self, other: Self) -> Self {
        if self == other { self } else { Self::Conflicting }
    }
}

/// Outcomes by address and by user id. Addresses are compared letter case aside.
#[derive(Debug, Default)]
pub(super) struct Outcomes {
    by_email: HashMap<String, Outcome>,
    by_user: HashMap<String, Outcome>,
}

impl Outcomes {
    /// What became of somebody, by address and user id together.
    pub(super) fn of(&self, person: &Named) -> Option<Outcome> {
        let email = person.email.as_ref().and_then(|email| self.by_email.get(&email.to_lowercase()));
        let user = person.user_id.as_ref().and_then(|id| self.by_user.get(id));
        [email, user].into_iter().flatten().copied().reduce(Outcome::and)
    }

    fn learn(&mut self, email: Option<&str>, user: Option<&str>, converted: bool) {
        let said = Outcome::Known(converted);
        let mut known = false;
        if let Some(email) = email.filter(|email| !email.is_empty()) {
            self.by_email.entry(email.to_lowercase()).and_modify(|known| *known = known.and(said)).or_insert(said);
            known = true;
        }
        if let Some(user) = user.filter(|user| !user.is_empty() && !known) {
            self.by_user.entry(user.to_owned()).and_modify(|known| *known = known.and(said)).or_insert(said);
        }
    }
}

/// Whether somebody converted, in any of the words tables use.
pub(super) fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::Number(number) => word(&number.to_string()),
        Value::String(text) => word(text),
        _ => None,
    }
}

fn word(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "true" | "yes" | "y" | "1" | "won" | "converted" => Some(true),
        "false" | "no" | "n" | "0" | "lost" | "" => Some(false),
        _ => None,
    }
}

/// Reads outcomes. A table without the columns that are needed is refused as a whole, in words that follow its name.
pub(super) fn read(text: &str, complain: &mut dyn FnMut(Complaint)) -> Result<Outcomes, String> {
    let first = text.trim_start_matches('\u{feff}').trim_start();
    if first.starts_with('{') { Ok(of_json(text, complain)) } else { of_commas(text, complain) }
}

fn of_json(text: &str, complain: &mut dyn FnMut(Complaint)) -> Outcomes {
    let (lines, complaints) = json_lines(text);
    complaints.into_iter().for_each(&mut *complain);
    let mut outcomes = Outcomes::default();
    for (line, object) in lines {
        let said = |key: &str| object.get(key).and_then(Value::as_str);
        match object.get("converted").and_then(truth) {
            Some(converted) if said("email").or(said("user_id")).is_some() => {
                outcomes.learn(said("email"), said("user_id"), converted);
            }
            _ => complain(Complaint { line, what: EXPECTED.to_owned() }),
        }
    }
    outcomes
}

const EXPECTED: &str = "expected email or user_id, and converted: yes, no, true, false, 1 or 0";

fn of_commas(text: &str, complain: &mut dyn FnMut(Complaint)) -> Result<Outcomes, String> {
    let mut lines = (1..).zip(text.trim_start_matches('\u{feff}').lines()).filter(|(_, line)| !line.trim().is_empty());
    let heading: Vec<String> = lines.next().map(|(_, line)| cells(line)).unwrap_or_default();
    let column = |name: &str| heading.iter().position(|cell| cell.trim().eq_ignore_ascii_case(name));
    let (email, user, converted) = (column("email"), column("user_id"), column("converted"));
    let missing = match (email.or(user), converted) {
        (Some(_), Some(_)) => None,
        (None, _) => Some("email or user_id"),
        (_, None) => Some("converted"),
    };
    if let Some(missing) = missing {
        let found = heading.iter().map(|cell| cell.trim()).collect::<Vec<_>>().join(", ");
        return Err(format!("has no column {missing} in its first line, which has: {found}"));
    }
    let mut outcomes = Outcomes::default();
    for (line, text) in lines {
        let cells = cells(text);
        let cell = |at: Option<usize>| at.and_then(|at| cells.get(at)).map(|cell| cell.trim());
        match cell(converted).and_then(word) {
            Some(converted) if cell(email).or(cell(user)).is_some() => {
                outcomes.learn(cell(email), cell(user), converted);
            }
            _ => complain(Complaint { line, what: EXPECTED.to_owned() }),
        }
    }
    Ok(outcomes)
}

/// The cells of a line; quotes may hold commas, and quotes twice are a quote.
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut rest = line.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' if quoted && rest.peek() == Some(&'"') => cell.extend(rest.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
    }
    cells.push(cell);
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcomes(text: &str) -> (Outcomes, Vec<usize>) {
        let mut lines = Vec::new();
        (read(text, &mut |complaint| lines.push(complaint.line)).unwrap(), lines)
    }

    #[test]
    fn a_table_and_json_lines_say_the_same() {
        let table =
            "Email,name,user_id,converted\nAda@Example.com,\"A, \"\"B\"\"\",,yes\n,,42,0\nbob@example.com,,,perhaps\n";
        let json = "{\"email\":\"ada@example.com\",\"converted\":true}\n{\"user_id\":\"42\",\"converted\":0}\n[]\n";
        for (text, bad) in [(table, 4), (json, 3)] {
            let (outcomes, lines) = outcomes(text);
            assert_eq!(lines, [bad]);
            let of = |email: Option<&str>, user: Option<&str>| {
                let (email, user_id) = (email.map(ToOwned::to_owned), user.map(ToOwned::to_owned));
                outcomes.of(&Named { email, user_id, anonymous_ids: Vec::new() })
            };
            assert_eq!(of(Some("ada@example.com"), None), Some(Outcome::Known(true)));
            assert_eq!(of(None, Some("42")), Some(Outcome::Known(false)));
            assert_eq!(of(Some("bob@example.com"), None), None);
        }
    }

    #[test]
    fn who_converted_and_did_not_is_neither() {
        let (outcomes, _) =
            outcomes("email,converted\na@b.example,yes\nA@b.example,no\nc@d.example,1\nc@d.example,true\n");
        let of = |email: &str| outcomes.of(&Named { email: Some(email.to_owned()), ..Named::default() });
        assert_eq!(of("a@b.example"), Some(Outcome::Conflicting));
        assert_eq!(of("c@d.example"), Some(Outcome::Known(true)));
    }

    #[test]
    fn a_table_without_its_columns_is_refused_in_one_line() {
        let refused = |text: &str| read(text, &mut |complaint| panic!("{complaint}")).unwrap_err();
        assert_eq!(
            refused("Email,won\na@b.example,1\n"),
            "has no column converted in its first line, which has: Email, won"
        );
        assert_eq!(
            refused("name,converted\nAda,1\n"),
            "has no column email or user_id in its first line, which has: name, converted"
        );
    }
}
