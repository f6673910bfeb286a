//! What a value has to be, and which fields have any.

use super::{Asked, deeper};
use crate::{
    condition::{Range, RawCondition, RawRange, RawTests, Truth, ValueTest},
    form::{Field, FieldKind},
    site::check::Report,
};
use alloc::{borrow::ToOwned, collections::BTreeSet, format, string::String, vec::Vec};

const TESTS: &str = "exactly one of is_in, contains, present, or at_least and at_most";

/// Checks what a property has to be.
pub(super) fn test(raw: &RawTests, place: &[&str], name: &str, report: &mut Report<'_>) -> Option<ValueTest> {
    let (test, kinds) = tests(raw);
    if kinds != 1 {
        report.add(place, name, TESTS);
        return None;
    }
    if let Some(ValueTest::Between(between)) = test {
        let RawTests { at_least, at_most, .. } = *raw;
        range(RawRange { at_least, at_most }, place, report)?;
        return Some(ValueTest::Between(between));
    }
    test
}

/// The test that is said, and how many kinds of tests are.
fn tests(raw: &RawTests) -> (Option<ValueTest>, usize) {
    let lower = |values: &[String]| values.iter().map(|value| value.to_lowercase()).collect::<Vec<_>>();
    let RawTests { at_least, at_most, .. } = *raw;
    let said = [
        (!raw.is_in.is_empty()).then(|| ValueTest::IsIn(lower(&raw.is_in))),
        (!raw.contains.is_empty()).then(|| ValueTest::Contains(lower(&raw.contains))),
        (at_least.is_some() || at_most.is_some()).then_some(ValueTest::Between(Range { at_least, at_most })),
        raw.present.map(|present| if present { ValueTest::Present } else { ValueTest::Absent }),
    ];
    let kinds = said.iter().flatten().count();
    (said.into_iter().flatten().next(), kinds)
}

/// Checks a range that has to have an end, and room between two.
pub(super) fn range(raw: RawRange, place: &[&str], report: &mut Report<'_>) -> Option<Range> {
    match raw {
        RawRange { at_least: None, at_most: None } => {
            report.add(place, "no number", "at_least, at_most, or both");
            None
        }
        RawRange { at_least: Some(least), at_most: Some(most) } if least > most => {
            report.add(place, &format!("at least {least} and at most {most}"), "at_least no greater than at_most");
            None
        }
        RawRange { at_least, at_most } => Some(Range { at_least, at_most }),
    }
}

/// Checks a condition on a field.
pub(super) fn field(
    name: &str,
    raw: &RawCondition,
    asked: &Asked<'_>,
    place: &[&str],
    report: &mut Report<'_>,
) -> Option<Truth> {
    let tests = raw.tests();
    check_field(name, &tests, asked, place, report);
    if tests.is_empty() {
        report.add(place, &format!("field = \"{name}\""), &format!("field with {TESTS}"));
        return None;
    }
    test(&tests, place, &format!("field = \"{name}\""), report).map(|test| Truth::Field(name.to_owned(), test))
}

/// A condition on a field nobody is asked for, or on an answer nobody can choose, would never be true; neither would one on a
/// consent, which a lead has beside its fields.
fn check_field(field: &str, tests: &RawTests, asked: &Asked<'_>, place: &[&str], report: &mut Report<'_>) {
    let all = || asked.forms.values().flat_map(|form| &form.fields);
    let is_consent = |known: &&Field| known.rule.kind == FieldKind::Consent;
    let questions = || all().filter(|known| !is_consent(known));
    let same = || questions().filter(|known| known.lead_field == field);
    let said = asked.traits.iter().any(|name| name == field);
    if same().next().is_none() && !said {
        let traits = asked.traits.iter().map(String::as_str);
        let names: BTreeSet<&str> = questions().map(|known| known.lead_field.as_str()).chain(traits).collect();
        let is_agreed = all().any(|known| is_consent(&known) && known.lead_field == field);
        let expected = if is_agreed {
            "a field that is no consent, or one of the traits"
        } else {
            "a field of one of the forms, or one of the traits"
        };
        report.unknown(place, field, expected, names.into_iter());
        report.follows_from("forms/");
        if is_agreed {
            report.unwise();
        }
        return;
    }
    let choices: Vec<&str> = same().flat_map(|known| &known.rule.options).map(String::as_str).collect();
    let free = said || same().any(|known| known.rule.options.is_empty());
    let strange = |value: &&String| !free && !choices.iter().any(|choice| choice.eq_ignore_ascii_case(value));
    for value in tests.is_in.iter().filter(strange) {
        report.unknown(place, value, "one of the options of the field", choices.iter().copied());
        report.follows_from("forms/");
    }
    let numbers = tests.at_least.is_some() || tests.at_most.is_some();
    if numbers && !free && !choices.iter().any(|choice| choice.trim().parse::<f64>().is_ok()) {
        let place = deeper(place, &[if tests.at_least.is_some() { "at_least" } else { "at_most" }]);
        report.add(&place, &format!("{field} as a number"), "is_in: none of the options of the field is a number");
        report.follows_from("forms/");
    }
}
