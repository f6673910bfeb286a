//! From a condition as written to one that can be true.

use super::{Report, is_domain};
use crate::{
    form::Form,
    site::{Condition, PathPattern, RawCondition},
    wire::is_name,
};
use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
    string::String,
    vec::Vec,
};

/// Checks a condition, reporting at `place` what is wrong with it.
pub(super) fn check(
    raw: &RawCondition,
    forms: &BTreeMap<String, Form>,
    place: &[&str],
    report: &mut Report<'_>,
) -> Option<Condition> {
    if raw.said() != 1 {
        report.add(place, "no condition, or two", &format!("exactly one of {}", RawCondition::KEYS.join(", ")));
        return None;
    }
    None.or_else(|| page(raw.view.as_ref()?, place, report).map(Condition::View))
        .or_else(|| raw.event.clone().map(Condition::Event))
        .or_else(|| page(raw.download.as_ref()?, place, report).map(Condition::Download))
        .or_else(|| host(raw.outbound.as_ref()?, place, report).map(Condition::Outbound))
        .or_else(|| {
            let (moment, form) = raw.moment()?;
            name(form, place, report).map(|form| Condition::Form(moment, form))
        })
        .or_else(|| submit(raw.submit.as_ref()?, forms, place, report))
        .or_else(|| raw.email.map(Condition::Email))
        .or_else(|| field(raw, forms, place, report))
}

fn page(path: &str, place: &[&str], report: &mut Report<'_>) -> Option<PathPattern> {
    let pattern = PathPattern::parse(path);
    if pattern.is_none() {
        report.add(place, path, "a path that begins with /, with * at most at its end");
    }
    pattern
}

fn host(host: &str, place: &[&str], report: &mut Report<'_>) -> Option<String> {
    if !is_domain(host) {
        report.add(place, host, "a domain in lower case, such as partner.example");
        return None;
    }
    Some(String::from(host))
}

/// Any form on a page may be tracked, so its name need not be one of ours; but it has to be one that the edge takes.
fn name(form: &str, place: &[&str], report: &mut Report<'_>) -> Option<String> {
    if !is_name(form) {
        report.add(place, form, "the name of a form: 1 to 64 bytes, without an at sign");
        return None;
    }
    Some(String::from(form))
}

fn submit(form: &str, forms: &BTreeMap<String, Form>, place: &[&str], report: &mut Report<'_>) -> Option<Condition> {
    if !forms.contains_key(form) {
        report.unknown(place, form, "one of the site's forms", forms.keys().map(String::as_str));
        return None;
    }
    Some(Condition::Submit(String::from(form)))
}

fn field(
    raw: &RawCondition,
    forms: &BTreeMap<String, Form>,
    place: &[&str],
    report: &mut Report<'_>,
) -> Option<Condition> {
    let lower = |values: &[String]| values.iter().map(|value| value.to_lowercase()).collect::<Vec<_>>();
    let RawCondition { field: Some(field), is_in, contains, .. } = raw else { return None };
    check_field(field, is_in, forms, place, report);
    match (is_in.is_empty(), contains.is_empty()) {
        (false, true) => Some(Condition::FieldIn(field.clone(), lower(is_in))),
        (true, false) => Some(Condition::FieldContains(field.clone(), lower(contains))),
        _ => {
            report.add(place, &format!("field = \"{field}\""), "field with either is_in or contains");
            None
        }
    }
}

/// A condition on a field nobody is asked for, or on an answer nobody can choose, would never be true.
fn check_field(field: &str, is_in: &[String], forms: &BTreeMap<String, Form>, place: &[&str], report: &mut Report<'_>) {
    let asked = || forms.values().flat_map(|form| &form.fields);
    let same = || asked().filter(|known| known.name == field);
    if same().next().is_none() {
        let names: BTreeSet<&str> = asked().map(|known| known.name.as_str()).collect();
        report.unknown(place, field, "a field of one of the forms", names.into_iter());
        report.follows_from("forms/");
        return;
    }
    let choices: Vec<&str> = same().flat_map(|known| &known.options).map(String::as_str).collect();
    let free = same().any(|known| known.options.is_empty());
    for value in is_in.iter().filter(|value| !free && !choices.iter().any(|choice| choice.eq_ignore_ascii_case(value)))
    {
        report.unknown(place, value, "one of the options of the field", choices.iter().copied());
        report.follows_from("forms/");
    }
}

#[cfg(test)]
mod tests {
    use crate::site::{Condition, FormMoment, RawCondition, RawSite, Site};
    use alloc::{borrow::ToOwned, string::String, vec::Vec};

    /// What a signal with this condition becomes, or what is said against it.
    fn checked(when: RawCondition) -> Result<Condition, Vec<String>> {
        let mut raw: RawSite = serde_json::from_str(include_str!("../example.json")).unwrap();
        raw.scoring.signals[0].when = when;
        let site =
            Site::check(raw).map_err(|found| found.into_iter().map(|problem| problem.expected).collect::<Vec<_>>())?;
        Ok(site.scoring.signals[0].when.clone())
    }

    #[test]
    fn what_tells_of_links_and_forms_is_checked() {
        let some = |text: &str| Some(text.to_owned());
        let outbound = RawCondition { outbound: some("partner.example"), ..RawCondition::default() };
        assert_eq!(checked(outbound), Ok(Condition::Outbound("partner.example".into())));
        let abandoned = RawCondition { form_abandon: some("newsletter"), ..RawCondition::default() };
        assert_eq!(checked(abandoned), Ok(Condition::Form(FormMoment::Abandoned, "newsletter".into())));
        let wrong = [
            RawCondition { outbound: some("https://partner.example"), ..RawCondition::default() },
            RawCondition { download: some("guide.pdf"), ..RawCondition::default() },
            RawCondition { form_start: some("a@b.example"), ..RawCondition::default() },
            RawCondition { download: some("/x"), view: some("/x"), ..RawCondition::default() },
        ];
        for when in wrong {
            assert_eq!(checked(when).unwrap_err().len(), 1);
        }
    }
}
