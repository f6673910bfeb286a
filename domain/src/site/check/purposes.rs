//! `[[purpose]]` of site.toml.

use super::{A_SLUG, Report, is_slug};
use crate::{
    lead::MAIL,
    site::{ConsentPurpose, RawPurpose},
};
use alloc::{borrow::ToOwned, format, vec::Vec};

/// Most purposes: more than people read.
const MOST: usize = 20;

/// Longest text about one, in characters.
const LONGEST: usize = 500;

/// Checks the purposes. A site that names none writes mail, and nothing else.
pub(super) fn check(raw: &[RawPurpose], report: &mut Report<'_>) -> Vec<ConsentPurpose> {
    if raw.is_empty() {
        return alloc::vec![ConsentPurpose { id: MAIL.to_owned(), title: "E-mail".to_owned(), text: None }];
    }
    if raw.len() > MOST {
        report.add(&["purpose"], &format!("{}", raw.len()), "at most 20 purposes");
    }
    for (at, purpose) in raw.iter().enumerate() {
        let place = format!("{at}");
        if !is_slug(&purpose.id) {
            report.add(&["purpose", &place, "id"], &purpose.id, A_SLUG);
        }
        if purpose.id == MAIL && raw.len() > 1 {
            let expected =
                "another id: mail stands for writing mail at all, beside others say what it is about, such as news";
            report.add(&["purpose", &place, "id"], MAIL, expected);
        }
        if raw.iter().take(at).any(|earlier| earlier.id == purpose.id) {
            report.add(&["purpose", &place, "id"], &purpose.id, "an id of its own");
        }
        if !is_said(&purpose.title, 200) {
            report.add(&["purpose", &place, "title"], &purpose.title, "1 to 200 characters that people read");
        }
        if let Some(text) = purpose.text.as_ref().filter(|text| !is_said(text, LONGEST)) {
            report.add(&["purpose", &place, "text"], text, "1 to 500 characters that people read");
        }
    }
    let checked = |RawPurpose { id, title, text }: RawPurpose| ConsentPurpose { id, title, text };
    raw.iter().cloned().map(checked).collect()
}

fn is_said(text: &str, most: usize) -> bool {
    !text.trim().is_empty() && text.chars().count() <= most && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;

    fn found(purposes: &[(&str, &str)]) -> (Vec<ConsentPurpose>, Vec<String>) {
        let raw =
            |(id, title): &(&str, &str)| RawPurpose { id: (*id).to_owned(), title: (*title).to_owned(), text: None };
        let raw: Vec<RawPurpose> = purposes.iter().map(raw).collect();
        let mut problems = Vec::new();
        let checked = check(&raw, &mut Report { file: "site.toml", problems: &mut problems });
        (checked, problems.iter().map(|problem| problem.place.join(".")).collect())
    }

    #[test]
    fn a_site_that_names_no_purpose_writes_mail() {
        let (purposes, problems) = found(&[]);
        assert_eq!((purposes[0].id.as_str(), purposes.len(), problems.len()), ("mail", 1, 0));
    }

    #[test]
    fn what_can_t_be_said_to_people_or_systems_is_found() {
        assert!(found(&[("newsletter", "Our newsletter"), ("events", "Events near you")]).1.is_empty());
        assert_eq!(found(&[("News Letter", "N")]).1, ["purpose.0.id"]);
        assert_eq!(found(&[("news", "N"), ("news", "M")]).1, ["purpose.1.id"]);
        assert!(found(&[("mail", "News")]).1.is_empty());
        assert_eq!(found(&[("news", "N"), ("mail", "M")]).1, ["purpose.1.id"], "it would switch the other off");
        assert_eq!(found(&[("news", " "), ("more", "tab\tbed")]).1, ["purpose.0.title", "purpose.1.title"]);
    }
}
