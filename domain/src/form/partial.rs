//! What somebody typed and did not send, where the form says that it is kept.

use super::{Answers, FieldKind, Form};
use crate::{email::Email, site::RawPartial};
use alloc::{collections::BTreeMap, format, string::String};

/// The shortest and the longest time before others are told, in minutes: five minutes, and the week it is kept.
const REMIND: core::ops::RangeInclusive<u16> = 5..=10_080;
const LONGEST_NOTICE: usize = 500;

/// `[partial]` of a form, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partial {
    /// What people read about it, in sight.
    pub notice: String,
    /// After how many minutes others are told that somebody left; nobody is if nothing is said.
    pub remind_minutes: Option<u16>,
}

impl Partial {
    pub(super) fn check(raw: &RawPartial, report: &mut super::Report<'_>) -> Self {
        let RawPartial { notice, remind_minutes } = raw;
        if notice.trim().is_empty() || notice.chars().count() > LONGEST_NOTICE {
            let expected = "1 to 500 characters that tell people that what they type is kept before they send it";
            report(&["partial", "notice"], notice, expected);
        }
        if let Some(minutes) = remind_minutes.filter(|minutes| !REMIND.contains(minutes)) {
            report(&["partial", "remind_minutes"], &format!("{minutes}"), "5 to 10080 minutes");
        }
        Self { notice: notice.clone(), remind_minutes: *remind_minutes }
    }
}

impl Answers {
    /// What of the answers may be kept before they are sent: judged field by field, without what is agreed to and what nobody
    /// sees. Nothing without an address that the form takes, nor beside one that looks misspelt, unless whoever typed it is sure:
    /// it may be somebody else's.
    pub fn begun(&self, form: &Form) -> Option<(Email, BTreeMap<String, String>)> {
        if self.meant().is_some() {
            return None;
        }
        let email = Email::parse(self.get("email")).ok().filter(|email| form.accept_mail.judge(email).is_ok())?;
        let mut fields = BTreeMap::new();
        let mut is_valid = false;
        for (field, answer) in self.asked(form) {
            if field.name == "email" {
                is_valid = super::answers::judge(field, self.get("email")).is_ok();
                continue;
            }
            let is_kept = !matches!(field.rule.kind, FieldKind::Consent | FieldKind::Hidden);
            let answer = answer.filter(|answer| !answer.is_empty() && is_kept);
            if let Some(answer) = answer.filter(|answer| super::answers::judge(field, answer).is_ok()) {
                fields.insert(field.lead_field.clone(), super::answers::answer_of_lead(field, &answer));
            }
        }
        is_valid.then_some((email, fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::MailPolicy;
    use alloc::{borrow::ToOwned, string::ToString, vec::Vec};
    use proptest::prelude::*;

    fn form() -> Form {
        let raw = serde_json::json!({
            "title": "Ask", "button": "Send", "thanks": "Thanks", "accept_mail": "no-disposable",
            "partial": {"notice": "We keep what you type for a week.", "remind_minutes": 30},
            "field": [
                {"name": "email", "type": "email", "label": "E-mail", "required": true},
                {"name": "first_name", "type": "text", "label": "Name", "required": true, "max_length": 5},
                {"name": "size", "type": "select", "label": "Size", "options": ["1", "2"]},
                {"name": "seats", "type": "number", "label": "Seats", "when": {"field": "size", "is_in": ["2"]}},
                {"name": "campaign", "type": "hidden"},
                {"name": "news", "type": "consent", "label": "News", "purpose": "mail"},
            ],
        });
        Form::check(&serde_json::from_value(raw).unwrap(), &mut |place, found, _| panic!("{place:?}: {found}"))
    }

    fn begun(body: &str) -> Option<Vec<(String, String)>> {
        let (email, fields) = Answers::read(body.as_bytes()).begun(&form())?;
        assert_eq!(email.canonical, "ada@example.com");
        Some(fields.into_iter().collect())
    }

    #[test]
    fn only_what_is_valid_is_kept_and_nothing_that_is_agreed_to_or_unseen() {
        let all = "email=ada%40example.com&first_name=Ada&size=1&campaign=x&news=yes&seats=3";
        let kept =
            |pairs: &[(&str, &str)]| pairs.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        assert_eq!(begun(all), Some(kept(&[("first_name", "Ada"), ("size", "1")])), "nobody is asked for seats");
        assert_eq!(begun("email=ada%40example.com&first_name=Augusta&size=9"), Some(kept(&[])));
        assert_eq!(begun("email=ada%40example.com&size=2&seats=3"), Some(kept(&[("seats", "3"), ("size", "2")])));
    }

    #[test]
    fn nothing_is_kept_without_an_address_the_form_takes() {
        for body in ["", "first_name=Ada", "email=ada", "email=ada%40mailinator.com"] {
            assert_eq!(begun(body), None, "{body}");
        }
    }

    #[test]
    fn nothing_is_kept_beside_an_address_that_looks_misspelt_unless_somebody_is_sure_of_it() {
        // Whoever deals in slips gives addresses away, too, so a form that refuses those refuses this one anyway.
        let form = Form { accept_mail: MailPolicy::Any, ..form() };
        let kept = |body: &str| Answers::read(body.as_bytes()).begun(&form).map(|(email, _)| email.canonical);
        assert_eq!(kept("email=ada%40gmial.com"), None);
        assert_eq!(kept("email=ada%40gmial.com&ll_sure=ada%40gmail.com"), None);
        assert_eq!(kept("email=ada%40gmial.com&ll_sure=Ada%40gmial.com"), Some("ada@gmial.com".into()));
        assert_eq!(kept("email=ada%40gmail.com"), Some("ada@gmail.com".into()));
    }

    #[test]
    fn what_is_wrong_with_it_is_said() {
        let mut found = Vec::new();
        let raw = RawPartial { notice: " ".into(), remind_minutes: Some(4) };
        Partial::check(&raw, &mut |place, _, _| found.push(place.join(".")));
        assert_eq!(found, ["partial.notice", "partial.remind_minutes"]);
    }

    proptest! {
        #[test]
        fn whatever_is_kept_would_be_taken(name in "\\PC{0,8}", size in "[0-3]?", seats in "\\PC{0,4}") {
            let mut answers = Answers::default();
            for (field, value) in [("email", "ada@example.com"), ("first_name", &name), ("size", &size), ("seats", &seats)] {
                answers.set(field, value.to_owned());
            }
            let (_, kept) = answers.begun(&form()).unwrap();
            let mut again = Answers::default();
            again.set("email", "ada@example.com".to_owned());
            again.set("first_name", "Ada".to_owned());
            for (field, value) in &kept {
                again.set(field, value.clone());
            }
            let checked = again.check(&form()).unwrap();
            for (field, value) in kept {
                prop_assert_eq!(checked.fields.get(&field), Some(&value));
            }
        }
    }
}
