//! What a browser's own validation says of a control.

use leadline_domain::form::Fault;
use serde_json::{Value, json};

use super::asked::{self, NAME};
use super::rows::{text, truth};
use super::tally::Tally;

/// Right is that the edge refuses what a browser refuses, and refuses nothing for a reason that the browser does not see.
/// Controls, attributes and limits that no form of ours can have are left out and counted beside.
pub(super) fn score(rows: &[Value]) -> Tally {
    let mut tally = Tally::default();
    for row in rows {
        let Some(field) = field(row) else {
            tally.note(&format!("not ours: {}", strange(row)));
            continue;
        };
        let Some(form) = asked::form(&field) else {
            tally.note("not ours: `leadline check` refuses a limit or a pattern like it");
            continue;
        };
        let verdict = asked::taken(&form, &asked::body(answer(row).as_deref())).err();
        match (fault(row, verdict), verdict) {
            (None, verdict) => {
                if let Some(verdict) = verdict.filter(|_| !is_flagged(row)) {
                    tally.note(&format!("refused as {}, of which the row says nothing", verdict.code()));
                }
                tally.right();
            }
            // A browser limits what is typed, not what a script writes, as it does in all the rows. Whatever arrives
            // on the edge counts as typed.
            (Some(_), Some(Fault::TooLong | Fault::TooShort)) => {
                tally.note("beyond a limit, written by a script: refused as if it had been typed");
            }
            (Some(kind), _) => tally.wrong(kind, row.to_string()),
        }
    }
    tally
}

/// What is wrong with the edge's verdict.
fn fault(row: &Value, verdict: Option<Fault>) -> Option<String> {
    match verdict {
        None if is_flagged(row) => Some("a browser refuses, and the edge takes it".to_owned()),
        Some(fault) if !is_flagged(row) && (is_whole(row) || is_seen(row, fault)) => {
            Some(format!("a browser takes it, and the edge refuses it as {}", fault.code()))
        }
        _ => None,
    }
}

/// Whether a browser refuses.
fn is_flagged(row: &Value) -> bool {
    truth(row, "expected") == Some(!is_whole(row))
}

/// Whether the row is about all the flags at once.
fn is_whole(row: &Value) -> bool {
    matches!(text(row, "flag"), Some("checkValidity" | "reportValidity" | "valid"))
}

/// Whether a fault is what the row's flag is about.
fn is_seen(row: &Value, fault: Fault) -> bool {
    let flag = match fault {
        Fault::Missing => "valueMissing",
        Fault::TooLong => "tooLong",
        Fault::TooShort => "tooShort",
        Fault::TooLarge => "rangeOverflow",
        Fault::TooSmall => "rangeUnderflow",
        Fault::OffStep => "stepMismatch",
        Fault::Mismatch => "patternMismatch",
        Fault::NotAnEmail | Fault::NotAUrl => "typeMismatch",
        Fault::NotANumber | Fault::NotADate => "badInput",
        _ => return false,
    };
    text(row, "flag") == Some(flag)
}

/// Why a row is not about a form of ours.
fn strange(row: &Value) -> String {
    let kind = text(row, "type").or_else(|| text(row, "tag")).unwrap_or_default();
    match text(row, "flag") {
        Some(flag @ ("willValidate" | "customError")) => flag.to_owned(),
        _ if kind_of(row).is_some() => format!("{kind} with several answers, or with none to send"),
        _ => format!("a control of type {kind}"),
    }
}

fn kind_of(row: &Value) -> Option<&'static str> {
    Some(match (text(row, "tag")?, text(row, "type")) {
        ("textarea", _) => "textarea",
        ("select", _) => "select",
        ("input", Some("text" | "search" | "password")) => "text",
        ("input", Some("tel")) => "tel",
        ("input", Some("url")) => "url",
        ("input", Some("email")) => "email",
        ("input", Some("number")) => "number",
        ("input", Some("date")) => "date",
        ("input", Some("checkbox")) => "checkbox",
        ("input", Some("radio")) => "radio",
        _ => return None,
    })
}

/// The field that asks as the control does; none if ours can't.
fn field(row: &Value) -> Option<Value> {
    let kind = kind_of(row)?;
    let conditions = row.get("conditions")?;
    let said = |key: &str| conditions.get(key).filter(|said| !said.is_null() && **said != json!(""));
    let is_ours = !matches!(text(row, "flag"), Some("willValidate" | "customError"));
    let is_sent = conditions.get("name") != Some(&json!("")) && said("multiple") != Some(&json!(true));
    if !is_ours || !is_sent {
        return None;
    }
    let mut field = json!({"name": NAME, "type": kind, "label": NAME, "help": NAME});
    let keys = field.as_object_mut()?;
    for (ours, theirs) in
        [("required", "required"), ("pattern", "pattern"), ("min", "min"), ("max", "max"), ("step", "step")]
    {
        keys.extend(said(theirs).map(|said| (ours.to_owned(), said.clone())));
    }
    for (ours, theirs) in [("min_length", "minLength"), ("max_length", "maxLength")] {
        let characters = said(theirs).and_then(|said| said.as_str()?.parse::<u16>().ok());
        keys.extend(characters.map(|characters| (ours.to_owned(), json!(characters))));
    }
    // Browsers count in ones where nothing is said; the markup of a form of ours says so where that is not meant.
    if kind == "number" && said("step").is_none() {
        keys.insert("step".to_owned(), json!(1));
    }
    if matches!(kind, "select" | "radio") {
        keys.insert("options".to_owned(), json!([option(row)]));
    }
    Some(field)
}

/// What there is to choose.
fn option(row: &Value) -> String {
    Some(written(row)).filter(|value| !value.is_empty()).unwrap_or_else(|| "on".to_owned())
}

fn written(row: &Value) -> String {
    match row.pointer("/conditions/value") {
        Some(Value::String(text)) => text.clone(),
        // As a browser writes it.
        Some(Value::Object(_)) => "[object Object]".to_owned(),
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    }
}

/// What is sent.
fn answer(row: &Value) -> Option<String> {
    let chosen = row.pointer("/conditions/checked") == Some(&json!(true));
    match kind_of(row)? {
        "checkbox" => chosen.then(|| leadline_domain::form::YES.to_owned()),
        "radio" => chosen.then(|| option(row)),
        _ => Some(written(row)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(flag: &str, kind: &str, conditions: &Value, expected: bool) -> Value {
        json!({"flag": flag, "tag": "input", "type": kind, "conditions": conditions, "expected": expected})
    }

    fn lines(rows: &[Value]) -> Vec<String> {
        score(rows).table("x", 0).lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn what_a_browser_refuses_has_to_be_refused() {
        let rows = [
            row("valueMissing", "text", &json!({"required": true, "value": ""}), true),
            row("rangeOverflow", "number", &json!({"max": "5", "value": "6"}), true),
            row("checkValidity", "email", &json!({"value": "abc"}), false),
            row("stepMismatch", "number", &json!({"step": "", "value": "2"}), true),
        ];
        assert_eq!(lines(&rows), ["x 4 3 75.0", "1 a browser refuses, and the edge takes it"]);
    }

    #[test]
    fn what_a_browser_takes_is_refused_for_reasons_of_our_own_only() {
        let rows = [
            row("patternMismatch", "url", &json!({"pattern": "[A-Z]", "value": "A"}), false),
            row("tooLong", "text", &json!({"maxLength": "4", "value": "abcde"}), false),
            row("rangeOverflow", "month", &json!({}), false),
            row("rangeOverflow", "date", &json!({"max": "2000/01/01"}), false),
            row("badInput", "email", &json!({"multiple": true, "value": ""}), false),
        ];
        let notes = [
            "x 1 1 100.0",
            "(1 beyond a limit, written by a script: refused as if it had been typed)",
            "(1 not ours: `leadline check` refuses a limit or a pattern like it)",
            "(1 not ours: a control of type month)",
            "(1 not ours: email with several answers, or with none to send)",
            "(1 refused as not-a-url, of which the row says nothing)",
        ];
        assert_eq!(lines(&rows), notes);
    }
}
