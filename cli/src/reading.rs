//! One site file, read into its type with every problem of form found on the way.

use crate::{
    complaint::{Complaint, plain},
    expand::{Environment, expand},
    finding::Finding,
    mend::{Mended, Mender},
    place::shorten,
    source::Source,
};
use leadline_domain::site::nearest;
use serde::de::DeserializeOwned;
use toml::{
    Spanned,
    de::{DeTable, DeValue, Error, ValueDeserializer},
};

/// Most problems of form reported of one file; a bound on mending as well.
const MOST: usize = 64;

/// A file after reading.
pub(crate) struct Reading<T> {
    /// What it says; of a file with problems something near it, for checks of other files to go on with.
    pub(crate) value: Option<T>,
    /// Whether what it says can be judged.
    pub(crate) sound: bool,
    /// What is wrong with its form.
    pub(crate) findings: Vec<Finding>,
}

impl<T: DeserializeOwned> Reading<T> {
    /// Reads a file.
    pub(crate) fn of(source: &Source, environment: Environment<'_>) -> Self {
        let (document, errors) = DeTable::parse_recoverable(&source.text);
        if !errors.is_empty() {
            let findings = errors.iter().map(|error| finding(source, error, &complaint(error))).collect();
            return Self { findings, ..Self::stand_in() };
        }
        let span = document.span();
        let mut root = Spanned::new(span, DeValue::Table(document.into_inner()));
        let findings: Vec<Finding> = expand(&mut root, environment)
            .into_iter()
            .map(|text| source.finding(text.span.start, source.line(text.span.start), text.expected))
            .collect();
        let unexpanded = !findings.is_empty();
        let mut reading = Self { value: None, sound: !unexpanded, findings };
        reading.read(source, root);
        reading
    }

    /// What stands for a file that can't be read at all.
    pub(crate) fn stand_in() -> Self {
        let empty = Source { name: String::new(), path: String::new(), text: String::new() };
        let mut reading = Self { value: None, sound: false, findings: Vec::new() };
        reading.read(&empty, Spanned::new(0..0, DeValue::Table(DeTable::new())));
        Self { findings: Vec::new(), ..reading }
    }

    /// Reads, mends and reads again until nothing is left to complain of.
    fn read(&mut self, source: &Source, mut root: Spanned<DeValue<'_>>) {
        let mut mender = Mender::new(source.text.len());
        for _ in 0..MOST {
            let error = match T::deserialize(ValueDeserializer::from(root.clone())) {
                Ok(value) => {
                    self.value = Some(value);
                    return;
                }
                Err(error) => error,
            };
            let (complaint, span) = (complaint(&error), error.span().unwrap_or_default());
            if !mender.made(&span) {
                self.findings.push(finding(source, &error, &complaint));
            }
            match mender.mend(&mut root, &span, &complaint) {
                Mended::Faithfully => {}
                Mended::Roughly => self.sound = false,
                Mended::Not => break,
            }
        }
        self.sound = false;
    }
}

fn complaint(error: &Error) -> Complaint {
    Complaint::parse(error.message())
}

fn finding(source: &Source, error: &Error, complaint: &Complaint) -> Finding {
    let offset = error.span().unwrap_or_default().start;
    let line = source.line(offset);
    let of = |found: String, expected: String| source.finding(offset, found, expected);
    match complaint {
        Complaint::UnknownKey { key, words } => {
            let expected = shorten(&format!("one of the keys: {}", words.join(", ")));
            Finding { nearest: nearest(key, words), ..of(line, expected) }
        }
        Complaint::UnknownWord { word, words } => {
            Finding { nearest: nearest(word, words), ..of(line, format!("one of: {}", words.join(", "))) }
        }
        Complaint::MissingKey(key) if line.starts_with('[') || line.contains('{') => {
            of(format!("{line} without {key}"), format!("the key {key}"))
        }
        Complaint::MissingKey(key) => of(format!("no {key}"), format!("the key {key}")),
        Complaint::Mismatch { expected } => of(line, plain(expected)),
        Complaint::Syntax { what, expected } => {
            let expected = match (expected, what.as_str()) {
                (Some(expected), _) => expected,
                (None, "duplicate key") => "each key once",
                (None, _) => "valid TOML",
            };
            of(format!("{line} ({what})"), expected.to_owned())
        }
    }
}
