//! Where in a file the domain's checks point to: from keys and positions to line and column.

use crate::{
    expand::{Environment, expand},
    finding::Finding,
    source::Source,
};
use leadline_domain::site::Problem;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// Most words of a list that are printed.
const MOST_WORDS: usize = 12;

/// A problem as it is printed.
pub(crate) fn finding(source: &Source, problem: Problem, environment: Environment<'_>) -> Finding {
    let (document, _) = DeTable::parse_recoverable(&source.text);
    let mut root = Spanned::new(document.span(), DeValue::Table(document.into_inner()));
    // What is unset was reported when the file was read.
    let _ = expand(&mut root, environment);
    let spot = Spot::find(&root, &problem);
    let Problem { found, expected, nearest, .. } = problem;
    let remedy = spot.form.as_ref().map(|form| format!("write forms/{form}.toml, or name a form that exists"));
    let written = spot.write(&found);
    Finding { nearest, remedy, ..source.finding(spot.value.span().start, written, shorten(&expected)) }
}

/// A value and the key it stands under.
struct Spot<'t> {
    value: &'t Spanned<DeValue<'t>>,
    key: Option<&'t str>,
    /// The form that is named here and does not exist.
    form: Option<String>,
}

impl<'t> Spot<'t> {
    /// Follows the problem's place as far as the file goes.
    fn find(root: &'t Spanned<DeValue<'t>>, problem: &Problem) -> Self {
        let mut spot = Self { value: root, key: None, form: None };
        for step in &problem.place {
            match spot.step(step) {
                Some(next) => spot = next,
                None => return spot,
            }
        }
        spot.into_child(&problem.found).of_form(problem)
    }

    fn step(&self, step: &str) -> Option<Self> {
        match self.value.get_ref() {
            DeValue::Table(table) => {
                table.get_key_value(step).map(|(key, value)| Self { value, key: Some(key.get_ref()), form: None })
            }
            DeValue::Array(values) => step.parse::<usize>().ok().and_then(|at| values.get(at)).map(|value| Self {
                value,
                key: None,
                form: None,
            }),
            _ => None,
        }
    }

    /// Of a whole condition, the text that is meant.
    fn into_child(self, found: &str) -> Self {
        let child = self
            .value
            .get_ref()
            .as_table()
            .and_then(|table| table.iter().find(|(_, value)| value.get_ref().as_str() == Some(found)));
        match child {
            Some((key, value)) => Self { value, key: Some(key.get_ref()), form: None },
            None => self,
        }
    }

    /// A page's `form` and a signal's `submit` name forms.
    fn of_form(self, problem: &Problem) -> Self {
        let names_form = match problem.file.split_once('/') {
            Some(("pages", _)) => self.key == Some("form"),
            _ => self.key == Some("submit"),
        };
        let form = names_form.then(|| problem.found.clone());
        Self { form, ..self }
    }

    /// What stands here: key and value where that is what was found, otherwise what the check says.
    fn write(&self, found: &str) -> String {
        let value = match self.value.get_ref() {
            DeValue::String(text) if text == found => format!("{found:?}"),
            DeValue::Integer(number) if number.as_str() == found => found.to_owned(),
            _ => return found.to_owned(),
        };
        self.key.map_or(value.clone(), |key| format!("{key} = {value}"))
    }
}

/// Cuts a long list of words; the nearest is named on its own.
pub(crate) fn shorten(expected: &str) -> String {
    let mut words = expected.split(", ");
    let kept: Vec<&str> = words.by_ref().take(MOST_WORDS).collect();
    let more = if words.next().is_some() { ", …" } else { "" };
    kept.join(", ") + more
}
