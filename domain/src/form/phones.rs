//! Telephone numbers among the answers.

use super::{FieldKind, Form};
use crate::{phone, site::Site};
use alloc::{borrow::ToOwned, collections::BTreeMap, string::String};

/// Writes the telephone numbers among answers in E.164, as far as they can be made out; `country`, an ISO 3166-1 code, is
/// where a number without a country's code is taken to be from. Returns what was typed instead, by field.
pub fn write_phones(
    answers: &mut BTreeMap<String, String>,
    form: &Form,
    country: Option<&str>,
) -> BTreeMap<String, String> {
    let mut typed = BTreeMap::new();
    for field in form.fields.iter().filter(|field| field.rule.kind == FieldKind::Tel) {
        let Some(answer) = answers.get_mut(&field.lead_field) else { continue };
        if let Some(number) = phone::normalise(answer, country).filter(|number| number != answer) {
            typed.insert(field.lead_field.clone(), core::mem::replace(answer, number));
        }
    }
    typed
}

/// Writes the value of a field in E.164 if the field is a telephone number: one that some form asks for as such, or
/// `phone`, as the Segment spec names it. Returns what was said instead, if that is written otherwise.
pub fn write_phone(name: &str, value: &str, site: &Site, country: Option<&str>) -> (String, Option<String>) {
    let is_asked =
        |form: &Form| form.fields.iter().any(|field| field.lead_field == name && field.rule.kind == FieldKind::Tel);
    let is_phone = name == "phone" || site.forms.values().any(is_asked);
    match phone::normalise(value, country).filter(|number| is_phone && number != value) {
        Some(number) => (number, Some(value.to_owned())),
        None => (value.to_owned(), None),
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        form::Answers,
        site::{RawSite, Site},
    };

    #[test]
    fn numbers_are_written_in_e164_and_what_was_typed_is_kept() {
        let mut raw: RawSite = serde_json::from_str(include_str!("../site/example.json")).unwrap();
        let form = raw.forms.get_mut("whitepaper").unwrap();
        form.fields[1].kind = crate::form::FieldKind::Tel;
        form.fields[1].name = "phone".into();
        let site = Site::check(raw).unwrap();
        let form = &site.forms["whitepaper"];
        let written = |answer: &str, country| {
            let body = alloc::format!("email=ada@example.com&phone={answer}");
            let mut checked = Answers::read(body.as_bytes()).check(form).unwrap();
            let typed = super::write_phones(&mut checked.fields, form, country).remove("phone");
            (checked.fields["phone"].clone(), typed)
        };
        assert_eq!(written("01+5128900", Some("AT")), ("+4315128900".into(), Some("01 5128900".into())));
        assert_eq!(written("%2B4315128900", None), ("+4315128900".into(), None));
        assert_eq!(written("ext.+12345", None), ("ext. 12345".into(), None));
        let said = |name, value| super::write_phone(name, value, &site, Some("AT"));
        assert_eq!(said("phone", "01 5128900"), ("+4315128900".into(), Some("01 5128900".into())));
        assert_eq!(said("crm_id", "01 5128900"), ("01 5128900".into(), None));
    }
}
