//! The edge logs one JSON object for each thing that happens; people read one aligned line.
//!
//! `{"leadline":"lead","site":"demo","lead":"lead_1","change":"created"}` names the event in `leadline`.

use serde_json::{Map, Value};

/// What wrangler puts before each line of its build step.
const BUILD: &str = "[custom build] ";

/// Decides, line by line, what of wrangler's output is shown.
#[derive(Debug)]
pub(super) struct Printer {
    verbose: bool,
    /// Inside a warning or error, whose details follow on indented lines.
    in_trouble: bool,
}

impl Printer {
    /// A verbose one lets everything through.
    pub(super) fn new(verbose: bool) -> Self {
        Self { verbose, in_trouble: false }
    }

    /// What to print for a line, if anything.
    pub(super) fn shown(&mut self, line: &str) -> Option<String> {
        if let Some(event) = event(line) {
            return Some(event);
        }
        let text = line.strip_prefix(BUILD).unwrap_or(line);
        self.in_trouble = is_trouble(text) || (self.in_trouble && is_detail(text));
        let built = text.starts_with("built in");
        (self.verbose || self.in_trouble || built).then(|| text.to_owned())
    }
}

fn is_trouble(line: &str) -> bool {
    let anywhere = ["[ERROR]", "[WARNING]", "✘", "▲", "panicked at", "Uncaught"];
    let first = ["error", "warning"];
    anywhere.iter().any(|sign| line.contains(sign)) || first.iter().any(|word| line.starts_with(word))
}

/// Both wrangler and rustc indent what belongs to a message; rustc puts line numbers, notes and help before some of it.
fn is_detail(line: &str) -> bool {
    let digit_or_space = |letter: char| letter.is_whitespace() || letter.is_ascii_digit();
    line.is_empty() || line.starts_with(digit_or_space) || line.starts_with("help:") || line.starts_with("note:")
}

fn event(line: &str) -> Option<String> {
    let object: Map<String, Value> = serde_json::from_str(line.get(line.find('{')?..)?).ok()?;
    let text = |key: &str| object.get(key).map(shown_value).unwrap_or_default();
    let rest = match object.get("leadline")?.as_str()? {
        "item" => format!("{:<10} {}", text("kind"), text("outcome")),
        "lead" => format!("{:<10} {:<16} score {:<5} {}", text("change"), text("stage"), text("score"), text("lead")),
        "delivered" => format!("{:<27} to {:<8} {}", text("type"), text("sink"), text("event")),
        _ => all_but_name_and_site(&object),
    };
    let known = ["kind", "outcome", "change", "stage", "score", "lead", "type", "sink", "event"];
    let more = match object.get("leadline")?.as_str()? {
        "item" | "lead" | "delivered" => extras(&object, &known),
        _ => String::new(),
    };
    let line = format!("{:<10} {:<10} {rest} {more}", text("leadline"), text("site"));
    Some(line.trim_end().to_owned())
}

/// A reason, a count: what an event says beyond its usual columns.
fn extras(object: &Map<String, Value>, known: &[&str]) -> String {
    let others = object.iter().filter(|(key, _)| !known.contains(&key.as_str()));
    joined(others)
}

fn all_but_name_and_site(object: &Map<String, Value>) -> String {
    joined(object.iter())
}

fn joined<'a>(pairs: impl Iterator<Item = (&'a String, &'a Value)>) -> String {
    let shown = pairs
        .filter(|(key, _)| !["leadline", "site"].contains(&key.as_str()))
        .map(|(key, value)| format!("{key}={}", shown_value(value)));
    shown.collect::<Vec<_>>().join(" ")
}

fn shown_value(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str) -> Option<String> {
        Printer::new(false).shown(line)
    }

    #[test]
    fn events_become_aligned_lines() {
        let item = shown(r#"{"leadline":"item","site":"demo","kind":"view","outcome":"accepted"}"#).unwrap();
        assert_eq!(item, "item       demo       view       accepted");
        let lead = r#"{"change":"created","lead":"lead_1","leadline":"lead","score":45,"site":"demo","stage":"lead"}"#;
        assert_eq!(shown(lead).unwrap(), "lead       demo       created    lead             score 45    lead_1");
        let delivered =
            r#"{"leadline":"delivered","site":"demo","event":"evt_1","type":"lead.qualified","sink":"crm"}"#;
        assert!(shown(delivered).unwrap().starts_with("delivered  demo       lead.qualified"));
    }

    #[test]
    fn an_event_nobody_foresaw_shows_all_it_has() {
        let line = shown(r#"{"leadline":"retry","site":"demo","event":"evt_1","attempt":2}"#).unwrap();
        assert_eq!(line, "retry      demo       attempt=2 event=evt_1");
    }

    #[test]
    fn a_compile_error_is_shown_whole_without_wranglers_prefix() {
        let mut printer = Printer::new(false);
        assert_eq!(printer.shown("[custom build] error[E0425]: no such name").unwrap(), "error[E0425]: no such name");
        assert!(printer.shown("[custom build]   --> edge/src/lib.rs:14:1").is_some());
        assert!(printer.shown("[custom build] 14 | name").is_some());
        assert_eq!(printer.shown("[custom build] client: cargo      0.1 s"), None);
        assert!(printer.shown("[custom build] built in 0.3 s: loader 102").is_some());
    }

    #[test]
    fn of_wranglers_own_lines_only_trouble_is_shown() {
        let mut printer = Printer::new(false);
        assert_eq!(printer.shown("[wrangler:info] GET /ll/health 200 OK (3ms)"), None);
        assert!(printer.shown("✘ [ERROR] it broke").is_some());
        assert!(printer.shown("    at line 3").is_some());
        assert_eq!(printer.shown("[wrangler:info] Ready"), None);
        assert!(Printer::new(true).shown("anything").is_some());
    }
}
